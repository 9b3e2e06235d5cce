import type { Label } from '../../../explore/pictures/picture.ts';
import type { Said, SaidKey } from '../../../explore/pictures/said.ts';
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

function plain(name: string, value: Said['values'][string]): string | number {
  if (typeof value === 'object')
    return 'seconds' in value ? duration(value.seconds) : interval(value.low, value.high);
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
/** The kernel's timeouts are told in seconds; a minute is one only on an axis. */
const IN_SECONDS = 600;

/** `3.03 s`, `47 ms`, `120 s`, `5 d`: to three digits. */
export function duration(seconds: number): string {
  if (seconds >= IN_SECONDS || seconds === 60)
    for (const [unit, size] of LARGER) if (seconds >= size) return unitText(unit, seconds / size);
  return seconds === 0 || seconds >= 1 ? unitText('s', seconds) : unitText('ms', seconds * 1000);
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
