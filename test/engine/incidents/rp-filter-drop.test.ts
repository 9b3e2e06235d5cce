import { describe, expect, test } from 'vitest';
import { finding, paste, reasonKeys } from '../paste.ts';

const SLUG = 'rp-filter-drop';

const judged = async (text: string) => finding(await paste(text), SLUG);
const verdict = async (text: string) => (await judged(text)).verdict;

const prompt = (command: string) => `root@node-3:~# ${command}\n`;
const counter = (value: number) =>
  `${prompt('nstat -az TcpExtIPReversePathFilter')}#kernel\nTcpExtIPReversePathFilter       ${value}                 0.0\n`;
const settings = (values: Readonly<Record<string, number>>) =>
  prompt('sysctl -a') +
  Object.entries(values)
    .map(([device, value]) => `net.ipv4.conf.${device}.rp_filter = ${value}\n`)
    .join('');
const martians = (count: number, source = '203.0.113.7', target = '10.77.2.1', device = 'eth1') =>
  prompt('dmesg') +
  Array.from(
    { length: count },
    (_, i) => `[${100 + i}.000001] IPv4: martian source ${target} from ${source}, on dev ${device}\n`,
  ).join('');

describe('the counter', () => {
  test.each([
    [7, 7, 'clear'],
    [7, 8, 'suspected'],
    [7, 11, 'suspected'],
    [7, 12, 'confirmed'],
    [12, 7, 'undecided'],
  ])('%d, then %d', async (before, after, expected) => {
    expect(await verdict(counter(before) + counter(after))).toBe(expected);
  });

  test('rises where no device is strict: sources that no route leads to', async () => {
    const loose = settings({ all: 2, default: 2, lo: 2, eth0: 2, eth1: 1 });
    expect(await verdict(loose + counter(7) + counter(99))).toBe('suspected');
  });

  test('holds against martian lines: ARP is not counted', async () => {
    const text = settings({ all: 1, eth1: 1 }) + martians(4) + counter(0);
    expect(await verdict(text)).toBe('suspected');
  });
});

describe('martian lines', () => {
  test.each<[string, Record<string, number>, string, string]>([
    ['the device is strict', { all: 0, eth1: 1 }, 'confirmed', 'martian-strict'],
    ['all is strict', { all: 1, eth1: 0 }, 'confirmed', 'martian-strict'],
    ['all is loose and outweighs it', { all: 2, eth1: 1 }, 'undecided', '-martian-loose'],
    ['the check is off', { all: 0, eth1: 0 }, 'undecided', '-martian-off'],
    ['all is not printed: it could be 2', { eth1: 1 }, 'suspected', 'martian'],
    ['another device is strict', { all: 0, eth0: 1 }, 'suspected', 'martian'],
  ])('%s', async (_name, values, expected, key) => {
    const found = await judged(settings(values) + martians(3));
    expect(found.verdict).toBe(expected);
    expect(reasonKeys(found)).toContain(key);
  });

  test('two are no proof', async () => {
    expect(await verdict(settings({ all: 1, eth1: 1 }) + martians(2))).toBe('suspected');
  });

  test.each([
    ['127.0.0.1', '10.77.2.1'],
    ['0.0.0.0', '255.255.255.255'],
    ['224.0.0.18', '10.77.2.1'],
    ['10.77.2.1', '10.77.2.1'],
    ['203.0.113.7', '10.77.2.255'],
    ['203.0.113.7', '239.255.0.1'],
  ])('%s to %s has nothing to do with it', async (source, target) => {
    expect(await verdict(settings({ all: 1, eth1: 1 }) + martians(5, source, target))).toBe('undecided');
  });
});

test('a bridge of LXC is no device of Cilium', async () => {
  const of = (device: string) => settings({ all: 0, default: 1, lo: 0, [device]: 1 });
  expect(await verdict(of('lxcbr0'))).toBe('undecided');
  expect(await verdict(of('lxc2f8a91c0b3d4'))).toBe('suspected');
});

test('a listing of one device does not clear the others', async () => {
  expect(await verdict(settings({ all: 0, eth0: 0 }))).toBe('undecided');
  expect(await verdict(settings({ all: 0, default: 0, lo: 0, eth0: 0 }))).toBe('clear');
});
