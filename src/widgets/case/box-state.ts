import {
  added,
  type Given,
  isBlank,
  isEmpty,
  isText,
  joined,
  NOTHING,
  type Piece,
  pieceOf,
  removed,
} from '../given.ts';

/** What a box holds and how it shows it; every change makes another one. */
export interface BoxState {
  readonly given: Given;
  /** The tab that is open, by its piece. */
  readonly open: number | null;
  /** What the box held before it was cleared or replaced. */
  readonly earlier: Given | null;
  /** The report stands below: of the box only its bar is left. */
  readonly folded: boolean;
  /** The name of the open tab is being changed. */
  readonly naming: boolean;
}

export const EMPTY_BOX: BoxState = {
  given: NOTHING,
  open: null,
  earlier: null,
  folded: false,
  naming: false,
};

/** A new case takes the place of what stands there; that can be brought back. */
export function replacedBy(state: BoxState, given: Given): BoxState {
  return shown({ ...state, earlier: kept(state) }, given);
}

/** More joins the case: a tab each, or, in a box without tabs, in the field. */
export function addedTo(state: BoxState, more: Given, tabs: boolean): BoxState {
  const given = (tabs ? added : joined)(state.given, more);
  return { ...state, given, open: given.pieces.at(-1)?.key ?? null, naming: false };
}

/** What was there before comes back, and what stands there can be brought back in its turn. */
export function wentBack(state: BoxState): BoxState {
  const { earlier, given } = state;
  return earlier ? shown({ ...state, earlier: isEmpty(given) ? null : given }, earlier) : state;
}

export function cleared(state: BoxState): BoxState {
  return { ...EMPTY_BOX, earlier: kept(state) };
}

/** Without one of its pieces; the tab beside it opens. */
export function without(state: BoxState, key: number): BoxState {
  const at = state.given.pieces.findIndex(piece => piece.key === key);
  const given = removed(state.given, key);
  const beside = given.pieces[Math.min(at, given.pieces.length - 1)]?.key ?? null;
  const wasOpen = state.open === key;
  const lost = state.given.pieces[at];
  const earlier = lost && !isBlank(lost) ? state.given : state.earlier;
  return { ...state, given, earlier, open: wasOpen ? beside : state.open, naming: false };
}

/** An empty tab at the end, open and ready to be pasted into. One that is still empty serves. */
export function withBlank(state: BoxState): BoxState {
  const blank = state.given.pieces.find(isBlank);
  const pieces = blank
    ? state.given.pieces
    : added(state.given, { ...NOTHING, pieces: [pieceOf('')] }).pieces;
  const open = blank?.key ?? pieces.at(-1)?.key ?? null;
  return { ...state, given: { ...state.given, pieces }, open, folded: false, naming: false };
}

export function opened(state: BoxState, key: number): BoxState {
  const given = {
    ...state.given,
    pieces: state.given.pieces.filter(piece => piece.key === key || !isBlank(piece)),
  };
  return { ...state, given, open: key, folded: false, naming: false };
}

/** The piece whose text stands in the field; null where the field is for something new. */
export function fieldPiece(
  { given, open }: BoxState,
  tabs: boolean,
): (Piece & { readonly body: string }) | null {
  const piece = tabs ? openPiece(given, open) : given.pieces.at(-1);
  return piece && isText(piece) ? piece : null;
}

/** Whether there are tabs: not above a text that has not been read and is all there is. */
export function showsTabs({ pieces }: Given, hasReport: boolean): boolean {
  return pieces.length > 1 || (pieces.length === 1 && (hasReport || !pieces.every(isText)));
}

/** The piece whose tab is open. */
export function openPiece({ pieces }: Given, open: number | null): Piece | undefined {
  return pieces.find(({ key }) => key === open) ?? pieces.at(-1);
}

/** The text of the field has changed. */
export function typed(state: BoxState, text: string, tabs: boolean): BoxState {
  const piece = fieldPiece(state, tabs);
  const { given } = state;
  if (piece && (text !== '' || (tabs && given.pieces.length > 1))) {
    // What it was called by may no longer stand in it.
    const now = { ...piece, body: text, found: text === '' ? null : piece.found };
    return { ...state, given: { ...given, pieces: given.pieces.map(one => (one === piece ? now : one)) } };
  }
  if (piece) return { ...state, given: removed(given, piece.key), open: null };
  if (text === '') return state;
  const now = added(given, { ...NOTHING, pieces: [pieceOf(text)] });
  return { ...state, given: now, open: now.pieces.at(-1)?.key ?? null };
}

/** All of the only text was marked, and something else is pasted over it: another case, as if on a page of its own. */
export function overwritten(state: BoxState): BoxState {
  const { given } = state;
  const another = given.pieces.length > 1 ? given : { ...given, id: null, title: null, keeps: true };
  return { ...state, earlier: given, given: another };
}

function shown(state: BoxState, given: Given): BoxState {
  return { ...state, given, open: given.pieces[0]?.key ?? null, naming: false };
}

function kept({ given, earlier }: BoxState): Given | null {
  return isEmpty(given) ? earlier : given;
}
