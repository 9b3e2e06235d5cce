import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { analyze } from '../../src/engine/analyze.ts';
import type { Document } from '../../src/engine/model/document.ts';

/** Runs a script in a network namespace of its own, with a veth pair, traffic over loopback, and a queue that overflows. */
function inNamespace(script: string) {
  const setup = `
set -e
ip link set lo up
ip link add eth0 mtu 1450 type veth peer name eth1
ip link set eth0 up; ip link set eth1 up
ip addr add 10.0.0.1/24 dev eth0
ip -6 addr add fd00::1/64 dev eth0 nodad
ip route add 10.9.0.0/16 via 10.0.0.9
ip route add blackhole 10.8.0.0/16
ip neigh add 10.0.0.9 lladdr 02:00:00:00:00:09 dev eth0
python3 - <<'PY' >/dev/null 2>&1 &
import socket, time
stuck = socket.create_server(('127.0.0.1', 8080), backlog=1)
kept = []
for _ in range(5):
    one = socket.socket(); one.setblocking(False); one.connect_ex(('127.0.0.1', 8080)); kept.append(one)
closed = socket.socket(); closed.connect_ex(('127.0.0.1', 8081))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.sendto(b'x', ('127.0.0.1', 9))
time.sleep(20)
PY
pid=$!
sleep 1.5
`;
  return spawnSync('unshare', ['--net', 'bash', '-c', `${setup}\n${script}\nkill $pid`], {
    encoding: 'utf8',
    env: {
      ...process.env,
      LC_ALL: 'C',
      TZ: 'UTC',
      NSTAT_HISTORY: '/dev/null',
      PATH: `${process.env['PATH']}:/usr/sbin:/sbin`,
    },
  });
}

const CANNOT = /Operation not permitted|not found|No such file/;

async function read<K extends Document['kind']>(kind: K, text: string) {
  const { sections, unread } = await analyze(new Blob([text]));
  expect(unread).toEqual([]);
  expect(sections.map(({ document }) => document.kind)).toEqual([kind]);
  return (sections[0] as (typeof sections)[number]).document as Extract<Document, { kind: K }>;
}

/** The parts of an output between lines `@name`. */
function parts(stdout: string): Record<string, string> {
  return Object.fromEntries(
    stdout
      .split(/^@/m)
      .slice(1)
      .map(part => [part.slice(0, part.indexOf('\n')), part.slice(part.indexOf('\n') + 1)]),
  );
}

function record(context: { skip(note?: string): never }, commands: Record<string, string>) {
  const script = Object.entries(commands).map(([name, command]) => `echo '@${name}'; ${command}`);
  const { status, stdout, stderr, error } = inNamespace(script.join('\n'));
  if (error || (status !== 0 && CANNOT.test(stderr))) {
    const said = `It cannot run here: ${error?.message ?? stderr.trim()}`;
    process.stdout.write(`The host twins were left out. ${said}\n`);
    context.skip(said);
  }
  expect(status, stderr).toBe(0);
  return parts(stdout);
}

test('netstat -s, nstat and the files that both read say the same', async context => {
  const said = record(context, {
    nstat: 'nstat -asz',
    netstat: 'netstat -s',
    netstat6: 'netstat -s6',
    snmp: 'cat /proc/net/snmp',
    files: 'cat /proc/net/netstat',
    snmp6: 'cat /proc/net/snmp6',
    // What the network counted while the others were read.
    later: 'nstat -asz',
  });
  const of = async (name: string) =>
    new Map(
      (await read('network-counters', said[name] ?? '')).counters.map(({ name: counter, value }) => [
        counter,
        value,
      ]),
    );
  const [nstat, later] = [await of('nstat'), await of('later')];
  expect(nstat.get('TcpExtListenOverflows')).toBeGreaterThan(0);
  expect(nstat.get('UdpNoPorts')).toBe(1);
  const [netstat, netstat6, snmp, files, snmp6] = await Promise.all(
    ['netstat', 'netstat6', 'snmp', 'files', 'snmp6'].map(of),
  );
  let compared = 0;
  for (const [other, least] of [
    [netstat, 30],
    [netstat6, 20],
    [snmp, 60],
    [files, 150],
    [snmp6, 40],
  ] as const) {
    let same = 0;
    for (const [name, value] of other ?? []) {
      if (!nstat.has(name)) continue;
      // A counter that moved in the meantime is between its two readings.
      expect(value, name).toBeGreaterThanOrEqual(nstat.get(name) ?? Number.NaN);
      expect(value, name).toBeLessThanOrEqual(later.get(name) ?? Number.NaN);
      same++;
    }
    expect(same).toBeGreaterThanOrEqual(least);
    compared += same;
  }
  expect(compared).toBeGreaterThan(300);
});

