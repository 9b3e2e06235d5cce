import type { Reading, ReadSection } from '../../worker/reading.ts';
import { bytesOf, type Given, isBlank, isText, linesOf, type Piece } from '../given.ts';

/** Characters of a command that a tab is called by; a pipeline of a whole screen is cut. */
const LONGEST_NAME = 60;

type Output = Pick<ReadSection, 'span' | 'command' | 'format'>;
type Read = Pick<Reading, 'bytes' | 'lines'> & { readonly sections: readonly Output[] };

/**
 * Calls pasted text by the first output that was read in it, and writes the lines beside a blob where they follow from the whole.
 * `outputName` gives the name of a format. A `date` above the others is none to be called by.
 */
export function recognised(
  given: Given,
  reading: Read,
  outputName: (format: Output['format']) => string,
): Given {
  const starts = startsOf(given.pieces, reading.bytes);
  const pieces = withLines(given.pieces, reading.lines).map(piece => {
    const span = starts.get(piece.key);
    const outputs = span ? reading.sections.filter(section => within(section.span.start, span)) : [];
    const first = outputs.find(({ format }) => format !== 'clock') ?? outputs[0];
    if (!first || piece.name !== null) return piece;
    // To the engine the command of the tab before still stands above this one.
    const own = first.command !== null && isText(piece) && piece.body.includes(first.command);
    const name = own && first.command ? first.command : outputName(first.format);
    const found = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
    return { ...piece, found };
  });
  return { ...given, pieces };
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

const within = (at: number, { from, to }: Stretch) => at >= from && at < to;

/**
 * Where each piece stands in what the worker made one of. It unpacks, and puts a line end where a piece has none: both change what
 * follows, so a piece behind a second packed one has no place. A byte too few for a line end matters to nothing: no output is that short.
 */
function startsOf(pieces: readonly Piece[], total: number): Map<number, Stretch> {
  const read = pieces.filter(piece => !isBlank(piece));
  const sizes = read.map(
    (piece, index) => bytesOf(piece) + (index < read.length - 1 && endsOpen(piece) ? 1 : 0),
  );
  const packed = read.findIndex(isPacked);
  const alone = packed >= 0 && read.filter(isPacked).length === 1;
  if (alone)
    sizes[packed] = total - sizes.reduce((sum, size, index) => (index === packed ? sum : sum + size), 0);
  const places = new Map<number, Stretch>();
  let from = 0;
  for (const [index, piece] of read.entries()) {
    if (isPacked(piece) && !alone) break;
    const to = from + (sizes[index] ?? 0);
    places.set(piece.key, { from, to });
    from = to;
  }
  return places;
}

const endsOpen = (piece: Piece) => isText(piece) && !piece.body.endsWith('\n');
const isPacked = ({ name, body }: Piece) =>
  typeof body !== 'string' && (name ?? '').toLowerCase().endsWith('.gz');

/** Of one blob without a count the lines are what is left of the whole. */
function withLines(pieces: readonly Piece[], total: number): readonly Piece[] {
  const open = pieces.filter(piece => linesOf(piece) === null);
  if (open.length !== 1) return pieces;
  const known = pieces.reduce((sum, piece) => sum + (linesOf(piece) ?? 0), 0);
  return pieces.map(piece => (piece === open[0] ? { ...piece, lines: Math.max(0, total - known) } : piece));
}
