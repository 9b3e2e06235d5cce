import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/engine/analyze.ts';
import { goSeconds } from '../../../src/engine/formats/kubernetes-log/duration.ts';
import type { LogEvent } from '../../../src/engine/model/log-events.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { capture, collapsed, only } from './read-all.ts';

const events = async (text: string): Promise<readonly LogEvent[]> => (await only('log-events', text)).events;
const brief = (all: readonly LogEvent[]) => all.map(({ message, values }) => [message, values]);
const KLOG = 'E1122 03:07:41.123456       1 proxier.go:853] ';

describe('kube-proxy', () => {
  test('an option that an old iptables does not know; a sysfs that cannot be written', async () => {
    const all = await events(
      `${KLOG}"Failed to execute iptables-restore" err=<\n\texit status 2: iptables-restore v1.6.0: unknown option "--random-fully"\n >\n${KLOG}readOnlySysFS\n`,
    );
    expect(brief(all)).toEqual([
      ['iptables-restore-failed', {}],
      ['iptables-option-unknown', { name: '--random-fully' }],
      ['sysctl-refused', { name: 'net.netfilter.nf_conntrack_buckets', reason: 'read-only file system' }],
    ]);
  });

  test('what it sets and in which mode it runs', async () => {
    expect(brief(await events(capture('kubernetes/written.kube-proxy-start')))).toEqual([
      ['conntrack-max-set', { limit: 131072 }],
      ['proxy-mode', { mode: 'iptables' }],
      ['rules-synced', { seconds: 0.02267239 }],
    ]);
  });

  test('a lock that was held: the error over several lines belongs to the line above it', async () => {
    const all = await events(capture('kubernetes/written.kube-proxy-lock'));
    expect(brief(all)).toEqual([
      ['rules-reloaded', { services: 5120, endpoints: 15360, chains: 20481, rules: 46102 }],
      ['iptables-restore-failed', {}],
      ['xtables-lock-held', { seconds: 5 }],
      ['rules-sync-failed', {}],
      ['rules-synced', { seconds: 5.43011 }],
      ['canary-unchecked', {}],
    ]);
    expect(all[2]).toMatchObject({ level: 'error', prefixed: true, stamp: { text: all[1]?.stamp?.text } });
  });

  test('the words before structured logs', async () => {
    expect(brief(await events(capture('kubernetes/written.kube-proxy-old')))).toEqual([
      ['proxy-mode', { mode: 'iptables' }],
      ['conntrack-max-set', { limit: 131072 }],
      ['conntrack-buckets-set', { buckets: 32768 }],
      ['sysctl-refused', { name: 'net.netfilter.nf_conntrack_max', reason: 'permission denied' }],
      ['conntrack-delete-failed', {}],
      ['conntrack-tool-missing', {}],
      ['iptables-slow', { name: 'iptables restore', seconds: 5.013 }],
      ['random-fully-unsupported', { name: 'iptables' }],
    ]);
  });

  test.each([
    ['"Using ipvs Proxier"', 'proxy-mode', { mode: 'ipvs' }],
    ['"Using nftables Proxier"', 'proxy-mode', { mode: 'nftables' }],
    [`"Can't use the IPVS proxier" err="x"`, 'ipvs-unusable', {}],
    ['IPTables canary deleted', 'canary-lost', {}],
    [
      `"Failed to ensure chain" err="exit status 2: Chain 'KUBE-MARK-DROP' does not exist"`,
      'chain-missing',
      { name: 'KUBE-MARK-DROP' },
    ],
    [
      'line 12: RULE_APPEND failed (No such file or directory): rule in chain KUBE-SERVICES',
      'nft-transaction-failed',
      { lineNumber: 12, operation: 'RULE_APPEND', reason: 'No such file or directory' },
    ],
    ['"Setting conntrack hashsize" conntrackHashsize=32768', 'conntrack-buckets-set', { buckets: 32768 }],
    [
      'write /sys/module/nf_conntrack/parameters/hashsize: operation not supported',
      'sysctl-refused',
      { name: 'net.netfilter.nf_conntrack_buckets', reason: 'operation not supported' },
    ],
    [
      `can't set sysctl net/netfilter/nf_conntrack_max to 131072: permission denied`,
      'sysctl-refused',
      { name: 'net.netfilter.nf_conntrack_max', limit: 131072, reason: 'permission denied' },
    ],
    ['syncProxyRules took 1m3.5s', 'rules-synced', { seconds: 63.5 }],
    ['"Deleting conntrack stale entries for services" IPs=["10.96.0.10"]', 'stale-conntrack-deleted', {}],
    ['failed to acquire new iptables lock: timed out waiting for the condition', 'xtables-lock-held', {}],
    ['no endpoints available for service "webhook"', 'no-endpoints', { name: 'webhook' }],
  ])('%s', async (text, message, values) => {
    expect(brief(await events(`${KLOG}${text}\n`))).toEqual([[message, values]]);
  });
});

