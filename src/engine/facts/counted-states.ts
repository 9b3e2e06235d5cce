import type { CountedState } from '../model/counted-lines.ts';
import { readCommand } from '../text/command.ts';
import type { Facts } from './facts.ts';

/** Programs on the way to `uniq -c` that leave no line out: `| awk '{print $4}' | sort | uniq -c | sort -rn`. */
const KEEPS_LINES: ReadonlySet<string> = new Set([
  'awk',
  'gawk',
  'mawk',
  'cut',
  'tr',
  'sed',
  'sort',
  'uniq',
  'cat',
  'tee',
]);
/** A state, an address or a port that the command asks for. */
const CHOOSES =
  /\b(?:ESTABLISHED|SYN_SENT|SYN_RECV|TIME_WAIT|CLOSE|FIN_WAIT|LAST_ACK|UNREPLIED|ASSURED)\b|--state|\s-[sdugjmq]\s|--(?:orig|reply|src|dst|sport|dport)/;

/**
 * The states of all TCP flows, as the last command of the paste that counts them printed them; empty where it leaves some out, or a
 * single state stands there.
 */
export function countedStates(facts: Facts): readonly CountedState[] {
  const { section, document } =
    facts.all('counted-lines').findLast(({ document: { states } }) => states.length > 1) ?? {};
  const command = section?.command ?? null;
  if (!document || command === null || CHOOSES.test(command)) return [];
  const kept = readCommand(command).every(({ filters }) =>
    filters.every(({ program }) => KEEPS_LINES.has(program)),
  );
  return kept ? document.states : [];
}
