import type { RuleColumns } from '../model/ruleset.ts';

/** More rules than any kernel holds at a bearable speed; what comes after is refused, so that memory stays bounded. */
const MAX_RULES = 8_000_000;
/** Of distinct bodies; `bodyFrom` counts in 32 bits. */
const MAX_BODY_BYTES = 2 ** 31;

/**
 * Collects the rules of a ruleset in columns. Equal bodies are kept once: an open-addressing hash table over one arena
 * of bytes, no strings. The bodies of two rules are equal only if every byte is.
 */
export class RuleColumnsBuilder {
  count = 0;
  #room = 256;
  #body = new Uint32Array(256);
  #line = new Uint32Array(256);
  #start = new Float64Array(256);
  #end = new Float64Array(256);
  #packets = new Float64Array(256);
  #packetUnit = new Uint8Array(256);
  #bytes = new Float64Array(256);
  #byteUnit = new Uint8Array(256);
  #bodies = 0;
  #bodyFrom = new Uint32Array(257);
  #hashes = new Int32Array(256);
  #slots = new Int32Array(1024).fill(-1);
  #arena = new Uint8Array(16384);
  #arenaView = new DataView(this.#arena.buffer);
  /** The bytes that were given last, as a view: four are read at a step. */
  #view: DataView = new DataView(new ArrayBuffer(0));
  #viewAt = 0;
  /** Where the body ends that `scanLine` looked at, blanks at its end not counted. */
  scannedTo = 0;
  #scannedHash = 0;

  /** How many distinct bodies there are. */
  get bodies(): number {
    return this.#bodies;
  }

