/** A file of the site inside a pack. */
export interface PackedFile {
  /** Below the site's base, without a slash at the front: `ja/incidents/index.html`. */
  readonly path: string;
  /** Its `Content-Type`. */
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The first bytes: an answer that is no pack (a host's own page for what is missing) has others. */
const MAGIC = 'CTP1';
const HEAD = 8;

/** Many files as one run of bytes: magic, length of the list, the list as JSON, the files one after the other. */
export function pack(files: readonly PackedFile[]): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const list = encoder.encode(
    JSON.stringify(files.map(({ path, type, bytes }) => [path, type, bytes.length])),
  );
  const size = files.reduce((sum, { bytes }) => sum + bytes.length, HEAD + list.length);
  const packed = new Uint8Array(size);
  packed.set(encoder.encode(MAGIC));
  new DataView(packed.buffer).setUint32(4, list.length);
  packed.set(list, HEAD);
  let at = HEAD + list.length;
  for (const { bytes } of files) {
    packed.set(bytes, at);
    at += bytes.length;
  }
  return packed;
}

/** The files of a pack, as views into it. Throws where it is none, or was cut off. */
export function unpackFiles(packed: Uint8Array<ArrayBuffer>): PackedFile[] {
  const decoder = new TextDecoder();
  if (packed.length < HEAD || decoder.decode(packed.subarray(0, 4)) !== MAGIC) throw new Error('not a pack');
  const listed = new DataView(packed.buffer, packed.byteOffset).getUint32(4);
  const list: [string, string, number][] = JSON.parse(decoder.decode(packed.subarray(HEAD, HEAD + listed)));
  let at = HEAD + listed;
  return list.map(([path, type, size]) => {
    if (at + size > packed.length) throw new Error('a pack that was cut off');
    const bytes = packed.subarray(at, at + size);
    at += size;
    return { path, type, bytes };
  });
}