describe('network errors', () => {
  test.each([
    [
      'dial tcp 10.96.0.1:443: connect: connection refused',
      'connection-refused',
      { protocol: 'tcp', address: '10.96.0.1', port: 443 },
    ],
    [
      'dial tcp [fd00:10:96::1]:443: i/o timeout',
      'connection-timeout',
      { protocol: 'tcp', address: 'fd00:10:96::1', port: 443 },
    ],
    [
      'dial tcp 10.244.1.7:40123->10.96.0.1:443: connect: no route to host',
      'no-route-to-host',
      { protocol: 'tcp', source: '10.244.1.7', sourcePort: 40123, address: '10.96.0.1', port: 443 },
    ],
    [
      'dial tcp 10.96.0.1:443: connect: cannot assign requested address',
      'cannot-assign-address',
      { protocol: 'tcp', address: '10.96.0.1', port: 443 },
    ],
    [
      'dial tcp: lookup web.shop on 10.96.0.10:53: read udp 10.244.1.7:40123->10.96.0.10:53: i/o timeout',
      'name-lookup-timeout',
      { name: 'web.shop', server: '10.96.0.10', serverPort: 53 },
    ],
    [
      'dial tcp: lookup web.shop on 10.96.0.10:53: no such host',
      'name-not-found',
      { name: 'web.shop', server: '10.96.0.10', serverPort: 53 },
    ],
    [
      'dial tcp: lookup web.shop on 10.96.0.10:53: server misbehaving',
      'name-lookup-failed',
      { name: 'web.shop', server: '10.96.0.10', serverPort: 53 },
    ],
    [
      'dial tcp: lookup web.shop: Temporary failure in name resolution',
      'name-lookup-failed',
      { name: 'web.shop' },
    ],
    [
      'read tcp 10.244.1.7:40123->10.96.0.1:443: read: connection reset by peer',
      'connection-reset',
      { protocol: 'tcp', source: '10.244.1.7', sourcePort: 40123, address: '10.96.0.1', port: 443 },
    ],
    ['Get "https://10.96.0.1/api": net/http: TLS handshake timeout', 'tls-handshake-timeout', {}],
    ['rpc error: code = DeadlineExceeded desc = context deadline exceeded', 'deadline-exceeded', {}],
    [
      'Error: connect ECONNREFUSED 10.96.0.1:443',
      'connection-refused',
      { protocol: 'tcp', address: '10.96.0.1', port: 443 },
    ],
    [
      'Error: connect EADDRNOTAVAIL 10.0.0.1:80 - Local (0.0.0.0:0)',
      'cannot-assign-address',
      { protocol: 'tcp', address: '10.0.0.1', port: 80 },
    ],
    ['Error: getaddrinfo EAI_AGAIN web.shop', 'name-lookup-failed', { name: 'web.shop' }],
    ['java.net.ConnectException: Connection refused (Connection refused)', 'connection-refused', {}],
    ['java.net.SocketTimeoutException: connect timed out', 'connection-timeout', {}],
    [
      'java.net.UnknownHostException: web.shop: Name or service not known',
      'name-not-found',
      { name: 'web.shop' },
    ],
    ['java.net.NoRouteToHostException: Cannot assign requested address', 'cannot-assign-address', {}],
    ['ConnectionRefusedError: [Errno 111] Connection refused', 'connection-refused', {}],
    ['OSError: [Errno 99] Cannot assign requested address', 'cannot-assign-address', {}],
    ['socket.gaierror: [Errno -3] Temporary failure in name resolution', 'name-lookup-failed', {}],
    ['socket.gaierror: [Errno -2] Name or service not known', 'name-not-found', {}],
  ])('%s', async (text, message, values) => {
    expect(brief(await events(`${KLOG}${text}\n`))).toEqual([[message, values]]);
  });

  test.each([
    [
      'Another app is currently holding the xtables lock. Perhaps you want to use the -w option?',
      'xtables-lock-held',
    ],
    [
      'Another app is currently holding the xtables lock; waiting (1s) for it to exit...',
      'xtables-lock-held',
    ],
    ['nc: connect to 10.96.0.1 port 443 (tcp) failed: Connection refused', 'connection-refused'],
    ['Connection to 10.96.0.1 443 port [tcp/https] succeeded!', 'connection-succeeded'],
    ['bash: /dev/tcp/10.96.0.1/443: Connection timed out', 'connection-timeout'],
    [
      'The connection to the server 10.77.1.1:6443 was refused - did you specify the right host or port?',
      'connection-refused',
    ],
    ['Unable to connect to the server: dial tcp 10.77.1.1:6443: i/o timeout', 'connection-timeout'],
    [
      'Get "http://10.244.1.2:8080/": dial tcp 10.244.1.2:8080: connect: no route to host',
      'no-route-to-host',
    ],
    ['ConnectionRefusedError: [Errno 111] Connection refused', 'connection-refused'],
  ])('a bare line %j is read, and said to be bare', async (line, message) => {
    const [event, ...more] = await events(`${line}\n`);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ message, prefixed: false, stamp: null });
  });

  test.each([
    'We saw dial tcp 10.96.0.1:443: connect: connection refused in the log.',
    'If another app is currently holding the xtables lock, wait.',
    'Connection refused',
    'the connection to the server 10.0.0.1 was refused',
    '// ECONNREFUSED means connection refused',
    'context deadline exceeded',
    'lookup web.shop on the list',
  ])('%j begins nothing', async line => {
    const { sections, unreadLines } = await paste(line);
    expect([sections, unreadLines]).toEqual([[], 1]);
  });
});

