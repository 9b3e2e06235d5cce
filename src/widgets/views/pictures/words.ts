import type { Label, Said, SaidKey, Seconds } from '../../../explore/pictures/picture.ts';
import type { Values } from '../../../i18n/message.ts';
import { pictureStrings } from '../../../i18n/strings/desk/pictures.ts';
import { locale } from '../../locale.ts';
import { number, say } from '../../say.ts';

/** The strings of the pictures in the language of the page. */
export const p = pictureStrings[locale];

const SAID: Readonly<Record<SaidKey, string>> = p.said;

/** Makes a sentence: durations and phases become words first. */
export function spoken({ key, values }: Said): string {
  const ready: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(values)) ready[name] = plain(name, value);
  return say(SAID[key], ready as Values);
}

function plain(name: string, value: string | number | Seconds): string | number {
  if (typeof value === 'object') return duration(value.seconds);
  if (name === 'phase') return p.phases[value as keyof typeof p.phases];
  return value;
}

/** A name of the paste as it stands there, or a word. */
export function labelText(label: Label): string {
  return 'key' in label ? spoken(label) : label.text;
}

/** True where it is a name of the paste, which is never translated. */
export function isName(label: Label): boolean {
  return 'text' in label;
}

const LARGER = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
] as const;

/** `3.03 s`, `47 ms`, `5 d`: exact where it is round, else three digits that count. */
export function duration(seconds: number): string {
  for (const [unit, size] of LARGER)
    if (seconds >= 2 * size || (seconds >= size && seconds % size === 0)) return unitText(unit, seconds / size);
  if (seconds >= 1) return unitText('s', seconds);
  return seconds === 0 ? unitText('s', 0) : unitText('ms', seconds * 1000);
}

function unitText(unit: keyof typeof p.units, n: number): string {
  return say(p.units[unit], { n: n >= 100 ? Math.round(n) : Number(n.toPrecision(3)) });
}

/** `12,345`, or `11,499,500–12,499,499` where the print rounds. */
export function interval(low: number, high: number): string {
  return low === high ? number(low) : say(p.interval, { low, high });
}

/** `+1,454`, `−3`. */
export function change(rise: number): string {
  return `${rise < 0 ? '−' : '+'}${number(Math.abs(rise))}`;
}
