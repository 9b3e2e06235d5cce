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

/** Bytes read at once: enough that the reading costs little, few enough to stay in the processor's second cache. */
const CHUNK = 1 << 20;

/**
 * The bytes of a paste from the start, in chunks. A chunk is only good until the next one is asked for: where the stream
 * allows it, one buffer is filled again and again.
 */
export async function* chunksOf(paste: Paste): AsyncGenerator<Uint8Array> {
  const stream = paste.stream();
  const reader = byobReader(stream);
  if (!reader) {
    yield* stream;
    return;
  }
  let buffer = new ArrayBuffer(CHUNK);
  try {
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(buffer));
      if (done) return;
      yield value;
      buffer = value.buffer;
    }
  } finally {
    await reader.cancel();
  }
}

/** A reader that fills a given buffer; null where the stream has none (WebKit). */
function byobReader(stream: ReadableStream<Uint8Array>): ReadableStreamBYOBReader | null {
  try {
    return stream.getReader({ mode: 'byob' });
  } catch {
    return null;
  }
}
