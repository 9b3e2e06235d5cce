/** What a page may load and whom it may tell something: nobody but the site itself. A `<meta>` in every page says it. */
export const directives = [
  "default-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
] as const;

export const scriptSources = ["'self'", "'wasm-unsafe-eval'"] as const;
export const styleSources = ["'self'"] as const;

/** Answers that are made to stand in other people's pages: `/ja/embed/…`, below any base. */
const EMBED = /^(?:\/[^/]+)*?\/(?:en|ja|ko|zh)\/embed\//;

/** Whether other sites may show a page in a frame. */
export function mayBeFramed(path: string): boolean {
  return EMBED.test(path);
}

/**
 * The policy as a header: what the `<meta>` says, and who may frame the page, which only a header can say. It needs no hashes, because
 * nothing in the pages is inline; where header and `<meta>` both stand, a browser holds both.
 */
export function policyHeader(framed: boolean): string {
  return [
    `frame-ancestors ${framed ? '*' : "'none'"}`,
    ...directives,
    `script-src ${scriptSources.join(' ')}`,
    `style-src ${styleSources.join(' ')}`,
  ].join('; ');
}

/** The other headers of every answer. An address with a search in it (`?q=`) is told to no other site. */
export const otherHeaders: Readonly<Record<string, string>> = {
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': 'camera=(), geolocation=(), microphone=()',
};

/** Files below `_astro/` carry a hash in their names; all others are asked for again, and answered with 304 where they have not changed. */
export const cacheControl = { hashed: 'public, max-age=31536000, immutable', other: 'no-cache' } as const;