describe('frames', () => {
  test('a journal of several programs is one log, the kernel among them', async () => {
    const document = await only('log-events', capture('kubernetes/written.journal-kubelet'));
    expect(document.events.map(({ message, program, host }) => [message, program, host])).toEqual([
      ['network-plugin-failed', 'kubelet', 'node-3'],
      ['probe-failed', 'kubelet', 'node-3'],
      ['connection-timeout', 'kubelet', 'node-3'],
      ['conntrack-table-full', 'kernel', 'node-3'],
      ['name-not-found', 'containerd', 'node-3'],
    ]);
    expect(document.events[1]?.values).toEqual({ name: 'shop/web-0' });
  });

  test('CoreDNS: its query log and a silent upstream', async () => {
    const all = await events(capture('kubernetes/written.coredns'));
    expect(brief(all)).toEqual([
      [
        'dns-query',
        {
          source: '10.244.0.7',
          sourcePort: 41234,
          type: 'A',
          name: 'www.example.com.shop.svc.cluster.local',
          protocol: 'udp',
          code: 'NXDOMAIN',
          seconds: 0.000121,
        },
      ],
      [
        'name-lookup-timeout',
        {
          name: 'www.example.com',
          type: 'A',
          protocol: 'udp',
          source: '10.244.0.5',
          sourcePort: 41235,
          server: '192.0.2.53',
          serverPort: 53,
        },
      ],
    ]);
  });

  test.each([
    ['klog', KLOG, 'error', Date.UTC(2000, 10, 22, 3, 7, 41) / 1000],
    [
      'the file of a container',
      `2026-11-22T03:07:41.1Z stderr F ${KLOG}`,
      'error',
      Date.UTC(2026, 10, 22, 3, 7, 41) / 1000,
    ],
    [
      'kubectl logs --timestamps',
      `2026-11-22T03:07:41.123456789Z ${KLOG}`,
      'error',
      Date.UTC(2026, 10, 22, 3, 7, 41) / 1000,
    ],
    [
      'kubectl logs --prefix',
      `[pod/kube-proxy-x7k2p/kube-proxy] ${KLOG}`,
      'error',
      Date.UTC(2000, 10, 22, 3, 7, 41) / 1000,
    ],
    [
      'logrus',
      'time="2026-11-22T03:07:41Z" level=warning msg="',
      'warning',
      Date.UTC(2026, 10, 22, 3, 7, 41) / 1000,
    ],
    [
      'slog',
      'time=2026-11-22T03:07:41.123Z level=ERROR msg="',
      'error',
      Date.UTC(2026, 10, 22, 3, 7, 41) / 1000,
    ],
    [
      'Felix',
      '2026-11-22 03:07:41.123 [ERROR][45] felix/table.go 1210: ',
      'error',
      Date.UTC(2026, 10, 22, 3, 7, 41) / 1000,
    ],
    [
      'JSON',
      '{"level":"error","ts":"2026-11-22T03:07:41.123Z","msg":"',
      'error',
      Date.UTC(2026, 10, 22, 3, 7, 41) / 1000,
    ],
    [
      'the journal',
      `Nov 22 03:07:41 node-3 kube-proxy[812]: ${KLOG}`,
      'error',
      Date.UTC(2000, 10, 22, 3, 7, 41) / 1000,
    ],
  ])('%s', async (_name, frame, level, seconds) => {
    const [event] = await events(`${frame}dial tcp 10.96.0.1:443: i/o timeout"\n`);
    expect(event).toMatchObject({
      message: 'connection-timeout',
      level,
      prefixed: true,
      stamp: { clock: 'wall', seconds },
    });
  });

  test('the stamps of the whole stretch', async () => {
    const { oldest, newest } = await only('log-events', capture('kubernetes/written.kube-proxy-lock'));
    expect([oldest?.seconds, newest?.seconds]).toEqual([
      Date.UTC(2000, 10, 22, 3, 7, 41) / 1000,
      Date.UTC(2000, 10, 22, 3, 8, 46) / 1000,
    ]);
  });

  test('below kubectl logs every line is one of the log', async () => {
    const document = await only(
      'log-events',
      'root@n:~# kubectl logs web-0\nstarting\nlistening on 8080\ndial tcp 10.96.0.1:443: i/o timeout\n',
    );
    expect(document).toMatchObject({
      lines: 3,
      unread: 0,
      events: [{ message: 'connection-timeout', prefixed: true }],
    });
  });

  test('dmesg and the log of kube-proxy without a prompt between them are two logs', async () => {
    const { sections, unreadLines } = await paste(
      `${capture('logs/martian')}${capture('kubernetes/written.kube-proxy-lock')}${capture('logs/martian')}`,
    );
    expect([sections.map(({ format }) => format), unreadLines]).toEqual([
      ['kernel-log', 'kubernetes-log', 'kernel-log'],
      0,
    ]);
  });

  test('collapsed blanks, CRLF and a mail quote', async () => {
    const text = capture('kubernetes/written.kube-proxy-lock');
    const plain = brief(await events(text));
    for (const variant of [collapsed(text), text.replaceAll('\n', '\r\n'), text.replaceAll(/^/gm, '> ')])
      expect(brief(await events(variant))).toEqual(plain);
  });

  test.each([80, 100, 120, 132])(
    'broken at %i columns: joined where a quote stays open, never a wrong number',
    async width => {
      for (const name of ['kube-proxy-lock', 'journal-kubelet', 'cri-file', 'kube-proxy-start']) {
        const text = capture(`kubernetes/written.${name}`);
        const plain = brief(await events(text)).map(event => JSON.stringify(event));
        const broken = text
          .split('\n')
          .flatMap(line => line.match(new RegExp(`.{1,${width}}`, 'g')) ?? [])
          .join('\n');
        const { sections } = await paste(broken);
        const found = sections.flatMap(({ document }) =>
          document.kind === 'log-events' ? brief(document.events) : [],
        );
        for (const [message, values] of found) {
          const like = plain.filter(event => event.startsWith(`["${message}"`));
          expect([...like, JSON.stringify([message, {}])]).toContain(JSON.stringify([message, values]));
        }
        if (width >= 100) expect(found.length).toBeGreaterThanOrEqual(plain.length - 2);
      }
    },
  );

  test('a hundred thousand questions leave room for the error behind them', async () => {
    const query = '[INFO] 10.244.0.7:41234 - 1234 "A IN a.example. udp 29 false 512" NOERROR qr 104 0.001s\n';
    const document = await only(
      'log-events',
      `${query.repeat(5000)}[ERROR] plugin/errors: 2 a.example. A: read udp 10.244.0.5:41235->192.0.2.53:53: i/o timeout\n`,
    );
    expect([document.lines, document.events.length, document.leftOut]).toEqual([5001, 2001, 3000]);
    expect(document.events.at(-1)?.message).toBe('name-lookup-timeout');
  });

  test('hostile lines take time in proportion', async () => {
    for (const unit of [
      'dial tcp a:1: ',
      'lookup a on ',
      'plugin/errors: 2 ',
      'exit status ',
      'numServices=1 ',
      '->a:1',
      'Failed to delete a ',
    ])
      await expectLinear(
        length => analyze(new Blob([`${KLOG}${unit.repeat(length / unit.length)}\n`.repeat(5)])),
        4000,
      );
  });
});

test.each([
  ['22.67239ms', 0.02267239],
  ['1m3.5s', 63.5],
  ['1h0m0s', 3600],
  ['512µs', 0.000512],
  ['5', null],
  ['5 s', null],
  ['', null],
])('a Go duration %j', (text, seconds) => {
  if (seconds === null) expect(goSeconds(text)).toBeNull();
  else expect(goSeconds(text)).toBeCloseTo(seconds, 9);
});
