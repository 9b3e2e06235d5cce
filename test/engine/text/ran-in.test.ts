import { expect, test } from 'vitest';
import { ranIn } from '../../../src/engine/text/ran-in.ts';

test.each([
  ['nstat -az', ''],
  ['sudo nstat -az', ''],
  ['nsenter -t 1 -n nstat -az', ''],
  ['kubectl get pods -n web', ''],
  ['ip -s link show eth0', ''],
  ['ip netns list', ''],
  // The host is known by its name.
  ['ssh -o BatchMode=yes root@node-3 nstat -az', ''],
])('%s runs where the shell is', (command, where) => {
  expect(ranIn(command)).toBe(where);
});

test.each([
  ['kubectl exec -n shop cart-1 -- nstat -az', 'kubectl exec -n shop cart-2 -- nstat -az'],
  ['nsenter -t 31337 -n nstat -az', 'nstat -az'],
  ['ip netns exec blue nstat -az', 'ip netns exec red nstat -az'],
  ['docker exec web nstat -az', 'docker exec db nstat -az'],
])('%s and %s run in two places', (one, other) => {
  expect(ranIn(one)).not.toBe(ranIn(other));
});

test('the same place, whatever runs there', () => {
  expect(ranIn('kubectl exec web-0 -- nstat -az')).toBe(ranIn('kubectl exec web-0 -- conntrack -S'));
});

test.each([
  ['for n in a b; do ssh $n nstat -az; done'],
  ['for p in $(kubectl get po -o name); do kubectl exec $p -- nstat -az; done'],
  ['kubectl get po -o name | xargs -I{} kubectl exec {} -- nstat -az'],
  ['pdsh -w node[1-9] nstat -az'],
])('%s runs in several places', command => {
  expect(ranIn(command)).toBeNull();
});