test('ss and netstat list the same sockets; ss -s counts them', async context => {
  const said = record(context, {
    ss: 'ss -tan',
    netstat: 'netstat -ant',
    counts: "ss -tan | awk '{print $1}' | sort | uniq -c",
    summary: 'ss -s',
  });
  const ss = await read('sockets', said['ss'] ?? '');
  const netstat = await read('sockets', said['netstat'] ?? '');
  const counts = await read('sockets', said['counts'] ?? '');
  const states = ({ states }: typeof ss) =>
    Object.fromEntries(states.map(({ state, count }) => [state, count]));
  expect(states(netstat)).toEqual(states(ss));
  expect(states(counts)).toEqual(states(ss));
  expect(ss.listeners).toMatchObject([{ local: { port: 8080 }, acceptQueue: 2, backlog: 1 }]);
  expect(netstat.listeners).toMatchObject([{ local: { port: 8080 }, acceptQueue: 2, backlog: null }]);
  const ends = ({ rows }: typeof ss) =>
    rows.map(({ local, peer }) => `${local.address}:${local.port} ${peer.port}`).sort();
  expect(ends(netstat)).toEqual(ends(ss));
  const summary = await read('socket-summary', said['summary'] ?? '');
  expect(summary.tcp?.total).toBeGreaterThanOrEqual(ss.total);
});

test('ip and the old tools say the same of interfaces, routes and neighbours', async context => {
  const said = record(context, {
    addr: 'ip addr',
    oneline: 'ip -o addr',
    brief: 'ip -br addr',
    ifconfig: 'ifconfig -a',
    link: 'ip -s link',
    netstat: 'netstat -i',
    route: 'ip route',
    old: 'route -n',
    neigh: 'ip neigh',
    arp: 'arp -n',
  });
  const addresses = async (name: string) =>
    Object.fromEntries(
      (await read('addresses', said[name] ?? '')).interfaces
        .filter(one => one.addresses.length > 0)
        .map(one => [one.name, one.addresses.map(({ address, prefix }) => `${address}/${prefix}`).sort()]),
    );
  const long = await addresses('addr');
  expect(long['eth0']).toContain('10.0.0.1/24');
  for (const name of ['oneline', 'brief', 'ifconfig']) expect(await addresses(name)).toEqual(long);
  const packets = async (name: string) =>
    Object.fromEntries(
      (await read('links', said[name] ?? '')).interfaces
        .filter(one => one.flags === null || one.flags.includes('UP'))
        .map(one => [one.name, [one.mtu, one.received?.values['errors'], one.received?.values['dropped']]]),
    );
  expect(await packets('netstat')).toEqual(await packets('link'));
  const routes = async (name: string) =>
    (await read('routes', said[name] ?? '')).routes.map(({ destination, via }) => [destination, via]).sort();
  expect(await routes('old')).toEqual(await routes('route'));
  const neighbours = async (name: string) =>
    (await read('neighbours', said[name] ?? '')).rows.map(({ address, mac }) => [address, mac]);
  expect(await neighbours('arp')).toEqual(await neighbours('neigh'));
});
