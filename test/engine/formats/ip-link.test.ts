import { describe, expect, test } from 'vitest';
import type { NetworkInterface } from '../../../src/engine/model/interfaces.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { collapsed, documents, only, recorded, withoutPlaces, wrapped } from './host.ts';

async function find(kind: 'links' | 'addresses', text: string, name: string): Promise<NetworkInterface> {
  const { interfaces } = await only(kind, text);
  const found = interfaces.find(one => one.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

describe('ip link', () => {
  test('the head line', async () => {
    expect(await find('links', recorded('ip-link'), 'cali1')).toMatchObject({
      peer: 'cali2',
      flags: ['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP', 'M-DOWN'],
      mtu: 1450,
      qdisc: 'noqueue',
      master: 'cni0',
      state: 'LOWERLAYERDOWN',
      queueLength: 1000,
      linkType: 'ether',
      linkNetns: null,
      addresses: [],
      received: null,
      vxlan: null,
    });
    expect(await find('links', recorded('ip-link'), 'ens192')).toMatchObject({
      index: 2,
      peer: 'if2',
      mtu: 1500,
    });
  });

  test('vxlan of -d', async () => {
    const flannel = await find('links', recorded('ip-d-link'), 'flannel.1');
    expect(flannel).toMatchObject({ driverKind: 'vxlan', mtu: 1450 });
    expect(flannel.vxlan).toMatchObject({
      id: 1,
      local: '10.77.1.1',
      remote: null,
      device: 'ens192',
      port: 8472,
      learning: false,
      udpChecksum: true,
      udp6ZeroChecksumSent: false,
      udp6ZeroChecksumReceived: false,
    });
    const old = (await find(
      'links',
      '7: vxlan.calico: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1410 qdisc noqueue state UNKNOWN mode DEFAULT group default \n    link/ether 66:2f:0a:00:00:01 brd ff:ff:ff:ff:ff:ff promiscuity 0 \n    vxlan id 4096 local 10.0.0.5 dev ens3 srcport 0 0 dstport 4789 nolearning ageing 300 noudpcsum noudp6zerocsumtx noudp6zerocsumrx addrgenmode eui64 \n',
      'vxlan.calico',
    )) as NetworkInterface;
    expect(old.vxlan).toMatchObject({ id: 4096, port: 4789, udpChecksum: false });
    expect(old.queueLength).toBeNull();
  });

  test('counters of -s and of -s -s', async () => {
    const words = recorded('ip-s-s-link')
      .split('\n')
      .map(line => line.trim().split(/\s+/).map(Number));
    const { received, sent } = await find('links', recorded('ip-s-s-link'), 'ens192');
    const [bytes, packets] = words[3] as number[];
    expect(received?.values).toEqual({
      bytes,
      packets,
      errors: 0,
      dropped: 0,
      missed: 0,
      mcast: 0,
      length: 0,
      crc: 0,
      frame: 0,
      fifo: 0,
      overrun: 0,
    });
    expect(sent?.values).toMatchObject({
      bytes: words[7]?.[0],
      carrier: 0,
      collsns: 0,
      transns: words[9]?.[4],
    });
  });

  test('counters of old iproute2, and rounded ones are no numbers', async () => {
    const { received, sent } = await find(
      'links',
      '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc mq state UP mode DEFAULT qlen 1000\n    link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff\n    RX: bytes  packets  errors  dropped overrun mcast   \n    12345      99       0       7       0       0      \n    TX: bytes  packets  errors  dropped carrier collsns \n    1.2M       99       0       0       0       0      \n',
      'eth0',
    );
    expect(received?.values).toMatchObject({ bytes: 12345, dropped: 7 });
    expect(sent?.values).toEqual({ packets: 99, errors: 0, dropped: 0, carrier: 0, collsns: 0 });
  });

  test('-br and -o say the same as the long form', async () => {
    const long = (await only('links', recorded('ip-link'))).interfaces;
    const brief = (await only('links', recorded('ip-br-link'))).interfaces;
    expect(brief.map(({ name, peer, state, flags, mac }) => [name, peer, state, flags, mac])).toEqual(
      long.map(({ name, peer, state, flags, mac }) => [name, peer, state, flags, mac]),
    );
    const oneline = (await only('links', recorded('ip-o-link'))).interfaces;
    expect(withoutPlaces(oneline)).toEqual(withoutPlaces(long));
  });

  test('netstat -i', async () => {
    const { interfaces } = await only('links', recorded('netstat-i'));
    const ens = interfaces.find(({ name }) => name === 'ens192');
    expect(ens).toMatchObject({ mtu: 1500, state: null, received: { values: { errors: 0, dropped: 0 } } });
  });

  test('two runs are two readings', async () => {
    const text = recorded('ip-s-link');
    expect(await documents('links', `# ip -s link; sleep 1; ip -s link\n${text}${text}`)).toHaveLength(2);
  });
});

describe('ip addr', () => {
  test('addresses', async () => {
    const ens = await find('addresses', recorded('ip-addr'), 'ens192');
    expect(ens.addresses.slice(0, 3)).toMatchObject([
      { family: 'inet', address: '10.77.1.1', prefix: 24, broadcast: null, scope: 'global', flags: [] },
      { address: '10.77.2.1', prefix: 24, broadcast: '10.77.2.255' },
      { family: 'inet6', address: 'fd77:1::1', prefix: 64, scope: 'global', flags: ['nodad'] },
    ]);
    expect(ens).toMatchObject({ mtu: 1500, state: 'UP', linkType: 'ether' });
  });

  test('peers, labels, lifetimes, masked addresses', async () => {
    const text = [
      '2: tunl0@NONE: <NOARP,UP,LOWER_UP> mtu 1480 qdisc noqueue state UNKNOWN group default qlen 1000',
      '    link/ipip 0.0.0.0 brd 0.0.0.0',
      '    inet 10.244.0.1 peer 10.244.0.2/32 scope global tunl0',
      '       valid_lft 86012sec preferred_lft 86012sec',
      '    inet 10.xx.1.7/24 brd 10.xx.1.255 scope global secondary dynamic noprefixroute tunl0:0',
      '       valid_lft forever preferred_lft forever',
    ].join('\n');
    const tunnel = await find('addresses', text, 'tunl0');
    expect(tunnel).toMatchObject({ peer: 'NONE', linkType: 'ipip', mac: '0.0.0.0', mtu: 1480 });
    expect(tunnel.addresses).toMatchObject([
      { address: '10.244.0.1', peer: '10.244.0.2', prefix: 32 },
      { address: '10.xx.1.7', prefix: 24, flags: ['secondary', 'dynamic', 'noprefixroute'] },
    ]);
  });

  test('-br, -o and ifconfig give the same addresses', async () => {
    const of = (interfaces: readonly NetworkInterface[]) =>
      Object.fromEntries(
        interfaces
          .filter(one => one.addresses.length > 0)
          .map(one => [one.name, one.addresses.map(({ address, prefix }) => `${address}/${prefix}`)]),
      );
    const long = of((await only('addresses', recorded('ip-addr'))).interfaces);
    expect(of((await only('addresses', recorded('ip-br-addr'))).interfaces)).toEqual(long);
    expect(of((await only('addresses', recorded('ip-o-addr'))).interfaces)).toEqual(long);
    const { 'ens192:1': alias, ...ifconfig } = of((await only('addresses', recorded('ifconfig'))).interfaces);
    expect(alias).toEqual(['10.77.2.1/24']);
    expect(ifconfig['flannel.1']).toEqual(long['flannel.1']);
    expect(ifconfig['cni0']).toEqual(long['cni0']);
  });

  test('ifconfig of net-tools 1.60 and of busybox', async () => {
    const text = [
      'eth0      Link encap:Ethernet  HWaddr 02:42:AC:11:00:02  ',
      '          inet addr:172.17.0.2  Bcast:172.17.255.255  Mask:255.255.0.0',
      '          inet6 addr: fe80::42:acff:fe11:2/64 Scope:Link',
      '          UP BROADCAST RUNNING MULTICAST  MTU:1450  Metric:1',
      '          RX packets:12 errors:1 dropped:2 overruns:3 frame:4',
      '          TX packets:21 errors:0 dropped:5 overruns:0 carrier:0',
      '          collisions:0 txqueuelen:0 ',
      '          RX bytes:900 (900.0 B)  TX bytes:1800 (1.7 KiB)',
      '',
    ].join('\n');
    expect(await find('addresses', text, 'eth0')).toMatchObject({
      mtu: 1450,
      mac: '02:42:ac:11:00:02',
      flags: ['UP', 'BROADCAST', 'RUNNING', 'MULTICAST'],
      addresses: [
        { address: '172.17.0.2', prefix: 16, broadcast: '172.17.255.255' },
        { address: 'fe80::42:acff:fe11:2', prefix: 64, scope: 'link' },
      ],
      received: { values: { packets: 12, errors: 1, dropped: 2, overrun: 3, frame: 4, bytes: 900 } },
      sent: { values: { packets: 21, dropped: 5, carrier: 0, bytes: 1800 } },
    });
  });
});

describe('damaged', () => {
  const names = [
    'ip-addr',
    'ip-link',
    'ip-s-link',
    'ip-d-link',
    'ip-br-addr',
    'ip-br-link',
    'ip-o-addr',
    'ip-o-link',
  ];

  test.each(names.flatMap(name => [80, 100, 120].map(width => [name, width] as const)))(
    '%s broken at %i columns says the same',
    async (name, width) => {
      const kind = /link/.test(name) ? 'links' : 'addresses';
      const whole = await only(kind, recorded(name));
      // Broken before `mode`, a head does not tell which command it is from.
      const text = `# ip ${kind === 'links' ? 'link' : 'addr'}\n${wrapped(recorded(name), width)}`;
      expect(withoutPlaces(await only(kind, text))).toEqual(withoutPlaces(whole));
    },
  );

  test.each(['ip-addr', 'ip-s-link', 'ip-d-link', 'ip-br-addr', 'ip-br-link'])(
    '%s with its blanks collapsed',
    async name => {
      const kind = /link/.test(name) ? 'links' : 'addresses';
      const [a, b] = [await only(kind, recorded(name)), await only(kind, collapsed(recorded(name)))];
      const plain = (document: unknown) => JSON.stringify(withoutPlaces(document)).replaceAll(/ +/g, ' ');
      expect(plain(b)).toBe(plain(a));
    },
  );

  test('which of the two it is, a head without `mode` does not tell: the command does', async () => {
    const head =
      '2: eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc pfifo_fast state UP qlen 1000\n    link/ether 02:42:ac:11:00:02 brd ff:ff:ff:ff:ff:ff\n';
    expect((await paste(`# ip l\n${head}`)).sections[0]?.format).toBe('ip-link');
    expect((await paste(`# ip a s eth0\n${head}`)).sections[0]?.format).toBe('ip-address');
    expect((await paste(`# ip netns exec x ip -d link show\n${head}`)).sections[0]?.format).toBe('ip-link');
    expect((await paste(`# nsenter -t 1 -n ip link\n${head}`)).sections[0]?.format).toBe('ip-link');
    expect(
      (await paste(`# kubectl exec -n kube-system pod -- ip -s link\n${head}`)).sections[0]?.format,
    ).toBe('ip-link');
    expect((await paste(`$ ssh node-3 ip link\n${head}`)).sections[0]?.format).toBe('ip-link');
    expect((await paste(head)).sections[0]?.format).toBe('ip-address');
  });

  test.each([
    '2: eth0 is up',
    '1: <unknown>',
    'eth0 UP and running',
    'eth0: flags are set',
    '    inet 10.0.0.1/24',
    '    RX: 12 packets',
    'eth1 DOWN',
  ])('%j begins nothing', async line => {
    expect((await paste(line)).sections).toEqual([]);
  });

  test('hostile lines take time in proportion', async () => {
    await expectLinear(n => paste(`2: eth0: <UP> mtu ${'1 '.repeat(n)}x\n`), 10_000);
    await expectLinear(n => paste(`2: eth0: <${'A,'.repeat(n)}\n${'inet 1 '.repeat(n)}\n`), 10_000);
    await expectLinear(n => paste(`eth0 UP ${'10.0.0.1/24 '.repeat(n)}!\n`), 10_000);
  });
});
