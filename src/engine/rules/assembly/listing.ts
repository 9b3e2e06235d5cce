/**
 * Lines of `iptables -L`: rules, headers, blank lines, chains of one's own. What this takes, the general reader
 * (formats/iptables-list/reader.ts) reads in the same way; a test holds the two against each other.
 *
 *    59  3540 KUBE-SVC-NPX46M4PTMTKRN6Y  6    --  *      *       0.0.0.0/0            10.96.0.1            /* … *\/ tcp dpt:443
 */
import { addressEnd } from './addresses';
import { copy, isSame, keep, makeRoom } from './bodies';
import {
  BETWEEN,
  BODY,
  BYTE_UNIT,
  BYTES,
  CHAIN_END,
  CHAIN_LINE,
  CHAIN_START,
  CHAINS,
  END,
  FIRST_CHAIN,
  FIRST_RULE,
  HEADER,
  LINE,
  MOST_BETWEEN,
  NAME_END,
  NAMED,
  NAMES,
  NUMBERED,
  PACKET_UNIT,
  PACKETS,
  PRINTED,
  REFERENCES,
  RULES,
  START,
  VERBOSE,
} from './layout';
import { BLANK, blanks, counted, lineEnd, NEWLINE, NONE, RETURN, readCount, readDigits, unit, wordEnd } from './words';

/** What was read: lines, and among them rules and chains. */
export let lines: i32 = 0;
export let rules: i32 = 0;
export let chains: i32 = 0;
/** 1 where a rule was the last of it, 2 where it was a blank line or a chain; 0 where neither was there. */
export let last: i32 = 0;
/** Blanks at the end of the last rule, and bytes in the longest rule's line. */
export let blanksBehind: i32 = 0;
export let widest: i32 = 0;

/** How long the header is that stands at HEADER, and the name of the first chain at FIRST_CHAIN. */
let headerLength: i32 = 0;
let firstLength: i32 = 0;
/** How long the columns between target and source were in the line before: in most lines they are the same. */
let betweenLength: i32 = 0;
/** VERBOSE, NUMBERED, NAMED. */
let columns: i32 = 0;
/** What is added to a place in the input to make it one in the paste. */
let base: f64 = 0;
let firstLine: i32 = 0;

/** Says which columns there are, and how long header and name are that were put in their places. */
export function begin(shown: i32, header: i32, first: i32): void {
  if (shown != columns) betweenLength = 0;
  columns = shown;
  headerLength = header;
  firstLength = first;
}

/**
 * Reads whole lines of the input from `from` to `to`, up to the first that is not sure or for which there is no room: the
 * place where that one begins. `line` is the number of the first; no more than `most` rules are read.
 */
export function listing(from: i32, to: i32, line: i32, offset: f64, most: i32): i32 {
  lines = rules = chains = last = widest = 0;
  if (!makeRoom(RULES)) return from;
  base = offset;
  firstLine = line;
  const limit = min(most, RULES);
  let at = from;
  while (at < to) {
    let next = NONE;
    if (load<u8>(at) == NEWLINE) {
      last = 2;
      next = at + 1;
    } else if ((load<u64>(at) & 0xffffffffffff) == 0x206e69616843 /* Chain␣ */) next = chain(at);
    else if (headerLength > 0 && load<u8>(at + headerLength) == NEWLINE && isSame(at, HEADER, headerLength))
      next = at + headerLength + 1;
    else if (rules < limit) next = rule(at);
    if (next < 0) break;
    at = next;
    lines++;
  }
  return at;
}

/** Where the next line begins, or -1. */
function rule(from: i32): i32 {
  const row = rules;
  const start = head(from, row);
  if (start < 0) return NONE;
  // Nine blanks are an empty target column: they stay with the body.
  const word = blanks(start);
  const body = word - start > 9 ? word - 9 : word;
  const behind = lineEnd(body);
  if (behind < 0) return NONE;
  let end = behind;
  while (end > body && load<u8>(end - 1) == BLANK) end--;
  // `… use iptables-legacy to see them`: a warning may have torn the line.
  if (end == body || load<u8>(end - 1) == 0x6d) return NONE;
  if (!standColumns(word)) return NONE;
  store<i32>(BODY + row * 4, keep(body, end, targetKey(word, wordEnd(word))));
  store<i32>(LINE + row * 4, firstLine + lines);
  store<f64>(START + row * 8, base + <f64>from);
  store<f64>(END + row * 8, base + <f64>behind);
  rules++;
  last = 1;
  blanksBehind = behind - end;
  widest = max(widest, behind - from);
  return load<u8>(behind) == RETURN ? behind + 2 : behind + 1;
}

/** Reads number and counters: where the body begins, blanks before it, or -1. */
function head(from: i32, row: i32): i32 {
  let at = from;
  if (columns & NUMBERED) {
    at = readCount(at);
    if (at < 0 || unit != 0) return NONE;
    store<u32>(PRINTED + row * 4, <u32>min<u64>(counted, 0xffffffff));
  }
  if (columns & VERBOSE) {
    at = readCount(at);
    if (at < 0) return NONE;
    store<f64>(PACKETS + row * 8, <f64>counted);
    store<u8>(PACKET_UNIT + row, <u8>unit);
    at = readCount(at);
    if (at < 0) return NONE;
    store<f64>(BYTES + row * 8, <f64>counted);
    store<u8>(BYTE_UNIT + row, <u8>unit);
  }
  return at;
}

/**
 * What a name is first told from others by: its length, its first, second and last byte. The same as in facts/rule-targets.ts;
 * where a rule has no target, its protocol stands in the place.
 */
