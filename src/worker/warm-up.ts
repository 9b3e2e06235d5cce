/** Lines as they are pasted most, so often that the engine has compiled its inner loops before the first paste comes. */
const LINES = [
  'Chain INPUT (policy ACCEPT 0 packets, 0 bytes)',
  ' pkts bytes target     prot opt in     out     source               destination',
  '    0     0 ACCEPT     tcp  --  *      *       0.0.0.0/0            10.0.0.1             tcp dpt:80 /* web */',
  '',
].join('\n');
const RULE =
  '   12  720K DROP       all  --  eth0   *       10.0.0.0/8           0.0.0.0/0            ctstate INVALID\n';
const FLOW =
  'tcp      6 86399 ESTABLISHED src=10.0.0.5 dst=10.96.0.10 sport=41992 dport=80 src=10.244.1.2 dst=10.0.0.5 sport=8080 dport=41992 [ASSURED] mark=0 use=1\n';

/** A paste for no one, read while nobody waits. */
export function warmUpPaste(): Blob {
  return new Blob([LINES, RULE.repeat(2000), FLOW.repeat(500)]);
}
