/**
 * Letters of single strokes for the pictures that chats show beside a link: a slug has small letters, digits and hyphens only, and a build
 * machine may have no font at all. Each stands in a box 6 wide; the baseline is at 8, a small letter begins at 3.
 */
const bowl = 'M1 5.5Q1 3 3 3Q5 3 5 5.5Q5 8 3 8Q1 8 1 5.5';

const GLYPHS: Readonly<Record<string, string>> = {
  a: 'M1.2 3.9Q1.7 3 3 3Q5 3 5 5V8M5 5.3H3Q1 5.3 1 6.7Q1 8 2.8 8Q5 8 5 6.2',
  b: `M1 0V8${bowl}`,
  c: 'M5 4Q4.4 3 3 3Q1 3 1 5.5Q1 8 3 8Q4.4 8 5 7',
  d: `M5 0V8${bowl}`,
  e: 'M1 5.4H5Q5 3 3 3Q1 3 1 5.5Q1 8 3 8Q4.4 8 5 7.1',
  f: 'M5 .5Q4.6 0 4 0Q2.6 0 2.6 1.8V8M1 3H4.8',
  g: `M5 3V8.4Q5 10.4 3 10.4Q1.6 10.4 1.1 9.6${bowl}`,
  h: 'M1 0V8M1 5Q1 3 3 3Q5 3 5 5V8',
  i: 'M1.5 3H3.2V8M1.3 8H5M3.1 .4V1.1',
  j: 'M1.8 3H4V8.6Q4 10.4 2.4 10.4Q1.4 10.4 1 9.8M3.9 .4V1.1',
  k: 'M1 0V8M5 3L1 6M2.4 5L5 8',
  l: 'M1.3 0H3V6.5Q3 8 4.4 8H5',
  m: 'M.6 8V3M.6 4.4Q.8 3 1.9 3Q3 3 3 4.6V8M3 4.6Q3.2 3 4.3 3Q5.4 3 5.4 4.6V8',
  n: 'M1 8V3M1 5Q1 3 3 3Q5 3 5 5V8',
  o: bowl,
  p: `M1 3V10.6${bowl}`,
  q: `M5 3V10.6${bowl}`,
  r: 'M1.4 8V3M1.4 5.4Q1.6 3 3.8 3Q4.6 3 5 3.6',
  s: 'M4.9 3.9Q4.4 3 3 3Q1.2 3 1.2 4.3Q1.2 5.3 3 5.5Q5 5.7 5 6.7Q5 8 3 8Q1.6 8 1 7.1',
  t: 'M2.4 1V6.4Q2.4 8 4 8H5M1 3H5',
  u: 'M1 3V6Q1 8 3 8Q5 8 5 6M5 3V8',
  v: 'M1 3L3 8L5 3',
  w: 'M.5 3L1.8 8L3 4L4.2 8L5.5 3',
  x: 'M1 3L5 8M5 3L1 8',
  y: 'M1 3L3 8M5 3L2.6 9.2Q2.2 10.4 1 10.4',
  z: 'M1 3H5L1 8H5',
  '0': 'M1 4Q1 0 3 0Q5 0 5 4Q5 8 3 8Q1 8 1 4',
  '1': 'M1.4 1.6L3 0V8M1.3 8H4.7',
  '2': 'M1 1.8Q1.2 0 3 0Q5 0 5 2Q5 3.4 1 8H5',
  '3': 'M1.1 1.2Q1.7 0 3 0Q4.8 0 4.8 1.9Q4.8 3.7 2.6 3.7Q5 3.7 5 5.8Q5 8 3 8Q1.5 8 1 6.7',
  '4': 'M4 8V0L1 5.6H5.2',
  '5': 'M4.8 0H1.4L1.2 3.6Q2 3 3 3Q5 3 5 5.5Q5 8 3 8Q1.5 8 1 6.8',
  '6': 'M4.7 .9Q4.2 0 3.2 0Q1 0 1 4.8Q1 8 3 8Q5 8 5 5.6Q5 3.3 3 3.3Q1.2 3.3 1 5.4',
  '7': 'M1 0H5L2.4 8',
  '8': 'M3 3.7Q1.2 3.7 1.2 1.9Q1.2 0 3 0Q4.8 0 4.8 1.9Q4.8 3.7 3 3.7Q1 3.7 1 5.8Q1 8 3 8Q5 8 5 5.8Q5 3.7 3 3.7',
  '9': 'M1.3 7.1Q1.8 8 2.8 8Q5 8 5 3.2Q5 0 3 0Q1 0 1 2.4Q1 4.7 3 4.7Q4.8 4.7 5 2.6',
  '-': 'M1.2 5.4H4.8',
  '/': 'M1 8.6L5 -.4',
};

/** From one letter to the next, in the units of a letter's box. */
const step = 6.6;

/** How wide a word stands, in units of a letter's box. */
export const widthOf = (word: string) => Math.max(0, word.length * step - 0.6);

/**
 * The paths of a word as SVG. Its stroke and colour are those of the group it stands in; what has no letter here leaves a gap.
 *
 * @param scale pixels a unit
 */
export function strokes(word: string, x: number, y: number, scale: number): string {
  const letters = [...word.toLowerCase()].map((letter, index) => {
    const path = GLYPHS[letter];
    return path ? `<path transform="translate(${(index * step).toFixed(1)} 0)" d="${path}"/>` : '';
  });
  return `<g transform="translate(${x} ${y}) scale(${scale})">${letters.join('')}</g>`;
}

/** Breaks a slug at its hyphens, so that no line is wider than `most` units; a single long word is left as it is. */
export function slugLines(slug: string, most: number): string[] {
  const lines: string[] = [];
  for (const part of slug.split(/(?<=-)/)) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(last + part) <= most) lines[lines.length - 1] = last + part;
    else lines.push(part);
  }
  return lines;
}
