import { PROTOCOLS, STATES } from './fields.ts';
import { ByteInterner } from './interner.ts';

/** Protocols and states are few; more than this is no connection table. */
const MAX_KINDS = 62;
/** So many addresses that are not IPv4 are told apart. */
const MAX_ADDRESSES = 1 << 20;

/** The words of a listing that are kept once each, by number. */
export class Names {
  readonly protocols = seeded(PROTOCOLS);
  readonly states = seeded(STATES);
  readonly addresses = new ByteInterner(MAX_ADDRESSES);
}

function seeded(words: readonly string[]): ByteInterner {
  const interner = new ByteInterner(MAX_KINDS);
  const encoder = new TextEncoder();
  for (const word of words) interner.count(encoder.encode(word), 0, word.length);
  return interner;
}