function targetKey(from: i32, to: i32): u32 {
  const length = to - from;
  const second = length > 1 ? <u32>load<u8>(from + 1) : 0;
  const ends = (<u32>load<u8>(from) << 16) | (second << 8) | <u32>load<u8>(to - 1);
  return (<u32>min(length, 255) << 24) | ends;
}

/** Whether the columns from the target on are plainly all there: target or none, protocol, `opt`, interfaces, addresses. */
function standColumns(target: i32): bool {
  const targetEnd = wordEnd(target);
  const second = blanks(targetEnd);
  const source =
    betweenLength > 0 && isSame(second, BETWEEN, betweenLength) && isTarget(target, targetEnd)
      ? blanks(second + betweenLength)
      : columnsEnd(target, targetEnd, second);
  if (source < 0) return false;
  const named = (columns & NAMED) != 0;
  const sourceEnd = addressEnd(source, named);
  return sourceEnd > 0 && addressEnd(blanks(sourceEnd), named) > 0;
}

/** Where the source begins, if protocol, `opt` and interfaces stand before it; else -1. */
function columnsEnd(first: i32, firstEnd: i32, second: i32): i32 {
  const hasTarget = !isOpt(second, wordEnd(second));
  const protocol = hasTarget ? second : first;
  const protocolEnd = hasTarget ? wordEnd(second) : firstEnd;
  if (hasTarget && !isTarget(first, firstEnd)) return NONE;
  const opt = hasTarget ? blanks(protocolEnd) : second;
  let at = wordEnd(opt);
  if (!isOpt(opt, at) || !isUsualProtocol(protocol, protocolEnd)) return NONE;
  if (columns & VERBOSE) {
    at = interfaceEnd(blanks(at));
    if (at < 0) return NONE;
    at = interfaceEnd(blanks(at));
    if (at < 0) return NONE;
  }
  const source = blanks(at);
  if (hasTarget && source - protocol <= MOST_BETWEEN) {
    betweenLength = source - protocol;
    copy(BETWEEN, protocol, betweenLength);
  }
  return source;
}

/** A word that can be the name of a target. */
function isTarget(from: i32, to: i32): bool {
  const first = load<u8>(from);
  return to - from <= 31 && first != 0x2d /* - */ && first != 0x21; /* ! */
}

/** `--`, `-f`, `!f` */
function isOpt(from: i32, to: i32): bool {
  const both = load<u16>(from);
  return to - from == 2 && (both == 0x2d2d || both == 0x662d || both == 0x6621);
}

/** all, tcp, udp, icmp, or their numbers 0, 1, 6, 17 and 58. */
function isUsualProtocol(from: i32, to: i32): bool {
  const start = load<u8>(from) == 0x21 /* ! */ ? from + 1 : from;
  const length = to - start;
  const text = load<u32>(start);
  if (length == 1) return (text & 0xff) == 0x30 || (text & 0xff) == 0x31 || (text & 0xff) == 0x36;
  if (length == 2) return (text & 0xffff) == 0x3731 || (text & 0xffff) == 0x3835;
  const three = text & 0xffffff;
  if (length == 3) return three == 0x6c6c61 || three == 0x706374 || three == 0x706475;
  return length == 4 && text == 0x706d6369;
}

/** The end of an interface's name of 15 bytes at most, or of `*`; -1 where it holds more than letters, digits and `+-._`. */
function interfaceEnd(from: i32): i32 {
  if (load<u8>(from) == 0x2a /* * */)
    return load<u8>(from + 1) == BLANK && (columns & NAMED) == 0 ? from + 1 : NONE;
  const start = load<u8>(from) == 0x21 /* ! */ ? from + 1 : from;
  let at = start;
  for (;;) {
    const byte = <u32>load<u8>(at);
    const letter = (byte | 0x20) - 0x61 <= 25 || byte - 0x30 <= 9;
    if (!letter && byte != 0x2b && byte != 0x2d && byte != 0x2e && byte != 0x5f) break;
    at++;
  }
  return at > start && at - start <= 15 && load<u8>(at) == BLANK ? at : NONE;
}

/** `Chain KUBE-SEP-3DU66DE6VORVEQVD (1 references)`: where the next line begins; -1 for another form, and for the first chain. */
function chain(from: i32): i32 {
  const name = from + 6;
  const nameEnd = wordEnd(name);
  const length = nameEnd - name;
  if (length == 0 || length > 40 || chains == CHAINS) return NONE;
  if (length == firstLength && isSame(name, FIRST_CHAIN, length)) return NONE;
  if (load<u16>(nameEnd) != 0x2820 /* ␣( */) return NONE;
  const end = readDigits(nameEnd + 2, 9);
  if (end < 0 || load<u64>(end) != 0x6e65726566657220 /* ␣referen */) return NONE;
  if (load<u32>(end + 8) != 0x29736563 /* ces) */ || load<u8>(end + 12) != NEWLINE) return NONE;
  const names = chains == 0 ? 0 : load<i32>(NAME_END + chains * 4 - 4);
  copy(NAMES + names, name, length);
  store<i32>(NAME_END + chains * 4, names + length);
  store<i32>(REFERENCES + chains * 4, <i32>counted);
  store<i32>(FIRST_RULE + chains * 4, rules);
  store<i32>(CHAIN_LINE + chains * 4, firstLine + lines);
  store<f64>(CHAIN_START + chains * 8, base + <f64>from);
  store<f64>(CHAIN_END + chains * 8, base + <f64>(end + 12));
  chains++;
  last = 2;
  return end + 13;
}
