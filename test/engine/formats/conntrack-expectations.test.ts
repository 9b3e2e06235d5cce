import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Expectations } from '../../../src/engine/model/expectations.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';

const recorded = (file: string) => readFileSync(`test/captures/conntrack/${file}.txt`, 'utf8');

async function expectations(text: string, unread = 0): Promise<Expectations> {
  const analysis = await paste(text);
  expect(analysis.unreadLines, JSON.stringify(analysis.unread.slice(0, 3))).toBe(unread);
  expect(analysis.sections).toHaveLength(1);
  const document = analysis.sections[0]?.document;
  if (document?.kind !== 'expectations') throw new Error(`Read as ${document?.kind ?? 'nothing'}.`);
  return document;
}

const FTP =
  '298 proto=6 src=10.0.0.1 dst=10.0.0.2 sport=0 dport=5001 mask-src=255.255.255.255 mask-dst=255.255.255.255 sport=0 dport=65535 master-src=10.0.0.1 master-dst=10.0.0.2 sport=34474 dport=21 class=0 helper=ftp';
const MDNS =
  '    [NEW] 30 proto=17 src=0.0.0.0 dst=10.0.0.9 sport=5353 dport=38407 mask-src=0.0.0.0 mask-dst=0.0.0.0 sport=65535 dport=65535 master-src=10.0.0.9 master-dst=224.0.0.251 sport=38407 dport=5353 PERMANENT class=0 helper=mdns';
const PROC =
  '298 l3proto = 2 proto=6 src=127.0.0.1 dst=127.0.0.1 sport=0 dport=5001 PERMANENT,USERSPACE sip/signalling';

describe('conntrack -L expect', () => {
  test('what is expected, its mask, and who asked for it', async () => {
    const { source, count, entries, helpers, left } = await expectations(FTP);
    expect({ source, count, left }).toEqual({ source: 'conntrack -L expect', count: 1, left: 0 });
    expect(entries[0]).toMatchObject({
      type: null,
      timeout: 298,
      protocol: 6,
      source: '10.0.0.1',
      sourcePort: 0,
      destinationPort: 5001,
      mask: { source: '255.255.255.255', sourcePort: 0, destinationPort: 65535 },
      master: { source: '10.0.0.1', destination: '10.0.0.2', sourcePort: 34474, destinationPort: 21 },
      flags: [],
      class: 0,
      helper: 'ftp',
    });
    expect(helpers).toEqual([{ name: 'ftp', count: 1 }]);
  });

  test('events, flags, and flags that stick to what follows', async () => {
    const { source, entries } = await expectations(
      `${MDNS}\n${MDNS.replace('PERMANENT ', 'PERMANENT,INACTIVE')}\n`,
    );
    expect(source).toBe('conntrack -E expect');
    expect(entries.map(({ type, flags, class: level }) => [type, flags, level])).toEqual([
      ['NEW', ['PERMANENT'], 0],
      ['NEW', ['PERMANENT', 'INACTIVE'], 0],
    ]);
  });

  test('/proc/net/nf_conntrack_expect', async () => {
    const { source, entries } = await expectations(
      `${PROC}\n- l3proto = 10 proto=17 src=0000::1 dst=0000::2 sport=0 dport=1\n`,
    );
    expect(source).toBe('/proc/net/nf_conntrack_expect');
    expect(entries[0]).toMatchObject({
      flags: ['PERMANENT', 'USERSPACE'],
      helper: 'sip/signalling',
      master: null,
    });
    expect(entries[1]).toMatchObject({ timeout: null, protocol: 17, helper: null });
  });

  test('none: the count line alone says so', async () => {
    expect(await expectations(recorded('expect.none'))).toMatchObject({ count: 0, footer: { shown: 0 } });
  });

  test('the recordings of the lab agree', async () => {
    const core = ({ entries }: Expectations) =>
      entries
        .map(({ place: _, time: __, ...entry }) => entry)
        .sort((one, other) => one.protocol - other.protocol);
    const list = await expectations(recorded('expect.list'));
    expect(core(await expectations(recorded('expect.list-xml')))).toEqual(core(list));
    expect(core(await expectations(recorded('expect.list-timestamp')))).toEqual(core(list));
    expect(core(await expectations(recorded('expect.events-xml')))).toEqual(
      core(await expectations(recorded('expect.events'))),
    );
    const proc = await expectations(recorded('expect.proc'));
    // The tool lists IPv4 alone, unless asked.
    expect(proc.count).toBe(list.count + 1);
    expect(proc.helpers.map(({ name }) => name).sort()).toEqual(['ftp', 'tftp']);
  });

  test('conntrack -C expect is no count of flows', async () => {
    const { sections } = await paste(`# conntrack -C expect\n${recorded('expect.count')}`);
    expect(sections.map(({ document }) => document)).toMatchObject([
      { kind: 'expectations', source: 'conntrack -C expect', count: 2, entries: [] },
    ]);
    const flows = await paste('# conntrack -C\n513\n');
    expect(flows.sections[0]?.document).toMatchObject({
      kind: 'settings',
      entries: [{ key: 'net.netfilter.nf_conntrack_count', number: 513 }],
    });
    const both = await paste('# conntrack -C; conntrack -C expect\n513\n');
    expect(both.sections.filter(section => section.format === 'conntrack-count')).toEqual([]);
  });

  test.each([80, 100, 120, 132])('wrapped by a terminal at %i columns', async columns => {
    const lines = [FTP, MDNS, PROC, FTP];
    for (const line of lines) {
      const wrapped = `${line}\n${line}`.replace(new RegExp(`.{${columns}}(?=.)`, 'g'), '$&\n');
      const bare = ({ entries }: Expectations) => entries.map(entry => ({ ...entry, place: 0 }));
      expect(bare(await expectations(wrapped))).toEqual(bare(await expectations(`${line}\n${line}`)));
    }
  });

  test.each([
    ['a flow', 'tcp      6 298 ESTABLISHED src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2'],
    ['a kernel log', '298 PROTO=6 SRC=10.0.0.1'],
    ['prose', 'Expect 298 proto=6 packets'],
    ['no destination', '298 proto=6 src=10.0.0.1'],
  ])('%s is none', async (_name, line) => {
    const { sections } = await paste(line);
    expect(sections.filter(section => section.format === 'conntrack-expectations')).toEqual([]);
  });

  test('hostile lines take time in proportion', async () => {
    for (const unit of [
      '1 proto=6 src=1 ',
      '298 proto=6 src=1 dst=2 PERMANENT,',
      '- l3proto = 2 proto=6 src=',
    ]) {
      const line = (length: number) => `${unit.repeat(Math.ceil(length / unit.length))}\n`;
      await expectLinear(length => paste(line(length).repeat(20)), 3_000);
    }
  });
});
