import { describe, expect, test } from 'vitest';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { collapsed, documents, only, recorded, withoutPlaces, wrapped } from './host.ts';

/** Rows by state, counted with nothing but the first word of each line. */
function firstWords(text: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of text.split('\n').slice(1)) {
    const [state] = line.split(/\s/);
    if (state) counts[state] = (counts[state] ?? 0) + 1;
  }
  return counts;
}

describe('ss', () => {
  test('counts by state are those of the lines', async () => {
    const text = recorded('ss-tan-client');
    const sockets = await only('sockets', text);
    const states = Object.fromEntries(sockets.states.map(({ state, count }) => [state, count]));
    expect(states).toEqual(firstWords(text));
    expect(sockets.total).toBe(text.trimEnd().split('\n').length - 1);
    expect(sockets.rows).toHaveLength(sockets.total);
  });

  test('a listening socket has an accept queue and a backlog', async () => {
    const { listeners } = await only('sockets', recorded('ss-lnt'));
    const stuck = listeners.find(({ local }) => local.port === 8080);
    expect(stuck).toMatchObject({ acceptQueue: 3, backlog: 2, local: { address: '10.77.1.1', exact: true } });
    expect(listeners.find(({ local }) => local.port === 9090)).toMatchObject({
      acceptQueue: 0,
      backlog: 128,
      local: { address: '*', service: '9090' },
    });
  });

  test('netstat tells the accept queue, not the backlog', async () => {
    const { source, listeners } = await only('sockets', recorded('netstat-lntp'));
    expect(source).toBe('netstat');
    expect(listeners.find(({ local }) => local.port === 8080)).toMatchObject({
      acceptQueue: 3,
      backlog: null,
    });
    expect(listeners[0]?.program).toMatch(/^python3/);
    expect(listeners[0]?.pid).toBeGreaterThan(0);
  });

  test('ss and netstat say the same of one namespace', async () => {
    const [a, b] = [
      await only('sockets', recorded('ss-tan')),
      await only('sockets', recorded('netstat-ant')),
    ];
    const states = (sockets: typeof a) =>
      Object.fromEntries(sockets.states.map(({ state, count }) => [state, count]));
    expect(states(b)).toEqual(states(a));
  });

  test('destinations: how many local ports each takes', async () => {
    const { destinations } = await only('sockets', recorded('ss-tan-client'));
    const nowhere = destinations.find(({ peer }) => peer === '10.77.9.9');
    expect(nowhere).toMatchObject({
      local: '10.77.1.2',
      peerPort: 80,
      count: 3,
      states: { 'SYN-SENT': 3 },
      served: false,
    });
    expect(destinations.find(({ peer }) => peer === 'fd77:1::1')).toMatchObject({ peerPort: 9090, count: 1 });
  });

  test('the details below a row belong to it', async () => {
    const { rows, retransmittingCount } = await only('sockets', recorded('ss-tani'));
    const lost = rows.find(row => row.peer.address === '10.77.9.9');
    expect(lost?.info).toMatchObject({ rto: 1000, mss: 524, pathMtu: 1500, retransmittedNow: 1, lost: 1 });
    expect(lost?.info?.retransmittedTotal).toBeGreaterThan(1);
    const idle = rows.find(row => row.state === 'CLOSE-WAIT');
    expect(idle?.info).toMatchObject({ mss: 1448, cwnd: 10, retransmittedTotal: null, congestion: 'bbr' });
    expect(retransmittingCount).toBe(rows.filter(row => (row.info?.retransmittedTotal ?? 0) > 0).length);
  });

  test('details on the same line say the same', async () => {
    const below = await only('sockets', recorded('ss-tani'));
    const beside = await only('sockets', recorded('ss-taniO'));
    expect(beside.rows.map(row => row.info?.mss)).toEqual(below.rows.map(row => row.info?.mss));
  });

  test('timers', async () => {
    const { rows } = await only('sockets', recorded('ss-tano'));
    expect(rows.find(row => row.state === 'TIME-WAIT')?.timer).toMatchObject({
      name: 'timewait',
      retransmits: 0,
    });
    expect(rows.find(row => row.peer.address === '10.77.9.9')?.timer?.name).toBe('on');
    const netstat = await only('sockets', recorded('netstat-anto'));
    expect(netstat.rows.find(row => row.peer.address === '10.77.9.9')?.timer).toMatchObject({ name: 'on' });
    expect(netstat.rows.find(row => row.state === 'TIME-WAIT')?.timer?.name).toBe('timewait');
  });

  test('one state asked for has no column of states: only the command tells it', async () => {
    const below = await only('sockets', `# ss -tan state time-wait\n${recorded('ss-time-wait')}`);
    expect(below.states).toEqual([expect.objectContaining({ state: 'TIME-WAIT', count: 5 })]);
    const alone = await only('sockets', recorded('ss-time-wait'));
    expect(alone.states).toEqual([expect.objectContaining({ state: 'UNKNOWN', count: 5 })]);
  });

  test('states counted by uniq -c, and by awk', async () => {
    const counted = await only('sockets', recorded('ss-states'));
    expect(counted.source).toBe('counts');
    expect(counted.states.find(({ state }) => state === 'TIME-WAIT')).toMatchObject({
      count: 5,
      protocol: 'any',
    });
    const awk = await only(
      'sockets',
      `$ netstat -n | awk '/^tcp/ {++S[$NF]} END {for(a in S) print a, S[a]}'\nTIME_WAIT 12034\nESTABLISHED 88\nFIN_WAIT1 2\n`,
    );
    expect(awk.states.map(({ state, count }) => [state, count])).toEqual([
      ['TIME-WAIT', 12034],
      ['ESTAB', 88],
      ['FIN-WAIT-1', 2],
    ]);
    expect(awk.total).toBe(12124);
  });

  test('rows alone, as grep leaves them', async () => {
    const { states, rows } = await only('sockets', recorded('ss-H-tan'));
    expect(states.length).toBeGreaterThan(3);
    expect(rows[0]?.protocol).toBe('any');
  });

  test('a header alone says that there are none, but only below the command', async () => {
    const header = 'State Recv-Q Send-Q Local Address:Port Peer Address:PortProcess\n';
    const sockets = await only('sockets', `root@node-3:~# ss -tan\n${header}`);
    expect(sockets).toMatchObject({ source: 'ss', total: 0, states: [], rows: [] });
    expect((await documents('sockets', header)).length).toBe(0);
  });

  test('service names, interfaces, IPv6, old forms', async () => {
    const { rows } = await only(
      'sockets',
      [
        'State      Recv-Q Send-Q        Local Address:Port          Peer Address:Port   ',
        'LISTEN     0      128                      :::ssh                     :::*       ',
        'ESTAB      0      36           ::ffff:10.0.0.1:ssh      ::ffff:10.0.0.9:51234   users:(("sshd",1012,3))',
        'UNCONN     0      0            127.0.0.53%lo:domain                    *:*',
        'UNCONN     0      0      [fe80::1]%eth0:dhcpv6-client                  *:*      users:(("systemd-network",pid=612,fd=19))',
      ].join('\n'),
    );
    expect(rows[0]?.local).toMatchObject({ address: '::', port: null, service: 'ssh' });
    expect(rows[1]).toMatchObject({ local: { address: '::ffff:10.0.0.1' }, program: 'sshd', pid: 1012 });
    expect(rows[2]?.local).toMatchObject({ address: '127.0.0.53', device: 'lo', service: 'domain' });
    expect(rows[3]).toMatchObject({
      local: { address: 'fe80::1', device: 'eth0' },
      program: 'systemd-network',
      pid: 612,
    });
  });

  test('sockets of other kinds are counted', async () => {
    const sockets = await only(
      'sockets',
      [
        'Netid State  Recv-Q Send-Q        Local Address:Port   Peer Address:Port Process',
        'nl    UNCONN 0      0                      rtnl:kernel             *            ',
        'u_str LISTEN 0      4096   /run/systemd/private 12345            * 0            ',
        'u_dgr UNCONN 0      0                         * 12346            * 12347        ',
        'tcp   LISTEN 0      4096             127.0.0.1:10248      0.0.0.0:*            ',
        'udp   UNCONN 0      0                  0.0.0.0:8472       0.0.0.0:*            ',
      ].join('\n'),
    );
    expect(sockets.states.map(({ protocol, state }) => `${protocol} ${state}`).sort()).toEqual([
      'nl UNCONN',
      'tcp LISTEN',
      'udp UNCONN',
      'unix LISTEN',
      'unix UNCONN',
    ]);
    expect(sockets.listeners).toHaveLength(1);
  });

  test('netstat: UDP without a state, Unix sockets below, long addresses cut off', async () => {
    const sockets = await only(
      'sockets',
      [
        'Active Internet connections (servers and established)',
        'Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    ',
        'tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      -                   ',
        'tcp6       0      0 2001:db8:aaaa:bbbb:1:22 2001:db8:aaaa:bbb:41234 ESTABLISHED 812/sshd: root      ',
        'udp        0      0 0.0.0.0:68              0.0.0.0:*                           601/dhclient        ',
        'Active UNIX domain sockets (servers and established)',
        'Proto RefCnt Flags       Type       State         I-Node   PID/Program name     Path',
        'unix  2      [ ACC ]     STREAM     LISTENING     18201    1/init               /run/systemd/private',
      ].join('\n'),
    );
    expect(sockets.rows[1]).toMatchObject({
      local: { exact: false },
      peer: { exact: false },
      program: 'sshd',
      pid: 812,
    });
    expect(sockets.destinations).toEqual([]);
    expect(sockets.rows[2]).toMatchObject({ protocol: 'udp', state: 'UNCONN', program: 'dhclient' });
    expect(sockets.total).toBe(4);
  });

  test('masked addresses are no two times the same place', async () => {
    const { destinations, localPorts } = await only(
      'sockets',
      'ESTAB 0 0 10.xx.1.7:43210 x.x.x.x:443\nESTAB 0 0 10.xx.1.7:43211 x.x.x.x:443\nESTAB 0 0 10.0.1.7:43212 <redacted>:443\n',
    );
    expect(destinations).toEqual([]);
    expect(localPorts.map(({ port }) => port)).toEqual([43210, 43211, 43212]);
  });

  test.each(['ss-tan', 'ss-tan-client', 'ss-tano', 'ss-lnt', 'netstat-ant', 'ss-tanp'])(
    '%s says the same with its blanks collapsed',
    async name => {
      const [a, b] = [
        await only('sockets', recorded(name)),
        await only('sockets', collapsed(recorded(name))),
      ];
      expect(withoutPlaces(b)).toEqual(withoutPlaces(a));
    },
  );

  test('a row that a terminal broke before its last column is one row', async () => {
    const row = `ESTAB      0      0      [2001:db8:aaaa:bbbb:cccc:dddd:eeee:1]:43210                [2001:db8:aaaa::2]:443 `;
    const { rows } = await only('sockets', wrapped(row, 80));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.peer).toMatchObject({ address: '2001:db8:aaaa::2', port: 443 });
  });

  test('a row that a terminal broke within its port is one row, and its neighbour is not taken for the rest', async () => {
    const row = (port: number) =>
      `ESTAB${' '.repeat(20)}0 0${' '.repeat(14)}10.100.100.10:43210${' '.repeat(8)}10.2.2.2:${port}`;
    const [before, behind] = [row(4433).slice(0, 80), row(4433).slice(80)];
    expect([before.endsWith(':44'), behind]).toEqual([true, '33']);
    const { rows } = await only('sockets', `${before}\n${behind}\n${row(80)}\n${row(81)}\n`);
    expect(rows.map(({ peer }) => peer.port)).toEqual([4433, 80, 81]);
    for (const width of [70, 72, 74, 76]) {
      const long = `ESTAB  0  0 ${' '.repeat(78 - width)}${' '.repeat(26)}::ffff:10.0.0.1:22  ::ffff:10.100.0.9:51234`;
      const [one] = (await only('sockets', wrapped(long, 80))).rows;
      expect(one?.peer).toMatchObject({ address: '::ffff:10.100.0.9', port: 51234 });
    }
    const stateless = await only(
      'sockets',
      `# ss -tan state established\n${' '.repeat(30)}${row(80).slice(5)}\n${row(81).slice(25)}\n`,
    );
    expect(stateless.rows.map(({ peer }) => peer.port)).toEqual([80, 81]);
  });

  test('two runs are two readings', async () => {
    const text = recorded('ss-tan');
    expect(await documents('sockets', `# ss -tan; sleep 5; ss -tan\n${text}${text}`)).toHaveLength(2);
  });

  test('100,000 sockets are added up, and few kept', async () => {
    const rows = Array.from(
      { length: 100_000 },
      (_, i) => `TIME-WAIT 0 0 10.0.0.5:${1024 + (i % 50_000)} 10.0.${i < 50_000 ? 8 : 9}.1:3306`,
    );
    const sockets = await only('sockets', rows.join('\n'));
    expect(sockets.total).toBe(100_000);
    expect(sockets.destinations.map(({ peer, count }) => [peer, count])).toEqual([
      ['10.0.8.1', 50_000],
      ['10.0.9.1', 50_000],
    ]);
    expect(sockets.rows).toHaveLength(200);
    expect(sockets.rowsLeft).toBe(99_800);
    expect(sockets.localPortsLeft).toBe(50_000 - 50);
  }, 60_000);

  test('a retransmission far down is still found', async () => {
    const quiet = Array.from({ length: 300 }, (_, i) => `ESTAB 0 0 10.0.0.5:${2000 + i} 10.0.8.1:80`);
    const { retransmitting, retransmittingCount } = await only(
      'sockets',
      [...quiet, 'SYN-SENT 0 1 10.0.0.5:1999 10.0.8.2:80 timer:(on,3.2sec,4)'].join('\n'),
    );
    expect(retransmittingCount).toBe(1);
    expect(retransmitting[0]).toMatchObject({ peer: { address: '10.0.8.2' }, timer: { retransmits: 4 } });
  });

  test.each([
    'ESTAB is a state of a socket',
    'LISTEN 0.0.0.0:80',
    'tcp      6 431999 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2',
    'udp      17 597 src=fd77::1 dst=fd77::2 sport=1 dport=80',
    '     12 ESTABLISHED',
    '      3 SYN_SENT',
    'tcp 0 0',
    '12 apples 0 0 10.0.0.1:80 10.0.0.2:90',
  ])('%j is no socket', async line => {
    expect((await paste(line)).sections.filter(({ format }) => format === 'ss')).toEqual([]);
  });

  test('a place is the row', async () => {
    const text = recorded('ss-tan-client');
    const { rows } = await only('sockets', text);
    const { span, line } = (rows[3] as (typeof rows)[number]).place;
    expect(text.slice(span.start, span.end)).toBe(text.split('\n')[line - 1]);
  });

  test('hostile lines take time in proportion', async () => {
    await expectLinear(n => paste(`ESTAB 0 0 ${':'.repeat(n)} ${'1:'.repeat(n)}\n`), 2_000);
    await expectLinear(n => paste(`ESTAB 0 0 1.1.1.1:1 2.2.2.2:2\n\t ${'cubic rto:1 '.repeat(n)}`), 1_000);
    await expectLinear(n => paste('TIME-WAIT 0 0 10.0.0.5:1 10.0.0.6:2\n'.repeat(n)), 1_000);
  }, 60_000);
});
