/**
 * Reads the lines of rules that nearly every line is, each byte once or twice, and fills columns of numbers (./layout.ts).
 * Written in AssemblyScript and compiled to WebAssembly (`npm run build:wasm`), since a page reads one paste and has no
 * time to wait for a just-in-time compiler. Whatever looks otherwise is left to the general readers.
 */
export { arena, arenaLength, bodies, clear, room } from './bodies';
export { begin, blanksBehind, chains, last, lines, listing, rules, widest } from './listing';
import { keep, makeRoom } from './bodies';

/** The number of the body that stands in the input from `from` to `to`; -1 beyond the limits. */
export function intern(from: i32, to: i32): i32 {
  return makeRoom(1) ? keep(from, to, 0) : -1;
}