  /**
   * Adds a rule that stands in line `line`, bytes `start` to `end` of the paste; its body is `bytes` from `from` to `to`.
   * Counters are as `RuleColumns` has them: NaN where none are printed. False, and nothing added, beyond the limits.
   */
  add(
    bytes: Uint8Array,
    from: number,
    to: number,
    line: number,
    start: number,
    end: number,
    packets: number,
    packetUnit: number,
    byteCount: number,
    byteUnit: number,
  ): boolean {
    if (!this.#hasRoom(to - from)) return false;
    const body = this.#internBytes(bytes, from, to);
    this.#push(body, line, start, end, packets, packetUnit, byteCount, byteUnit);
    return true;
  }

  /** Takes the last rule back: its line turned out to go on in the next. Its body stays among the distinct ones. */
  dropLast(): void {
    this.count--;
  }

  /**
   * Looks for the end of the line in which a body begins at `from`: the place of its newline, or -1 where the line has
   * bytes that need cleaning (tabs, colour codes, wide characters) or does not end before `to`. What it found on the way
   * is used by `addScanned`.
   */
  scanLine(bytes: Uint8Array, from: number, to: number): number {
    this.#look(bytes);
    const view = this.#view;
    const base = bytes.byteOffset;
    let hash = 0;
    let i = from;
    for (; i + 3 < to; i += 4) {
      const four = view.getInt32(base + i, true);
      // A byte of 0x80 and more, or one below 0x20 (it borrows), or 0x7f (it carries).
      if (((four | (four - 0x20202020) | (four + 0x01010101)) & -0x7f7f7f80) !== 0) break;
      hash = mix(hash, four);
    }
    const words = i;
    while (i < to && isPlain(bytes[i] as number)) i++;
    const newline = bytes[i] === 13 && bytes[i + 1] === 10 ? i + 1 : i;
    if (newline >= to || bytes[newline] !== 10) return -1;
    let end = i;
    while (end > from && bytes[end - 1] === 32) end--;
    this.scannedTo = end;
    this.#scannedHash =
      end === i && i - words < 4
        ? finished(view, hash, base + words, base + end, end - from)
        : hashOf(view, base + from, base + end);
    return newline;
  }

  /** Adds the rule whose line was just scanned. Everything else as in `add`. */
  addScanned(
    bytes: Uint8Array,
    from: number,
    line: number,
    start: number,
    end: number,
    packets: number,
    packetUnit: number,
    byteCount: number,
    byteUnit: number,
  ): boolean {
    const to = this.scannedTo;
    if (!this.#hasRoom(to - from)) return false;
    const body = this.#intern(bytes, from, to, this.#scannedHash);
    this.#push(body, line, start, end, packets, packetUnit, byteCount, byteUnit);
    return true;
  }

  #hasRoom(length: number): boolean {
    return this.count < MAX_RULES && (this.#bodyFrom[this.#bodies] as number) + length <= MAX_BODY_BYTES;
  }

  #push(
    body: number,
    line: number,
    start: number,
    end: number,
    packets: number,
    packetUnit: number,
    byteCount: number,
    byteUnit: number,
  ): void {
    if (this.count === this.#room) this.#growRules();
    const at = this.count++;
    this.#body[at] = body;
    this.#line[at] = line;
    this.#start[at] = start;
    this.#end[at] = end;
    this.#packets[at] = packets;
    this.#packetUnit[at] = packetUnit;
    this.#bytes[at] = byteCount;
    this.#byteUnit[at] = byteUnit;
  }

  #look(bytes: Uint8Array): void {
    if (this.#view.buffer !== bytes.buffer) this.#view = new DataView(bytes.buffer);
    this.#viewAt = bytes.byteOffset;
  }

  /** The body and the bytes of the rule that was added last; null before the first. */
  last(): { body: Uint8Array; start: number; end: number } | null {
    const at = this.count - 1;
    if (at < 0) return null;
    const id = this.#body[at] as number;
    const body = this.#arena.slice(this.#bodyFrom[id], this.#bodyFrom[id + 1]);
    return { body, start: this.#start[at] as number, end: this.#end[at] as number };
  }

  /** Gives the rule that was added last another body, and another end: a terminal had broken it. */
  replaceLast(body: Uint8Array, end: number): void {
    const at = this.count - 1;
    this.#body[at] = this.#internBytes(body, 0, body.length);
    this.#end[at] = end;
  }

  /** The columns, cut to their true length. The builder is of no use afterwards. */
  finish(): RuleColumns {
    const { count } = this;
    return {
      count,
      body: this.#body.slice(0, count),
      line: this.#line.slice(0, count),
      start: this.#start.slice(0, count),
      end: this.#end.slice(0, count),
      packets: this.#packets.slice(0, count),
      packetUnit: this.#packetUnit.slice(0, count),
      bytes: this.#bytes.slice(0, count),
      byteUnit: this.#byteUnit.slice(0, count),
      bodyText: this.#arena.slice(0, this.#bodyFrom[this.#bodies]),
      bodyFrom: this.#bodyFrom.slice(0, this.#bodies + 1),
    };
  }

  #internBytes(bytes: Uint8Array, from: number, to: number): number {
    this.#look(bytes);
    return this.#intern(bytes, from, to, hashOf(this.#view, bytes.byteOffset + from, bytes.byteOffset + to));
  }

  #intern(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (;;) {
      const id = this.#slots[slot] as number;
      if (id < 0) return this.#addBody(bytes, from, to, hash, slot);
      if (this.#hashes[id] === hash && this.#same(id, bytes, from, to)) return id;
      slot = (slot + 1) & mask;
    }
  }

  #same(id: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#bodyFrom[id] as number;
    const length = to - from;
    if ((this.#bodyFrom[id + 1] as number) - start !== length) return false;
    const arena = this.#arenaView;
    const view = this.#view;
    const at = this.#viewAt + from;
    let i = 0;
    for (; i + 3 < length; i += 4) {
      if (arena.getInt32(start + i, true) !== view.getInt32(at + i, true)) return false;
    }
    for (; i < length; i++) if (this.#arena[start + i] !== bytes[from + i]) return false;
    return true;
  }

  #addBody(bytes: Uint8Array, from: number, to: number, hash: number, slot: number): number {
    const id = this.#bodies++;
    if (id === this.#hashes.length) this.#growBodies();
    const start = this.#bodyFrom[id] as number;
    const end = start + to - from;
    if (end > this.#arena.length) this.#growArena(end * 4);
    this.#copy(bytes, from, to, start);
    this.#bodyFrom[id + 1] = end;
    this.#hashes[id] = hash;
    this.#slots[slot] = id;
    if (this.#bodies * 2 > this.#slots.length) this.#growSlots();
    return id;
  }

  /** Copies a body into the arena; `set` of so few bytes costs more than the bytes. */
  #copy(bytes: Uint8Array, from: number, to: number, start: number): void {
    const arena = this.#arenaView;
    const view = this.#view;
    const at = this.#viewAt + from;
    const length = to - from;
    let i = 0;
    for (; i + 3 < length; i += 4) arena.setInt32(start + i, view.getInt32(at + i, true), true);
    for (; i < length; i++) this.#arena[start + i] = bytes[from + i] as number;
  }

  #growArena(length: number): void {
    this.#arena = grown(this.#arena, new Uint8Array(length));
    this.#arenaView = new DataView(this.#arena.buffer);
  }

  #growRules(): void {
    const length = this.#room * 2;
    this.#room = length;
    this.#body = grown(this.#body, new Uint32Array(length));
    this.#line = grown(this.#line, new Uint32Array(length));
    this.#start = grown(this.#start, new Float64Array(length));
    this.#end = grown(this.#end, new Float64Array(length));
    this.#packets = grown(this.#packets, new Float64Array(length));
    this.#packetUnit = grown(this.#packetUnit, new Uint8Array(length));
    this.#bytes = grown(this.#bytes, new Float64Array(length));
    this.#byteUnit = grown(this.#byteUnit, new Uint8Array(length));
  }

  #growBodies(): void {
    const length = this.#hashes.length * 2;
    this.#hashes = grown(this.#hashes, new Int32Array(length));
    this.#bodyFrom = grown(this.#bodyFrom, new Uint32Array(length + 1));
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 4).fill(-1);
    const mask = slots.length - 1;
    for (let id = 0; id < this.#bodies; id++) {
      let slot = (this.#hashes[id] as number) & mask;
      while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }
}

/** Four bytes at a step: a byte at a step costs as much as reading the line. */
function hashOf(view: DataView, from: number, to: number): number {
  let hash = 0;
  let i = from;
  for (; i + 3 < to; i += 4) hash = mix(hash, view.getInt32(i, true));
  return finished(view, hash, i, to, to - from);
}

function mix(hash: number, four: number): number {
  const mixed = Math.imul(hash ^ four, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

/** Adds the last bytes, three at most, and the length. */
function finished(view: DataView, hash: number, from: number, to: number, length: number): number {
  let end = hash;
  for (let i = from; i < to; i++) end = Math.imul(end ^ view.getUint8(i), 0x01000193);
  end = Math.imul(end ^ length ^ (end >>> 13), 0x85ebca6b);
  return end ^ (end >>> 16);
}

function isPlain(byte: number): boolean {
  return byte >= 0x20 && byte < 0x7f;
}

function grown<T extends Uint8Array | Uint32Array | Int32Array | Float64Array>(old: T, bigger: T): T {
  bigger.set(old);
  return bigger;
}
