import { expect, it } from 'vitest';
import { couldBeOutput, looksLikeOutput, withoutPrefix } from '../../src/search/output-like.ts';

it.each([
  '[Sun Nov 22 03:07:41 2026] nf_conntrack: table full, dropping packet',
  '[12345.678901] nf_conntrack: table full, dropping packet',
  'Nov 22 03:07:41 node-3 kernel: nf_conntrack: table full',
  '2026-11-22T03:07:41+00:00 node-3 kernel: nf_conntrack: table full',
  '11月 22 03:07:41 node-3 kernel: nf_conntrack: table full',
  'E1122 07:02:11.430122       1 server.go:556] "Error running ProxyServer"',
  'tcp      6 431999 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2',
  'ipv4     2 tcp      6 431999 ESTABLISHED src=10.0.0.1 dst=10.0.0.2',
  'cpu=0   found=0 invalid=97 insert=0',
  'net.netfilter.nf_conntrack_max = 262144',
  '-A KUBE-SERVICES -d 10.96.0.1/32 -j KUBE-SVC-X',
  'Chain FORWARD (policy DROP 12 packets, 720 bytes)',
  'root@node-3:~# conntrack -S',
  'two\nlines',
])('is output: %s', text => {
  expect(looksLikeOutput(text)).toBe(true);
});

it.each([
  'nf_conntrack: table full, dropping packet',
  'table full',
  'tcp timeout',
  'random timeouts at peak',
  '接続が遅い',
  'net.netfilter.nf_conntrack_max',
  '10.0.0.5:80',
  '[ASSURED]',
])('is a search: %s', text => {
  expect(looksLikeOutput(text)).toBe(false);
});

it.each([
  'nf_conntrack: table full, dropping packet',
  'IPv4: martian source 10.0.0.1 from 203.0.113.7, on dev eth1',
  'curl: (7) Failed to connect to 10.0.0.1 port 80: Connection refused',
  ';; reply from unexpected source: 10.244.0.5#53, expected 10.96.0.10#53',
  'dial tcp 10.0.1.5:8080: connect: connection refused',
])('the engine is asked too: %s', text => {
  expect(couldBeOutput(text)).toBe(true);
});

it.each([
  'table full',
  'curl timing',
  'random timeouts at peak',
  '接続が遅い',
  'curl time_connect 3 seconds',
])('the engine is not asked: %s', text => {
  expect(couldBeOutput(text)).toBe(false);
});

it('takes the stamp off a log line, and the prompt off a command', () => {
  expect(withoutPrefix('root@node-3:~# conntrack -S')).toBe('conntrack -S');
  expect(withoutPrefix('Nov 22 03:07:41 node-3 kernel: nf_conntrack: table full')).toBe(
    'nf_conntrack: table full',
  );
  expect(withoutPrefix('Nov 22 03:07:41 node-3 kernel: [1834022.118] nf_conntrack: table full')).toBe(
    'nf_conntrack: table full',
  );
  expect(withoutPrefix('E1122 07:02:11.430122       1 server.go:556] permission denied')).toBe(
    'permission denied',
  );
  expect(withoutPrefix('[ASSURED] flows')).toBe('[ASSURED] flows');
});
