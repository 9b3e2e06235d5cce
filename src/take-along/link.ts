// A case in the fragment of an address: `#case=1.<base64url>`. Browsers send no fragment to any server (RFC 9110, 4.2.4 and 7.1).

const NAME = 'case';
const VERSION = '1';
/** Characters of a fragment at most. Beyond them chat tools and mail cut links in silence. */
export const MOST_CHARACTERS = 64_000;
/** Bytes that a link unpacks to at most: a short one could be made to unpack to a gigabyte. */
export const MOST_UNPACKED = 16_000_000;
/** Bytes of the checksum before what is packed: a chat tool may have changed or cut a link, and half a case is another case. */
const CHECKSUM = 4;
const MOST_PASTES = 50;

export interface CarriedCase {
  readonly name: string;
  readonly pastes: readonly { readonly name: string; readonly blob: Blob }[];
}

export type Packed = { readonly fragment: string } | { readonly refused: 'too-long' | 'too-big' };

/** newer: made by a later version of this page. damaged: cut off, or changed on the way. too-big: unpacks to more than is safe. */
export type LinkFailure = 'damaged' | 'newer' | 'too-big';

export type Unpacked = { readonly opened: CarriedCase } | { readonly failed: LinkFailure };

/** Packs a case. Stops as soon as it is clear that it is too long, however big the paste is. */
export async function packCase({ name, pastes }: CarriedCase): Promise<Packed> {
  const about = JSON.stringify([name, ...pastes.map(paste => [paste.name, paste.blob.size])]);
  const whole = new Blob([`${about}\n`, ...pastes.map(({ blob }) => blob)]);
  if (whole.size > MOST_UNPACKED) return { refused: 'too-big' };
  const most = Math.floor(((MOST_CHARACTERS - NAME.length - 4) * 3) / 4) - CHECKSUM;
  const packed = await collect(whole.stream().pipeThrough(new CompressionStream('deflate-raw')), most);
  if (!packed) return { refused: 'too-long' };
  const bytes = new Uint8Array(CHECKSUM + packed.length);
  new DataView(bytes.buffer).setUint32(0, checksum(packed));
  bytes.set(packed, CHECKSUM);
  return { fragment: `#${NAME}=${VERSION}.${toBase64Url(bytes)}` };
}

/** Whether a fragment is meant to be a case. */
export function carriesCase(fragment: string): boolean {
  return fragment.startsWith(`#${NAME}=`);
}

/** Takes a case out of a fragment. */
export async function unpackCase(fragment: string): Promise<Unpacked> {
  const [version = '', text = ''] = fragment.slice(NAME.length + 2).split('.', 2);
  if (version !== VERSION) return { failed: /^\d{1,6}$/.test(version) && text !== '' ? 'newer' : 'damaged' };
  if (fragment.length > MOST_CHARACTERS) return { failed: 'too-big' };
  const bytes = fromBase64Url(text);
  if (!bytes || bytes.length <= CHECKSUM) return { failed: 'damaged' };
  const packed = bytes.subarray(CHECKSUM);
  if (new DataView(bytes.buffer).getUint32(0) !== checksum(packed)) return { failed: 'damaged' };
  try {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
    const whole = await collect(stream, MOST_UNPACKED);
    return whole ? caseOf(whole) : { failed: 'too-big' };
  } catch {
    return { failed: 'damaged' };
  }
}

/** The bytes of a stream; null where there are more than so many, and then no more is read. */
async function collect(
  stream: ReadableStream<Uint8Array>,
  most: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > most) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** `["name",["paste",12],…]`, a line end, and the bytes of the pastes one after the other. */
function caseOf(whole: Uint8Array<ArrayBuffer>): Unpacked {
  const end = whole.indexOf(10);
  const about: unknown = JSON.parse(new TextDecoder().decode(whole.subarray(0, Math.max(0, end))));
  if (!Array.isArray(about) || about.length < 2 || about.length > MOST_PASTES + 1)
    return { failed: 'damaged' };
  const [name, ...listed] = about as unknown[];
  let at = end + 1;
  const pastes: { name: string; blob: Blob }[] = [];
  for (const paste of listed) {
    if (!isListed(paste) || at + paste[1] > whole.length) return { failed: 'damaged' };
    pastes.push({ name: paste[0].slice(0, 200), blob: new Blob([whole.subarray(at, at + paste[1])]) });
    at += paste[1];
  }
  if (typeof name !== 'string' || at !== whole.length) return { failed: 'damaged' };
  return { opened: { name: name.slice(0, 200), pastes } };
}

function isListed(paste: unknown): paste is [string, number] {
  return (
    Array.isArray(paste) &&
    typeof paste[0] === 'string' &&
    Number.isSafeInteger(paste[1]) &&
    (paste[1] as number) >= 0
  );
}

/** RFC 4648, 5, without padding. */
function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x3000) {
    text += btoa(String.fromCharCode(...bytes.subarray(at, at + 0x3000)));
  }
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** Null where a letter is none of the alphabet. Blanks and line ends come from mail that breaks lines. */
function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  const letters = text.replace(/(?:\s|%20|%0A|%0D)+/gi, '');
  if (!/^[\w-]*$/.test(letters)) return null;
  try {
    return Uint8Array.from(atob(letters.replaceAll('-', '+').replaceAll('_', '/')), letter =>
      letter.charCodeAt(0),
    );
  } catch {
    return null;
  }
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32, as in RFC 1952, 8. */
function checksum(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (TABLE[(crc ^ byte) & 0xff] as number);
  return (crc ^ 0xffffffff) >>> 0;
}
