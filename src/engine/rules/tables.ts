/** The built-in chains of a table. Those of raw, and of nat before Linux 2.6.36, are left of others where lines are missing. */
const SHAPES: readonly (readonly [string, string])[] = [
  ['filter', 'FORWARD INPUT OUTPUT'],
  ['nat', 'INPUT OUTPUT POSTROUTING PREROUTING'],
  ['mangle', 'FORWARD INPUT OUTPUT POSTROUTING PREROUTING'],
];

/**
 * The table that has just these built-in chains; null for a part of one. `security` has those of `filter`, and is so
 * rare that a bare listing of the three is taken for `filter`.
 */
export function tableOfShape(builtIn: readonly string[]): string | null {
  const key = [...new Set(builtIn)].sort().join(' ');
  return SHAPES.find(([, chains]) => chains === key)?.[0] ?? null;
}

/** Chains that iptables makes itself and that have a policy. */
export function isBuiltIn(chain: string): boolean {
  return /^(?:INPUT|OUTPUT|FORWARD|PREROUTING|POSTROUTING)$/.test(chain);
}
