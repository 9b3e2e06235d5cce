import type { Place } from '../model/place.ts';
import type { RuleSpec, Ruleset } from '../model/ruleset.ts';
import { specAt } from '../rules/index.ts';
import type { Sourced } from './facts.ts';
import { remembered } from './remembered.ts';
import { targetIn } from './rule-targets.ts';
import { type FoundChain, isWhole, rulesets } from './rules.ts';
import { targets } from './spec.ts';

/** The chains of kube-proxy's endpoints that are printed whole, of the last reading that has some. */
export interface EndpointChains {
  /** Of those that mark what comes from the endpoint itself; before 1.2 by `MARK`, since then by a jump. */
  readonly marking: readonly Place[];
  /** Those that do not. */
  readonly bare: readonly { readonly chain: FoundChain /** `10.244.1.2:8080` */; readonly to: string }[];
}

/** `KUBE-SEP-` and 16 characters of a hash. */
function isOfEndpoint(name: string): boolean {
  return name.length === 25 && name.startsWith('KUBE-SEP-');
}

/** A ruleset has a chain for each endpoint: what the usual rules do is seen in their text, and only others are parsed. */
export const endpointChains = remembered((facts): EndpointChains => {
  const last = rulesets(facts).findLast(source =>
    source.document.tables.some(table =>
      table.chains.some(({ name, complete }) => isOfEndpoint(name) && isWhole({ complete, table, source })),
    ),
  );
  return last ? endpointsOf(last) : { marking: [], bare: [] };
});

function endpointsOf(source: Sourced<Ruleset>): EndpointChains {
  const marking: Place[] = [];
  const bare: EndpointChains['bare'][number][] = [];
  for (const table of source.document.tables)
    for (const chain of table.chains) {
      if (!isOfEndpoint(chain.name) || !isWhole({ complete: chain.complete, table, source })) continue;
      const { marks, nat } = kindsIn(source.document, chain.firstRule, chain.ruleCount);
      if (nat === null) continue;
      if (marks) {
        if (isTranslation(source.document, nat)) marking.push(chain.place);
        continue;
      }
      const to = destinationOf(specAt(source.document, nat));
      if (to !== undefined) bare.push({ chain: { ...chain, table, source }, to });
    }
  return { marking, bare };
}

/** Whether a rule marks what comes from one address, and the first rule with the target DNAT. */
function kindsIn(ruleset: Ruleset, first: number, count: number): { marks: boolean; nat: number | null } {
  let marks = false;
  let nat: number | null = null;
  for (let index = first; index < first + count; index++) {
    const kind = kindOf(ruleset, index);
    if (kind === 'mark') marks = true;
    else if (kind === 'nat') nat ??= index;
  }
  return { marks, nat };
}

type Kind = 'mark' | 'nat' | 'other';

function kindOf(ruleset: Ruleset, index: number): Kind {
  const body = ruleset.rules.body[index] as number;
  const target = targetIn(ruleset, body);
  if (target) {
    const { from, to } = target;
    if (isWord(ruleset, from, to, DNAT)) return 'nat';
    if (!isWord(ruleset, from, to, MARK) && !isWord(ruleset, from, to, MARK_MASQ)) return 'other';
    if (namesOneSource(ruleset, body, to)) return 'mark';
  }
  const spec = specAt(ruleset, index);
  if (targets(spec, 'DNAT')) return 'nat';
  return spec.source !== null && targets(spec, 'KUBE-MARK-MASQ', 'MARK') ? 'mark' : 'other';
}

const encoder = new TextEncoder();
const DNAT = encoder.encode('DNAT');
const MARK = encoder.encode('MARK');
const MARK_MASQ = encoder.encode('KUBE-MARK-MASQ');
const TO_DESTINATION = encoder.encode('--to-destination ');
const TO = encoder.encode('to:');
const BLANK = 32;
const SLASH = 47;
const ZERO = 48;
const NINE = 57;

function isWord({ rules: { bodyText } }: Ruleset, from: number, to: number, word: Uint8Array): boolean {
  if (to - from !== word.length) return false;
  for (let i = 0; i < word.length; i++) if (bodyText[from + i] !== word[i]) return false;
  return true;
}

/** Whether the rule says where it sends packets. */
function isTranslation(ruleset: Ruleset, index: number): boolean {
  const { form, rules } = ruleset;
  const body = rules.body[index] as number;
  const end = rules.bodyFrom[body + 1] as number;
  const target = targetIn(ruleset, body);
  if (target) {
    const from = form === 'list' ? lastWord(rules.bodyText, target.to, end) : target.to + 1;
    const flag = form === 'list' ? TO : TO_DESTINATION;
    const address = from + flag.length;
    if (isWord(ruleset, from, address, flag) && addressEnd(rules.bodyText, address, end) > 0) return true;
  }
  return destinationOf(specAt(ruleset, index)) !== undefined;
}

function destinationOf({ target }: RuleSpec): string | undefined {
  return target?.options.find(({ flag }) => flag === '--to-destination')?.values[0];
}

/** `-s 10.244.1.2/32 `, or the column `10.244.1.2 `, as the tools print one IPv4 address. False where only a parse tells. */
function namesOneSource({ form, shown, rules }: Ruleset, body: number, target: number): boolean {
  const { bodyText, bodyFrom } = rules;
  const end = bodyFrom[body + 1] as number;
  let at = bodyFrom[body] as number;
  if (form !== 'list') {
    if (bodyText[at] !== 45 || bodyText[at + 1] !== 115 || bodyText[at + 2] !== BLANK) return false;
    at = addressEnd(bodyText, at + 3, end);
    return at > 0 && bodyText[at] === SLASH && bodyText[at + 1] === 51 && bodyText[at + 2] === 50;
  }
  at = wordAfter(bodyText, target, end);
  const opt = wordAfter(bodyText, wordStop(bodyText, at, end), end);
  if (bodyText[opt] !== 45 || bodyText[opt + 1] !== 45 || bodyText[opt + 2] !== BLANK) return false;
  at = opt;
  for (let columns = shown?.verbose ? 3 : 1; columns > 0; columns--)
    at = wordAfter(bodyText, wordStop(bodyText, at, end), end);
  at = addressEnd(bodyText, at, end);
  return at > 0 && bodyText[at] === BLANK;
}

/** Behind the digits and dots of an address that does not begin with 0; -1 where there is none. */
function addressEnd(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  let dots = 0;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === 46) dots++;
    else if (byte < ZERO || byte > NINE) break;
  }
  return dots === 3 && bytes[from] !== ZERO ? at : -1;
}

function wordAfter(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] === BLANK) at++;
  return at;
}

function wordStop(bytes: Uint8Array, from: number, end: number): number {
  let at = from;
  while (at < end && bytes[at] !== BLANK) at++;
  return at;
}

function lastWord(bytes: Uint8Array, from: number, end: number): number {
  let at = end;
  while (at > from && bytes[at - 1] === BLANK) at--;
  while (at > from && bytes[at - 1] !== BLANK) at--;
  return at;
}
