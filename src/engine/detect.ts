import type { Detection, Format, SectionStart } from './formats/format.ts';
import { FORMATS } from './formats/index.ts';
import type { Partiality } from './model/document.ts';
import { isFiltered } from './text/command.ts';

/** A line must look at least this much like a format to begin a section. */
export const BEGINS = 0.5;
/** And this much to break off a section that cannot read it. */
export const BREAKS_OFF = 0.8;

/** Why a command prints only a part; its own options before a filter, since they also narrow what it counts. */
export function partiality(command: string, format: Format): Partiality | null {
  if (format.narrows?.(command)) return 'options';
  return isFiltered(command) ? 'pipe' : null;
}

/** The format that fits best; two that fit equally well are told apart by name, so that order never counts. */
export function detect(text: string, start: SectionStart): (Detection & { format: Format }) | null {
  let best: (Detection & { format: Format }) | null = null;
  for (const format of FORMATS) {
    const found = format.detect(text, start);
    if (!found) continue;
    const better =
      !best || found.score > best.score || (found.score === best.score && format.id < best.format.id);
    if (better) best = { ...found, format };
  }
  return best;
}

/** Whether a line is the start of an output and hardly anything else. */
export function beginsSurely(text: string, command: string | null): boolean {
  return (detect(text, { command })?.score ?? 0) >= BREAKS_OFF;
}
