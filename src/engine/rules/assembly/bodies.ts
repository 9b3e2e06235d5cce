/**
 * The distinct bodies of rules, each kept once: a hash table over one arena of bytes. Two bodies are the same only if every
 * byte is. Its memory lies behind the input, one thing after the other, and grows with the number of bodies: where each body
 * ends in the arena, what is known of its target, twice as many slots of the table, the arena.
 *
 * A slot holds the number of a body plus one in its lower bits, and in the upper ones what the body's hash has there, so
 * that hardly a body is looked at that is another one. 0 is free.
 */
import { BEHIND, INPUT_BYTES, TABLES } from './layout';

/** Bytes of the tables for each body. */
const EACH: i32 = 16;

const FEW: i32 = 1 << 15;
const NUMBER: i32 = (1 << 23) - 1;
/** More than the rules of any kernel have. Places up to here are numbers without a sign. */
const MOST_BYTES: i32 = 1 << 30;

/** How many distinct bodies there are. */
export let bodies: i32 = 0;
/** Where the arena begins, and how many bytes are in it. */
export let arena: i32 = TABLES + FEW * EACH;
export let arenaLength: i32 = 0;
/** How many bodies there is room for. */
export let room: i32 = FEW;

/** Forgets all bodies. */
export function clear(): void {
  bodies = 0;
  arenaLength = 0;
  room = FEW;
  arena = TABLES + FEW * EACH;
  memory.fill(TABLES + FEW * 8, 0, FEW * 8);
}

/** Makes room for so many more bodies, together as long as the input at most; false beyond the limits. */
export function makeRoom(more: i32): bool {
  if (bodies + more > room && !growTables()) return false;
  return reach(arena + arenaLength + INPUT_BYTES + BEHIND);
}

/** The number of the body from `from` to `to`, for which there is room. `target` is kept with a new one. */
export function keep(from: i32, to: i32, target: u32): i32 {
  const hash = hashOf(from, to);
  const slots = TABLES + room * 8;
  const mask = (room << 1) - 1;
  let slot = hash & mask;
  for (;;) {
    const held = load<i32>(slots + slot * 4);
    if (held == 0) break;
    if (((held ^ hash) & ~NUMBER) == 0) {
      const id = (held & NUMBER) - 1;
      const start = arena + startOf(id);
      if (arena + startOf(id + 1) - start == to - from && isSame(start, from, to - from)) return id;
    }
    slot = (slot + 1) & mask;
  }
  copy(arena + arenaLength, from, to - from);
  arenaLength += to - from;
  store<i32>(TABLES + bodies * 4, arenaLength);
  store<u32>(TABLES + (room + bodies) * 4, target);
  store<i32>(slots + slot * 4, (hash & ~NUMBER) | ++bodies);
  return bodies - 1;
}

/** Where a body begins in the arena, which is where the one before it ends. */
function startOf(id: i32): i32 {
  return id == 0 ? 0 : load<i32>(TABLES + id * 4 - 4);
}

/** Room for four times as many bodies: the arena moves up, and every body gets a slot anew. */
function growTables(): bool {
  const bigger = room << 2;
  const moved = TABLES + bigger * EACH;
  if (bigger > NUMBER + 1 || !reach(moved + arenaLength + BEHIND)) return false;
  memory.copy(moved, arena, arenaLength);
  memory.copy(TABLES + bigger * 4, TABLES + room * 4, bodies * 4);
  room = bigger;
  arena = moved;
  const slots = TABLES + room * 8;
  const mask = (room << 1) - 1;
  memory.fill(slots, 0, room * 8);
  for (let id = 0; id < bodies; id++) {
    const hash = hashOf(arena + startOf(id), arena + startOf(id + 1));
    let slot = hash & mask;
    while (load<i32>(slots + slot * 4) != 0) slot = (slot + 1) & mask;
    store<i32>(slots + slot * 4, (hash & ~NUMBER) | (id + 1));
  }
  return true;
}

/** Makes the memory at least so long; false beyond the limits. */
function reach(end: i32): bool {
  const pages = memory.size();
  const wanted = (end + 0xffff) >>> 16;
  if (end < 0 || end > MOST_BYTES) return false;
  if (wanted <= pages) return true;
  return memory.grow(max(wanted - pages, pages >> 1)) >= 0 || memory.grow(wanted - pages) >= 0;
}

/** Two lanes of eight bytes each, which the processor works on at the same time. */
function hashOf(from: i32, to: i32): i32 {
  let one: u64 = <u64>(to - from);
  let two: u64 = 0;
  let at = from;
  for (; at + 16 <= to; at += 16) {
    one = mix(one, load<u64>(at));
    two = mix(two, load<u64>(at + 8));
  }
  const rest = to - at;
  if (rest > 8) {
    one = mix(one, load<u64>(at));
    two = mix(two, load<u64>(at + 8) & firstOf(rest - 8));
  } else if (rest > 0) one = mix(one, load<u64>(at) & firstOf(rest));
  one = mix(one, two);
  return <i32>(one ^ (one >> 32));
}

function mix(hash: u64, eight: u64): u64 {
  return rotr<u64>((hash ^ eight) * 0x9e3779b97f4a7c15, 29);
}

/** Of eight bytes the first ones, one to eight of them. */
function firstOf(bytes: i32): u64 {
  return (<u64>-1) >> (64 - (<u64>bytes << 3));
}

/** Whether the same bytes stand at two places. */
export function isSame(one: i32, other: i32, count: i32): bool {
  let at = 0;
  for (; at + 8 <= count; at += 8) if (load<u64>(one + at) != load<u64>(other + at)) return false;
  return at == count || ((load<u64>(one + at) ^ load<u64>(other + at)) & firstOf(count - at)) == 0;
}

/** Copies bytes, and up to fifteen behind them. */
export function copy(to: i32, from: i32, count: i32): void {
  for (let at = 0; at < count; at += 16) v128.store(to + at, v128.load(from + at));
}
