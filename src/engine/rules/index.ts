export { canonicalAddress, canonicalNetwork, type Family, isMasked } from './addresses.ts';
export { canonical } from './canonical.ts';
export { compatible, differences, sameSpec } from './compare.ts';
export { countInterval } from './counts.ts';
export { printMatch, printRule, printSpec, printTarget } from './print.ts';
export { printRuleset } from './print-ruleset.ts';
export { bodyText, countersAt, ownerOf, ruleAt, rulesOf, specAt } from './rule-at.ts';
export { readSaveBody } from './save.ts';
