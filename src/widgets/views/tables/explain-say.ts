import type { Said } from '../../../explore/rules/explained.ts';

/** A sentence about a rule, in the language of the page. */
export function sayExplained({ key, values }: Said): string {
  return `${key} ${JSON.stringify(values)}`;
}
