/** The examples that stand on the desk at once; the others are one press away. */
export const FIRST_EXAMPLES: readonly string[] = [
  'conntrack-table-full',
  'service-no-endpoints',
  'kube-postrouting-double-snat',
  'healthy',
];
