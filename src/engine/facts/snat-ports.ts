import type { PortUse } from '../model/flow-table.ts';
import type { Facts } from './facts.ts';
import { type SnatRule, snatRules } from './snat.ts';

/**
 * Ports that the kernel gives to translated flows where no rule names a range: 1,024 to 65,535 (nf_nat_core.c,
 * nf_nat_l4proto_unique_tuple(): a port of 1,024 or more stays in that part).
 */
export const ALL_PORTS = 64_512;

/** How many ports of one translated address are taken towards one destination, and how many there are. */
export interface PortPressure {
  readonly use: PortUse;
  readonly ports: number;
  /** The rule whose printed range sets that number; null where none names one. */
  readonly rule: SnatRule | null;
}

/**
 * The (address, destination, protocol) of the last listing of flows that uses most of its ports; null without a listing or
 * translated flows. A range counts where a rule for this address has it, or where it is the only kind of range that is printed.
 */
export function portPressure(facts: Facts): PortPressure | null {
  const uses = facts.flowTables().at(-1)?.document.snatPorts ?? [];
  if (uses.length === 0) return null;
  const rules = snatRules(facts);
  const all = uses.map((use): PortPressure => {
    const rule = rangeFor(use, rules);
    const ports = rule?.ports ? rule.ports.to - rule.ports.from + 1 : ALL_PORTS;
    return { use, ports, rule };
  });
  return all.reduce((most, other) =>
    other.use.flows / other.ports > most.use.flows / most.ports ? other : most,
  );
}

/** The rule whose range of ports holds for a translated address: its own, or, where all open rules print the same one, one of them. */
export function rangeFor({ address, protocol }: PortUse, all: readonly SnatRule[]): SnatRule | null {
  const rules = all.filter(({ rule }) => [undefined, null, protocol].includes(rule?.spec.protocol?.value));
  const own = rules.find(rule => rule.ports !== null && rule.address === address);
  if (own) return own;
  const open = rules.filter(rule => rule.address === null && (rule.packets?.high ?? 1) > 0);
  const ranges = new Set(open.map(({ ports }) => (ports ? `${ports.from}-${ports.to}` : '')));
  return ranges.size === 1 && open[0]?.ports ? open[0] : null;
}
