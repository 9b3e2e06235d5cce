import { describe, expect, test } from 'vitest';
import type { Settings } from '../../../src/engine/model/settings.ts';
import { paste } from '../paste.ts';

const COUNT = 'net.netfilter.nf_conntrack_count';
const MAX = 'net.netfilter.nf_conntrack_max';

async function settings(text: string): Promise<Settings['entries']> {
  const analysis = await paste(text);
  return analysis.sections.flatMap(({ document }) => (document.kind === 'settings' ? document.entries : []));
}

const pairs = (entries: Settings['entries']) => entries.map(({ key, number }) => [key, number]);

describe('settings, whoever prints them', () => {
  test.each([
    ['sysctl', 'net.netfilter.nf_conntrack_count = 511\nnet.netfilter.nf_conntrack_max = 512'],
    ['no blanks', 'net.netfilter.nf_conntrack_count=511\nnet.netfilter.nf_conntrack_max=512'],
    ['slashes', 'net/netfilter/nf_conntrack_count = 511\nnet/netfilter/nf_conntrack_max = 512'],
    [
      'names of old kernels',
      'net.ipv4.netfilter.ip_conntrack_count = 511\nnet.ipv4.netfilter.ip_conntrack_max = 512',
    ],
    ['the alias', 'net.netfilter.nf_conntrack_count = 511\nnet.nf_conntrack_max = 512'],
    [
      'cat of two files',
      '$ cat /proc/sys/net/netfilter/nf_conntrack_count /proc/sys/net/netfilter/nf_conntrack_max\n511\n512',
    ],
    ['cat with braces', '# cat /proc/sys/net/netfilter/nf_conntrack_{count,max}\n511\n512'],
    [
      'cat twice',
      '$ cat /proc/sys/net/netfilter/nf_conntrack_count\n511\n$ cat /proc/sys/net/nf_conntrack_max\n512',
    ],
    ['sysctl -n', '$ sysctl -n net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max\n511\n512'],
    [
      'grep .',
      '/proc/sys/net/netfilter/nf_conntrack_count:511\n/proc/sys/net/netfilter/nf_conntrack_max:512',
    ],
    [
      'head',
      '==> /proc/sys/net/netfilter/nf_conntrack_count <==\n511\n\n==> /proc/sys/net/netfilter/nf_conntrack_max <==\n512',
    ],
    [
      'conntrack -C',
      'root@n:~# conntrack -C\n511\nroot@n:~# sysctl net.netfilter.nf_conntrack_max\nnet.netfilter.nf_conntrack_max = 512',
    ],
  ])('%s', async (_name, text) => {
    expect(pairs(await settings(text))).toEqual([
      [COUNT, 511],
      [MAX, 512],
    ]);
  });

  test('two bare numbers are taken for count and maximum, and said to be assumed', async () => {
    const entries = await settings('257273\n262144\n');
    expect(pairs(entries)).toEqual([
      [COUNT, 257273],
      [MAX, 262144],
    ]);
    expect(entries.every(entry => entry.assumed)).toBe(true);
  });

  test.each(['42', '1\n2\n3', '262144\n17', '5\n9'])('%j is no pair: nothing is guessed', async text => {
    expect(await settings(text)).toEqual([]);
    expect((await paste(text)).unreadLines).toBe(text.split('\n').length);
  });

  test('text values and keys that end in a number', async () => {
    const entries = await settings(
      'net.netfilter.nf_log.2 = NONE\nnet.ipv4.tcp_rmem = 4096\t87380\t6291456\n',
    );
    expect(entries.map(({ key, text, number }) => [key, text, number])).toEqual([
      ['net.netfilter.nf_log.2', 'NONE', null],
      ['net.ipv4.tcp_rmem', '4096\t87380\t6291456', null],
    ]);
  });

  test('a configuration file says what is wanted, not what is', async () => {
    const entries = await settings(
      '$ cat /etc/sysctl.d/90-conntrack.conf\nnet.netfilter.nf_conntrack_max = 1048576\n',
    );
    expect(entries[0]).toMatchObject({ key: MAX, configured: true });
  });

  test('the value is marked', async () => {
    const [entry] = await settings('net.netfilter.nf_conntrack_max = 262144');
    expect(entry?.place).toEqual({ line: 1, span: { start: 0, end: 39 }, mark: { start: 33, end: 39 } });
  });

  test.each([
    [
      'cat of a range',
      '$ cat /proc/sys/net/ipv4/ip_local_port_range\n32768\t60999',
      'net.ipv4.ip_local_port_range',
      '32768\t60999',
      null,
    ],
    [
      'cat of a word',
      '$ cat /proc/sys/net/ipv4/tcp_congestion_control\ncubic',
      'net.ipv4.tcp_congestion_control',
      'cubic',
      null,
    ],
    [
      'sysctl -n',
      '$ sysctl -n net.ipv4.tcp_available_congestion_control\nreno cubic',
      'net.ipv4.tcp_available_congestion_control',
      'reno cubic',
      null,
    ],
    [
      'cat with a number of lines',
      '$ head -n 1 /proc/sys/net/core/somaxconn 2>/dev/null\n4096',
      'net.core.somaxconn',
      '4096',
      4096,
    ],
    [
      'the module',
      '$ cat /sys/module/nf_conntrack/parameters/hashsize\n65536',
      'net.netfilter.nf_conntrack_buckets',
      '65536',
      65536,
    ],
    [
      'grep in the module',
      '/sys/module/nf_conntrack/parameters/hashsize:65536',
      'net.netfilter.nf_conntrack_buckets',
      '65536',
      65536,
    ],
    [
      'a device',
      '/sys/devices/virtual/net/cali0/brport/hairpin_mode:0',
      'sys.class.net.cali0.brport.hairpin_mode',
      '0',
      0,
    ],
    [
      'head of a range',
      '==> /proc/sys/net/ipv4/tcp_rmem <==\n4096\t131072\t6291456',
      'net.ipv4.tcp_rmem',
      '4096\t131072\t6291456',
      null,
    ],
    [
      'a long list',
      `net.ipv4.ip_local_reserved_ports = ${Array.from({ length: 300 }, (_, i) => 30000 + 2 * i).join(',')}`,
      'net.ipv4.ip_local_reserved_ports',
      Array.from({ length: 300 }, (_, i) => 30000 + 2 * i).join(','),
      null,
    ],
  ])('%s', async (_name, text, key, value, number) => {
    expect((await settings(text)).map(entry => [entry.key, entry.text, entry.number])).toEqual([
      [key, value, number],
    ]);
  });

  test.each([
    '$ cat /proc/sys/net/netfilter/nf_conntrack_*\n511\n512\n4',
    '$ cat /proc/net/sockstat /proc/sys/net/netfilter/nf_conntrack_max\n511\n512',
    '$ cat /proc/sys/net/netfilter/$name\n512',
  ])('%j: the order is not known, so no value has a name', async text => {
    expect(await settings(text)).toEqual([]);
  });
});
