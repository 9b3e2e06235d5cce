/**
 * Flows as rows of numbers in one Int32Array that is filled again and again: no object a flow, no string. An address is its
 * 32 bits, or, where a bit of FLAGS says so, the number of a name (IPv6, a masked `10.xx.1.7`). These are the columns of a
 * row.
 */
export const PROTOCOL = 0;
/** NO_STATE for protocols without one. */
export const STATE = 1;
/** Seconds; -1 where none is printed. */
export const TIMEOUT = 2;
export const SOURCE = 3;
export const DESTINATION = 4;
/** -1 for protocols without ports. */
export const SOURCE_PORT = 5;
export const DESTINATION_PORT = 6;
export const REPLY_SOURCE = 7;
export const REPLY_DESTINATION = 8;
export const REPLY_SOURCE_PORT = 9;
export const REPLY_DESTINATION_PORT = 10;
export const MARK = 11;
export const FLAGS = 12;
export const LINE = 13;
/** Bytes of the line, without its end. */
export const LENGTH = 14;
/** Where the line begins in the input of the batch. */
export const OFFSET = 15;
/** So many numbers a row; a power of two. */
export const ROW = 16;

export const NO_STATE = 63;
export const NO_PORT = -1;

export const UNREPLIED = 1;
export const ASSURED = 2;
export const OFFLOADED = 4;
/** The reply tuple stands there too: without it nothing can be said of NAT. */
export const REPLIED = 8;
/** The line begins with the family, as in /proc and with `-o extended`. */
export const FAMILY = 16;
/** `use=` was seen, with which every whole line ends (`id=` may follow). */
export const USED = 32;
export const IPV6 = 64;
/** The address in SOURCE is a name's number; shifted by one, two, three for the other three addresses. */
export const NAMED = 256;
/** The named addresses of the row are still places in the input (times 64) and lengths, not numbers. */
export const PLACED = 4096;

/** The protocols and states that the plain reader knows by number; the interners are seeded in this order. */
export const PROTOCOLS = ['tcp', 'udp', 'icmp'];
export const UDP = 1;
export const STATES = [
  'ESTABLISHED',
  'TIME_WAIT',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'CLOSE',
  'NONE',
];
