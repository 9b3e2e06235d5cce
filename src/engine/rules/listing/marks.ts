import type { RuleOption } from '../../model/ruleset.ts';
import { type Cursor, option, type ReadTarget } from './cursor.ts';

const ALL = 0xffffffff;

/**
 * `MARK or 0x4000` is `--set-xmark 0x4000/0x4000`: mark = (mark and not mask) xor value, printed by what it comes down
 * to (mark_tg_print of extensions/libxt_MARK.c).
 */
const readMark: ReadTarget = cursor => {
  const found = cursor.take(/MARK (and|or|xor|set) (0x[\da-f]{1,8})(?=\s|$)/y);
  if (found) return { name: 'MARK', options: [xmark(found[1] as string, found[2] as string)] };
  const whole = cursor.take(/MARK xset (0x[\da-f]{1,8}\/0x[\da-f]{1,8})(?=\s|$)/y);
  return whole && { name: 'MARK', options: [option('--set-xmark', false, whole[1] as string)] };
};

function xmark(work: string, operand: string): RuleOption {
  const bits = Number(operand);
  const [value, mask] =
    work === 'and'
      ? [0, (~bits & ALL) >>> 0]
      : work === 'or'
        ? [bits, bits]
        : work === 'xor'
          ? [bits, 0]
          : [bits, ALL];
  return option('--set-xmark', false, `0x${value.toString(16)}/0x${mask.toString(16)}`);
}

/** `CONNMARK save mask 0xff`, `CONNMARK restore ctmask 0xff nfmask ~0xffff`, `CONNMARK set 0x1 left-shift-mark 2` */
const readConnmark: ReadTarget = cursor => {
  const set = cursor.take(/CONNMARK (and|or|xor|set) (0x[\da-f]{1,8})(?=\s|$)/y);
  const whole = set ? null : cursor.take(/CONNMARK (?:xset|set) (0x[\da-f]{1,8}\/0x[\da-f]{1,8})(?=\s|$)/y);
  const options = set
    ? [xmark(set[1] as string, set[2] as string)]
    : whole
      ? [option('--set-xmark', false, whole[1] as string)]
      : readSaved(cursor);
  if (!options) return null;
  const shift = cursor.take(/ {1,2}(left-shift-mark|right-shift-mark) (\d{1,2})(?=\s|$)/y);
  if (shift) options.push(option(`--${shift[1]}`, false, shift[2] as string));
  return { name: 'CONNMARK', options };
};

function readSaved(cursor: Cursor): RuleOption[] | null {
  const found = cursor.take(
    /CONNMARK (save|restore)(?: mask (0x[\da-f]{1,8})| (nfmask|ctmask) (0x[\da-f]{1,8}) (?:nfmask|ctmask) ~(0x[\da-f]{1,8}))?(?=\s|$)/y,
  );
  if (!found) return null;
  const [, work, both, first, one, other] = found;
  const nf = both ?? (first === undefined ? '0xffffffff' : first === 'nfmask' ? one : other);
  const ct = both ?? (first === undefined ? '0xffffffff' : first === 'ctmask' ? one : other);
  return [
    option(`--${work}-mark`, false),
    option('--nfmask', false, nf as string),
    option('--ctmask', false, ct as string),
  ];
}

/** Options of HMARK: the word, and how many hexadecimal digits save writes. */
const HASHED: Readonly<Record<string, number>> = {
  'sport-mask': 4,
  'dport-mask': 4,
  'spi-mask': 8,
  sport: 4,
  dport: 4,
  spi: 8,
  'proto-mask': 2,
  rnd: 8,
};

/** `HMARK mod 42 + 0x1 ct, src-prefix 32 sport-mask 0xffff rnd 0x4 `; a prefix of 128 prints as nothing (extensions/libxt_HMARK.c). */
const readHmark: ReadTarget = cursor => {
  const head = cursor.take(/HMARK(?: mod (\d{1,10}))?(?: \+ (0x[\da-f]{1,8}))?( ct,)?(?=\s|$)/y);
  if (!head) return null;
  const options: RuleOption[] = [];
  for (let i = 0; i < 10; i++) {
    const prefix = cursor.take(/ {1,2}(src-prefix|dst-prefix)(?: \/?(\d\S{0,44}))?(?=\s|$)/y);
    const mask = prefix
      ? null
      : cursor.take(/ {1,2}((?:sport|dport|spi|proto)-mask|sport|dport|spi|rnd) (0x[\da-f]{1,8})(?=\s|$)/y);
    if (prefix) options.push(option(`--hmark-${prefix[1]}`, false, prefix[2] ?? '128'));
    else if (mask) options.push(hashed(mask[1] as string, mask[2] as string));
    else break;
  }
  if (head[1] !== undefined) options.push(option('--hmark-mod', false, head[1]));
  if (head[2] !== undefined) options.push(option('--hmark-offset', false, String(Number(head[2]))));
  if (head[3] !== undefined) options.push(option('--hmark-tuple', false, 'ct'));
  return { name: 'HMARK', options };
};

function hashed(word: string, value: string): RuleOption {
  const digits = value.slice(2).padStart(HASHED[word] ?? 1, '0');
  return option(`--hmark-${word}`, false, `0x${digits}`);
}

export const MARK_TARGETS: Readonly<Record<string, ReadTarget>> = {
  MARK: readMark,
  CONNMARK: readConnmark,
  HMARK: readHmark,
};
