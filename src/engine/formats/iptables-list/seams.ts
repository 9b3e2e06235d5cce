import type { RuleSpec } from '../../model/ruleset.ts';
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
