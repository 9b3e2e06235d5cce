/**
 * What is analysed: bytes that can be read from the start as a stream, and again in parts. A `Blob` and a
 * `File` are one, in the browser and in Node; neither needs to be in memory.
 */
export interface Paste {
  /** Bytes. */
  readonly size: number;
  stream(): ReadableStream<Uint8Array>;
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> };
}
