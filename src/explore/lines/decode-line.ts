import type { Encoding } from '../../engine/model/analysis.ts';
import { clean } from '../../engine/text/clean.ts';
import { type Decoded, decodeUtf8 } from '../../engine/text/decode.ts';

/** The bytes of a line as they read: decoded, and without what a terminal would not show. As the engine quotes them. */
export function decodeLine(bytes: Uint8Array, encoding: Encoding): Decoded {
  if (encoding === 'utf-8') return clean(decodeUtf8(bytes));
  // A byte order mark within the paste (two files joined) is a character of the line, which `clean` takes out.
  return clean({ text: new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes), byteAt: at => at * 2 });
}
