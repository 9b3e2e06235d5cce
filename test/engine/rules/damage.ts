/** What happens to an output on its way into a paste. Every damage keeps the way back to the true lines. */

export interface Damaged {
  readonly text: string;
  /** For every line of `text` the true line (from 0) that it is, or is a piece of; -1 for a line that is nothing. */
  readonly from: readonly number[];
}

export type Damage = (lines: readonly string[], random: Random) => Damaged;
/** A number from 0 up to below `below`. */
export type Random = (below: number) => number;

/** mulberry32: the same numbers for the same seed, everywhere. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return below => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** The scroll-back ends and begins anywhere: the first and the last line are cut within. */
const cut: Damage = (lines, random) => {
  const text = lines.join('\n');
  const one = random(text.length);
  const other = random(text.length);
  const [begin, end] = one < other ? [one, other] : [other, one];
  const first = text.slice(0, begin).split('\n').length - 1;
  const part = text.slice(begin, end);
  return { text: part, from: part.split('\n').map((_, index) => first + index) };
};

/** The end is cut off, as by a screen that was copied too soon. */
const cutEnd: Damage = (lines, random) => {
  const text = lines.join('\n');
  const part = text.slice(0, 1 + random(text.length - 1));
  return { text: part, from: part.split('\n').map((_, index) => index) };
};

/** A terminal of so many columns, copied with hard line ends. */
const wrap =
  (columns: number): Damage =>
  lines => {
    const pieces = lines.flatMap((line, index) => chunks(line, columns).map(text => ({ text, index })));
    return { text: pieces.map(({ text }) => text).join('\n'), from: pieces.map(({ index }) => index) };
  };

function chunks(line: string, columns: number): string[] {
  if (line.length <= columns) return [line];
  const count = Math.ceil(line.length / columns);
  return Array.from({ length: count }, (_, index) => line.slice(index * columns, (index + 1) * columns));
}

const every =
  (change: (line: string, random: Random) => string): Damage =>
  (lines, random) => ({
    text: lines.map(line => change(line, random)).join('\n'),
    from: lines.map((_, index) => index),
  });

/** A chat tool makes one blank of many, and takes those at the ends away. */
const collapse = every(line => line.replaceAll(/[ \t]+/g, ' ').trim());

/** An address is blacked out in every third line or so. */
const mask = every((line, random) => {
  if (random(3) > 0) return line;
  const addresses = [...line.matchAll(/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g)];
  const address = addresses[random(Math.max(1, addresses.length))];
  if (!address) return line;
  const parts = address[0].split('.');
  const masked = [
    'x.x.x.x',
    '<redacted>',
    '***',
    `${parts[0]}.xx.${parts[2]}.${parts[3]}`,
    `${parts[0]}.${parts[1]}.x.x`,
  ][random(5)];
  return `${line.slice(0, address.index)}${masked}${line.slice(address.index + address[0].length)}`;
});

/** Some lines are lost; `keep` says which must not be: without the head of a table or chain, nobody knows whose rules they are. */
const drop =
  (keep: RegExp): Damage =>
  (lines, random) => {
    const left = lines.flatMap((text, index) => (keep.test(text) || random(5) > 0 ? [{ text, index }] : []));
    return { text: left.map(({ text }) => text).join('\n'), from: left.map(({ index }) => index) };
  };

/** Every damage by name. */
export const DAMAGES: Readonly<Record<string, Damage>> = {
  'cut at both ends': cut,
  'cut at the end': cutEnd,
  'wrapped at 80': wrap(80),
  'wrapped at 120': wrap(120),
  'blanks collapsed': collapse,
  'wrapped, then blanks collapsed': (lines, random) => {
    const wrapped = wrap(80)(lines, random);
    return { ...wrapped, text: wrapped.text.replaceAll(/[ \t]+/g, ' ').replaceAll(/^ | $/gm, '') };
  },
  'addresses masked': mask,
  'lines dropped': drop(/^(?:Chain |\*|:|-[PN] |# Gen|[^\s]{1,40}@|$)/),
};
