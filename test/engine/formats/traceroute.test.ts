import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/engine/analyze.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { capture, collapsed, only } from './read-all.ts';

const traces = async (text: string) => (await only('paths', text)).traces;
const trace = async (name: string) => (await traces(capture(`path/${name}`)))[0];

describe('traceroute', () => {
  test('head, hosts and times', async () => {
    const found = await trace('traceroute.plain');
    expect(found).toMatchObject({
      tool: 'traceroute',
      target: 'db-1.example.net',
      address: '10.77.3.2',
      maxHops: 30,
      packetBytes: 60,
      reached: true,
    });
    expect(found?.hops.map(({ number, hosts, times }) => [number, hosts[0]?.address, times.length])).toEqual([
      [1, '10.77.1.1', 3],
      [2, '10.77.2.2', 3],
      [3, '10.77.3.2', 3],
    ]);
  });

  test.each(['traceroute.n', 'traceroute.icmp', 'traceroute.tcp', 'traceroute.v6', 'traceroute.busybox'])(
    '%s reaches it',
    async name => {
      expect(await trace(name)).toMatchObject({ reached: true, pathMtu: null });
    },
  );

  test('the name that systemd-resolved gives the gateway', async () => {
    const [found] = await traces(
      [
        'traceroute to 8.8.8.8 (8.8.8.8), 30 hops max, 60 byte packets',
        ' 1  _gateway (10.0.0.1)  0.412 ms  0.401 ms  0.398 ms',
        ' 2  dns.google (8.8.8.8)  8.122 ms  8.112 ms  8.101 ms',
      ].join('\n'),
    );
    expect(found?.hops.map(({ hosts }) => hosts[0]?.address)).toEqual(['10.0.0.1', '8.8.8.8']);
  });

  test('a silent hop on the way', async () => {
    const found = await trace('traceroute.hop-silent');
    expect(found?.hops[1]).toMatchObject({ hosts: [], times: [], silent: 3 });
    expect(found?.reached).toBe(true);
  });

  test('not reached: silence, and a refusal', async () => {
    expect((await trace('traceroute.silent'))?.reached).toBe(false);
    const refused = await trace('traceroute.prohibited');
    expect(refused?.reached).toBe(false);
    expect(refused?.hops[1]?.marks).toEqual(['!X', '!X', '!X']);
  });

  test('--mtu', async () => {
    const found = await trace('traceroute.mtu');
    expect(found?.pathMtu).toBe(1400);
    expect(found?.hops.map(({ mtu }) => mtu)).toEqual([1500, null, 1400]);
  });

  test('several routers at one distance, in one line or in two', async () => {
    const one = await traces(
      'traceroute to a.example (10.0.0.9), 30 hops max, 60 byte packets\n 1  10.0.0.1  1.0 ms 10.0.0.2  2.0 ms *\n 2  10.0.0.3  1.5 ms !F-1400  1.6 ms\n',
    );
    expect(one[0]?.hops[0]).toMatchObject({ times: [1, 2], silent: 1 });
    expect(one[0]?.hops[0]?.hosts.map(({ address }) => address)).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(one[0]?.hops[1]).toMatchObject({ mtu: 1400, marks: ['!F-1400'] });
    const two = await traces(' 1  10.0.0.1  1.0 ms  1.1 ms\n    10.0.0.2  2.0 ms\n');
    expect(two[0]?.hops[0]?.times).toEqual([1, 1.1, 2]);
  });

  test('collapsed, without its head, two in a row', async () => {
    const text = capture('path/traceroute.plain');
    expect((await traces(collapsed(text)))[0]?.hops).toHaveLength(3);
    expect((await traces(text.split('\n').slice(1).join('\n')))[0]).toMatchObject({
      target: null,
      reached: null,
    });
    expect((await traces(text + capture('path/traceroute.silent'))).map(({ reached }) => reached)).toEqual([
      true,
      false,
    ]);
  });
});

describe('tracepath', () => {
  test('the MTU of the way', async () => {
    const found = await trace('tracepath.names');
    expect(found).toMatchObject({ tool: 'tracepath', pathMtu: 1400, reached: true });
    expect(found?.hops.map(({ number, hosts }) => [number, hosts[0]?.name])).toEqual([
      [1, 'gw-1.example.net'],
      [1, 'gw-1.example.net'],
      [2, 'gw-2.example.net'],
      [3, 'db-1.example.net'],
    ]);
  });

  test('a hop that lowers it', async () => {
    const [found] = await traces(
      ' 1?: [LOCALHOST]                      pmtu 1500\n 1:  10.0.0.1    0.044ms \n 2:  10.0.0.2    0.1ms pmtu 1400\n 2:  no reply\n     Too many hops: pmtu 1400\n     Resume: pmtu 1400 \n',
    );
    expect(found?.hops.map(({ mtu, silent }) => [mtu, silent])).toEqual([
      [null, 0],
      [1400, 0],
      [null, 1],
    ]);
    expect(found).toMatchObject({ pathMtu: 1400, reached: false });
  });

  test('silence to the end', async () => {
    expect(await trace('tracepath.silent')).toMatchObject({ reached: false, pathMtu: 1500 });
  });
});

test.each([
  ' 1 apple',
  ' 1  ACCEPT  all',
  '2. second point',
  ' 1: a heading',
  'traceroute to nowhere',
  ' 1 * an item',
])('%j begins nothing', async line => {
  expect((await paste(line)).sections).toEqual([]);
});

test('hostile lines take time in proportion', async () => {
  for (const unit of [' 1  a  1 ms ', ' 1  * * * ', ' 1:  a 1.0ms pmtu 1400 ', 'a (b) '])
    await expectLinear(
      length => analyze(new Blob([`${unit.repeat(length / unit.length)}\n`.repeat(5)])),
      4000,
    );
});
