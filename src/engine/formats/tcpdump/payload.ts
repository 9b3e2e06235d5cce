/**
 * The packet's bytes as text below its line (`tcpdump -A`): they can look like anything, also like the dots of an elision, so they are
 * counted instead of read: a packet of `length 60` has no more of them than its bytes and headers.
 */

/** Room for the headers of link, IP and TCP with their options, which `length` leaves out. */
const HEADERS = 14 + 60 + 60;
const LENGTH = /\blength (\d{1,7})/g;
/**
 * How the text begins: version and header length of IPv4 (0x45) and a type of service that is mostly 0, or version of IPv6 (0x6n), and
 * much that is not printable. A byte that is a line end breaks it anywhere behind.
 */
const BEGINS = /^(?:E[.`].{6}|`.{20})/;

export class Payload {
  /** The line of the last packet. */
  #packet: string | null = null;
  /** Characters that were taken below it. */
  #taken = 0;
  /** Whether text was seen below a packet, or asked for. */
  #sure: boolean;

  constructor(asked: boolean) {
    this.#sure = asked;
  }

  /** A line of a packet was read. */
  packet(text: string): void {
    this.#packet = text;
    this.#taken = 0;
  }

  /** Whether a line belongs to the text of the last packet, and may look like nothing or like an elision. */
  holds(text: string): boolean {
    if (this.#packet === null || !(this.#sure || (BEGINS.test(text) && dots(text) >= 4))) return false;
    return this.#taken < lengthOf(this.#packet) + HEADERS;
  }

  /** Takes a line of the text. */
  take(text: string): void {
    this.#sure = true;
    this.#taken += text.length + 1;
  }
}

/** The longest that a packet's line names. */
function lengthOf(text: string): number {
  let length = 0;
  for (const found of text.slice(0, 4000).matchAll(LENGTH)) length = Math.max(length, Number(found[1]));
  return length;
}

function dots(text: string): number {
  let count = 0;
  for (let at = 0; at < Math.min(text.length, 60); at++) if (text[at] === '.') count++;
  return count;
}
