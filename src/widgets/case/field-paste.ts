import { clipOf, LARGE } from '../clip.ts';
import { type Given, givenBy } from '../given.ts';
import { type BoxState, fieldPiece } from './box-state.ts';

/** What a paste into the field does. */
export interface FieldPaste {
  /** in-field: the browser puts it there. replaces: another case. joins: a piece of its own. */
  readonly how: 'in-field' | 'replaces' | 'joins';
  readonly given: Given;
  /** Whether it is read at once: nobody was in the middle of anything. */
  readonly reads: boolean;
  /** All of a text was marked: what it held can be brought back. */
  readonly over: boolean;
}

/** Null where the clipboard holds nothing that could be read. Small text goes into the field as in any other field. */
export function fieldPaste(event: ClipboardEvent, box: BoxState, tabs: boolean): FieldPaste | null {
  const clip = clipOf(event.clipboardData);
  if (!clip) return null;
  const { selectionStart, selectionEnd, value } = event.currentTarget as HTMLTextAreaElement;
  const all = selectionStart === 0 && selectionEnd === value.length;
  const inField = fieldPiece(box, tabs) === null ? 0 : 1;
  const alone = box.given.pieces.length === inField;
  // Below a file of a box without tabs a paste waits for the key, as what is typed there does.
  const reads = all && (tabs || alone);
  const given = givenBy(clip);
  if (clip.kind === 'text' && clip.text.length <= LARGE)
    return { how: 'in-field', given, reads, over: all && alone && value !== '' };
  if (all && alone) return { how: 'replaces', given, reads: true, over: false };
  return { how: 'joins', given, reads: reads && value === '', over: false };
}
