import type { Rule, Ruleset } from '../../engine/model/ruleset.ts';
import { printMatch, printTarget } from '../../engine/rules/index.ts';
import type { Explained } from './explained.ts';

export function explainRule({ spec }: Rule, _family: Ruleset['family']): Explained {
  return {
    conditions: spec.matches.map(match => ({ code: printMatch(match), said: [] })),
    action: { code: spec.target ? printTarget(spec.target) : '', said: [] },
    open: [],
  };
}
