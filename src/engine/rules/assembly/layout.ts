/**
 * Where things stand in the memory of the compiled reader, in bytes: the same file for AssemblyScript, which reads lines,
 * and for TypeScript, which hands them over and takes the columns.
 */

/** The header of the chains, the columns between target and source that came last, the name of the first chain. */
export const HEADER = 64;
export const MOST_HEADER = 256;
export const BETWEEN = HEADER + MOST_HEADER;
export const MOST_BETWEEN = 96;
export const FIRST_CHAIN = BETWEEN + MOST_BETWEEN;
export const MOST_NAME = 64;

/** Lines are read from here. What stands behind their end is never taken for a part of them. */
export const INPUT = 1024;
export const INPUT_BYTES = 65536;
/** Bytes behind the end of something that a step of sixteen may touch. */
export const BEHIND = 64;

/** So many rules and chains are read before they are taken. */
export const RULES = 2048;
export const CHAINS = 512;

/** Of each rule: places and counters as numbers of eight bytes, then those of four, then units of one. */
export const START = INPUT + INPUT_BYTES + BEHIND;
export const END = START + RULES * 8;
export const PACKETS = END + RULES * 8;
export const BYTES = PACKETS + RULES * 8;
export const BODY = BYTES + RULES * 8;
export const LINE = BODY + RULES * 4;
export const PRINTED = LINE + RULES * 4;
export const PACKET_UNIT = PRINTED + RULES * 4;
export const BYTE_UNIT = PACKET_UNIT + RULES;

/** Of each chain: its place, its line, how many rules of these came before it, and where its name ends among the names. */
export const CHAIN_START = BYTE_UNIT + RULES;
export const CHAIN_END = CHAIN_START + CHAINS * 8;
export const CHAIN_LINE = CHAIN_END + CHAINS * 8;
export const REFERENCES = CHAIN_LINE + CHAINS * 4;
export const FIRST_RULE = REFERENCES + CHAINS * 4;
export const NAME_END = FIRST_RULE + CHAINS * 4;
export const NAMES = NAME_END + CHAINS * 4;

/** The tables of the distinct bodies, and their text. */
export const TABLES = 1 << 18;

/** Which columns a listing has, put together: counters and interfaces, numbers of the rules, names instead of addresses. */
export const VERBOSE = 1;
export const NUMBERED = 2;
export const NAMED = 4;
