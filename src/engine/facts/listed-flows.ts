import type { Flow } from '../model/flow.ts';
import type { FlowTable } from '../model/flow-table.ts';

/** The flows of a listing that checks ask for, parted once: most flows of a busy node are none of them. */
export interface ListedFlows {
  readonly udp: readonly Flow[];
  /** TCP flows in SYN_SENT that no packet came back for. */
  readonly waiting: readonly Flow[];
  /** Those whose source, destination or port was translated. */
  readonly translated: readonly Flow[];
}

const KNOWN = new WeakMap<FlowTable, ListedFlows>();

/** The kinds of the flows that a table lists one by one; each kind in the order of the paste. */
export function listedFlows(table: FlowTable): ListedFlows {
  let known = KNOWN.get(table);
  if (!known) {
    known = part(table.listed);
    KNOWN.set(table, known);
  }
  return known;
}

function part(listed: readonly Flow[]): ListedFlows {
  const udp: Flow[] = [];
  const waiting: Flow[] = [];
  const translated: Flow[] = [];
  for (const flow of listed) {
    if (flow.protocol === 'udp') udp.push(flow);
    else if (flow.state === 'SYN_SENT' && flow.unreplied && flow.protocol === 'tcp') waiting.push(flow);
    if (flow.nat?.snat || flow.nat?.dnat) translated.push(flow);
  }
  return { udp, waiting, translated };
}
