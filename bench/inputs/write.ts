import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

/** A number from 0 to below `below`. */
export type Random = (below: number) => number;

/** Pseudo-random numbers (xorshift32): the same file on every machine. */
export function randomFrom(seed: number): Random {
  let state = seed | 0 || 1;
  return below => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** Writes lines to a file without holding them. */
export async function writeLines(file: string, count: number, line: (at: number) => string): Promise<void> {
  const stream = createWriteStream(file);
  let part: string[] = [];
  for (let at = 0; at < count; at++) {
    part.push(line(at));
    if (part.length < 5000 && at < count - 1) continue;
    if (!stream.write(`${part.join('\n')}\n`)) await once(stream, 'drain');
    part = [];
  }
  stream.end();
  await once(stream, 'close');
}
