import type { ListingColumns, RuleSpec } from '../../model/ruleset.ts';
import { readListingBody } from '../../rules/listing/index.ts';
import type { Line } from '../../text/line.ts';

/** A blank more or less in a comment changes nothing that counts. */
export function sameButComments(one: RuleSpec, other: RuleSpec): boolean {
  const rest = (spec: RuleSpec) =>
    JSON.stringify({ ...spec, matches: spec.matches.filter(({ name }) => name !== 'comment') });
  return rest(one) === rest(other);
}

/** What was taken for the mark of a quote, and is the middle of a comment: `default/shop:http -` and `> 10.244.2.7`. */
export function takenOff(line: Line): string {
  const length = (line.place(0).mark?.start ?? line.span.start) - line.span.start;
  return ['', '>', '> ', ' > '][length] ?? '';
}

/**
 * The ways to join a rule with the rest of it: as it stands, with the blanks that its line ended in, and with the blank
 * that a copy lost; that one first where the line is not a full one.
 */
export function seamsOf(body: string, text: string, blanks: number, isShort: boolean): string[] {
  const rest = text.trimEnd();
  const plain = body + ' '.repeat(blanks) + rest;
  if (blanks > 0) return [plain];
  const blank = `${body} ${rest.trimStart()}`;
  return isShort ? [blank, plain] : [plain, blank];
}

/** Those of which every word is understood, the one that leaves least open first. */
export function understood(
  seams: readonly string[],
  shown: ListingColumns,
  family: 'ipv4' | 'ipv6' | null,
): { readonly joined: string; readonly spec: RuleSpec }[] {
  const known = seams.flatMap(joined => {
    const spec = readListingBody(joined, shown, family);
    return spec.unknown.some(({ why }) => why === 'cut' || why === 'not-understood')
      ? []
      : [{ joined, spec }];
  });
  return known.sort((one, other) => one.spec.unknown.length - other.spec.unknown.length);
}
