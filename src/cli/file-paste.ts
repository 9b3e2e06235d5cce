import { fstatSync, openSync, readSync } from 'node:fs';
import type { Paste } from '../engine/paste.ts';

/**
 * A file as a paste: read from the disk as it is analysed, and again where a line of it is quoted. Never held. It stays
 * open until the program ends. The constructor throws where the file cannot be read.
 */
export class FilePaste implements Paste {
  readonly size: number;
  readonly #file: number;

  constructor(name: string) {
    this.#file = openSync(name, 'r');
    this.size = fstatSync(this.#file).size;
  }

  stream(): ReadableStream<Uint8Array> {
    const file = this.#file;
    let at = 0;
    return new ReadableStream({
      type: 'bytes',
      autoAllocateChunkSize: 1 << 20,
      pull(controller) {
        const request = controller.byobRequest;
        if (!request?.view) return;
        const { buffer, byteOffset, byteLength } = request.view;
        const read = readSync(file, new Uint8Array(buffer, byteOffset, byteLength), { position: at });
        at += read;
        if (read === 0) controller.close();
        request.respond(read);
      },
    });
  }

  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> } {
    return {
      arrayBuffer: async () => {
        const bytes = new Uint8Array(Math.max(0, Math.min(end, this.size) - start));
        const read = readSync(this.#file, bytes, { position: start });
        return bytes.buffer.slice(0, read);
      },
    };
  }
}
