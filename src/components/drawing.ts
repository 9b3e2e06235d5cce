/** What stands in the boxes of a drawing, and the arrows between them. The classes are those of src/styles/drawings.css. */

/** A line of text and its ink: `d-t` name, `d-s` sentence, `d-m` what a machine prints, `d-ok` a good end. */
export type Line = readonly [ink: string, text: string];

/** A box, wherever the wide and the tall half of a drawing put it: `<DrawBox {...client} x={2} y={36} … />`. */
export interface BoxText {
  class: string;
  lines: readonly Line[];
}

/** A party, or an end. */
export const box = (...lines: Line[]): BoxText => ({ class: '', lines });

/** A place where something is asked or decided. */
export const askBox = (...lines: Line[]): BoxText => ({ class: 'd-ask', lines });

/** The place where the packet is lost. */
export const hotBox = (...lines: Line[]): BoxText => ({ class: 'd-ask d-hot', lines });

/** Half the breadth of a head, and its length, in units of the drawing. */
const slim = { half: 4, length: 6 };
const strong = { half: 5, length: 7 };

/**
 * Path data of an arrow: its way with a head at the end. In: path data whose last command is `h` or `v`, which is where the
 * head points; anything else throws. `lost` draws the larger head of a packet's last way.
 */
export function arrow(way: string, lost = false): string {
  const last = /([hv])(-?)[\d.]+$/.exec(way);
  if (!last) throw new Error(`arrow: "${way}" does not end with h or v.`);
  const { half, length } = lost ? strong : slim;
  const along = last[2] === '-' ? length : -length;
  const [back, forth, across] =
    last[1] === 'h'
      ? [`${along} ${-half}`, `${-along} ${half}`, `${along} ${half}`]
      : [`${-half} ${along}`, `${half} ${-along}`, `${half} ${along}`];
  return `${way}m${back} ${forth} ${across}`;
}
