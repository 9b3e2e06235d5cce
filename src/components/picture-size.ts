/** The size of a picture for chats, in pixels: OpenGraph's usual one. */
export const pictureSize = { width: 1200, height: 630 } as const;
