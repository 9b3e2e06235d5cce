import type { Facts } from '../../engine/facts/facts.ts';
import { type SnatRule, snatRules } from '../../engine/facts/snat.ts';
import { rangeFor } from '../../engine/facts/snat-ports.ts';
import type { PortUse } from '../../engine/model/flow-table.ts';
import { linesOf, type Made, partOf, said } from './made.ts';

const MAX_ROWS = 8;
/** Fewer ports than these, of nobody knows how many, are no picture. */
const LEAST = 8;

/**
 * Ports that are taken of each translated source address towards one destination, by the last listing. A share is drawn only where a
 * rule of the paste prints the range of ports.
 */
export function snatPicture(facts: Facts): Made | null {
  const source = facts.flowTables().at(-1);
  const uses = source?.document.snatPorts ?? [];
  if (!source || uses.length === 0) return null;
  const rules = snatRules(facts);
  const rows = uses
    .map(use => ({ use, ports: rangeOf(use, rules) }))
    .sort((a, b) => fill(b) - fill(a) || b.use.flows - a.use.flows)
    .slice(0, MAX_ROWS);
  const first = rows[0] as (typeof rows)[number];
  if (first.ports === null && first.use.flows < LEAST) return null;
  const values = {
    address: first.use.address,
    destination: first.use.destination,
    protocol: first.use.protocol,
    n: first.use.flows,
  };
  return {
    kind: 'snat',
    says:
      first.ports === null
        ? said('snat-open', values)
        : said('snat-share', { ...values, ports: first.ports, share: first.use.flows / first.ports }),
    notes: [
      ...(rows.some(({ ports }) => ports === null) ? [said('snat-range-unknown')] : []),
      ...partOf([source.section]),
    ],
    lines: linesOf([source.section]),
    drawing: {
      form: 'bars',
      unit: 'ports',
      longest: Math.max(...rows.map(({ use, ports }) => Math.max(use.flows, ports ?? 0))),
      groups: [
        {
          label: null,
          rows: rows.map(({ use, ports }) => ({
            label: { text: `${use.address} → ${use.destination} ${use.protocol}` },
            low: use.flows,
            high: use.flows,
            unreplied: null,
            of: ports,
            drops: false,
            line: use.places[0]?.line ?? null,
          })),
          more: null,
        },
      ],
    },
  };
}

interface Row {
  readonly use: PortUse;
  readonly ports: number | null;
}

function fill({ use, ports }: Row): number {
  return ports === null ? 0 : use.flows / ports;
}

/** How many ports there are for it; null where no rule of the paste says so. */
function rangeOf(use: PortUse, rules: readonly SnatRule[]): number | null {
  const ports = rangeFor(use, rules)?.ports;
  return ports ? ports.to - ports.from + 1 : null;
}
