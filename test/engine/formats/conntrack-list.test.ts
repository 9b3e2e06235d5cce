import { describe, expect, test } from 'vitest';
import type { FlowTable } from '../../../src/engine/model/flow-table.ts';
import { paste } from '../paste.ts';

async function flows(text: string): Promise<FlowTable> {
  const analysis = await paste(text);
  const document = analysis.sections[0]?.document;
  if (document?.kind !== 'flow-table') throw new Error(`Read as ${document?.kind ?? 'nothing'}.`);
  expect(analysis.sections).toHaveLength(1);
  expect(analysis.unreadLines).toBe(0);
  return document;
}

const TCP =
  'tcp      6 431989 ESTABLISHED src=10.77.1.2 dst=10.96.0.10 sport=41992 dport=80 src=10.244.1.2 dst=10.77.1.2 sport=8080 dport=41992 [ASSURED] mark=0 use=1';
const UDP =
  'udp      17 29 src=10.77.1.2 dst=10.96.0.10 sport=45353 dport=53 [UNREPLIED] src=10.96.0.10 dst=10.77.1.2 sport=53 dport=45353 mark=0 use=1';
const SNAT =
  'udp      17 29 src=10.77.0.1 dst=10.77.0.2 sport=44771 dport=8472 packets=6 bytes=560 [UNREPLIED] src=10.77.0.2 dst=10.77.0.1 sport=8472 dport=2584 packets=0 bytes=0 mark=16384 use=1 id=37';
const V6 =
  'tcp      6 119 SYN_SENT src=fd77::1 dst=fd77::2 sport=5000 dport=443 [UNREPLIED] src=fd77::2 dst=fd77::1 sport=443 dport=5000 mark=0 zone=3 use=1';
const UNNAMED =
  'unknown  50 597 src=10.0.0.1 dst=10.0.0.2 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 mark=0 use=1';
const PROC =
  'ipv4     2 tcp      6 src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1 [OFFLOAD] mark=0 zone=0 use=3';
const GRE =
  'ipv4     2 gre      47 29 timeout=30, stream_timeout=180 src=10.0.0.1 dst=10.0.0.2 srckey=0x0 dstkey=0x1 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 srckey=0x1 dstkey=0x0 mark=0 zone=0 use=2';
const FOOTER = 'conntrack v1.4.7 (conntrack-tools): 3 flow entries have been shown.';

describe('conntrack -L', () => {
  test('adds up states, flags, translation and ends', async () => {
    const table = await flows([TCP, TCP, UDP, SNAT, V6, UNNAMED].join('\n'));
    expect(table).toMatchObject({ flows: 6, ipv6: 1, unreplied: 4, assured: 2, dnat: 2, snat: 1 });
    expect(table.states.map(({ protocol, state, flows }) => [protocol, state, flows])).toEqual([
      ['tcp', 'ESTABLISHED', 2],
      ['udp', null, 2],
      ['tcp', 'SYN_SENT', 1],
      ['unknown', null, 1],
    ]);
    expect(table.sources.top[0]).toMatchObject({ name: '10.77.1.2', flows: 3 });
    expect(table.services.top[0]).toMatchObject({ name: '10.96.0.10:80', flows: 2 });
    expect(table.sources.distinct).toBe(4);
  });

  test('/proc/net/nf_conntrack: offloaded flows have neither timeout nor state', async () => {
    const table = await flows(`${PROC}\n${GRE}\n`);
    expect(table).toMatchObject({ source: '/proc/net/nf_conntrack', flows: 2, offloaded: 1 });
    expect(table.states.map(({ protocol, state }) => [protocol, state])).toEqual([
      ['tcp', null],
      ['gre', null],
    ]);
  });

  test.each([
    ['first', `${FOOTER}\n${TCP}\n${UDP}\n${V6}\n`],
    ['last', `${TCP}\n${UDP}\n${V6}\n${FOOTER}`],
    ['in the midst', `${TCP}\n${FOOTER}\n${UDP}\n${V6}\n`],
    ['tearing a line in two', `${TCP}\n${UDP.slice(0, 70)}${FOOTER}\n${UDP.slice(70)}\n${V6}\n`],
    [
      'in two pieces',
      `${TCP}\n${UDP.slice(0, 70)}conntrack v1.4.7 (conntrack-tools): ${UDP.slice(70)}\n${V6}\n3 flow entries have been shown.\n`,
    ],
  ])('the count line %s', async (_where, text) => {
    const table = await flows(text);
    expect(table.flows).toBe(3);
    expect(table.footer).toMatchObject({ version: '1.4.7', shown: 3 });
  });

  test.each([80, 100, 120, 132])('wrapped by a terminal at %i columns', async columns => {
    const wrapped = [TCP, UDP, V6]
      .map(line => line.match(new RegExp(`.{1,${columns}}`, 'g'))?.join('\n'))
      .join('\n');
    const table = await flows(wrapped);
    expect(table).toMatchObject({ flows: 3, assured: 1, unreplied: 2, ipv6: 1 });
  });

  test('a last line that was cut is read as far as it goes', async () => {
    const table = await flows(`${TCP}\n${UDP.slice(0, 90)}`);
    expect(table).toMatchObject({ flows: 2 });
  });

  test('lines cut to a width are read one by one', async () => {
    const table = await flows([TCP, UDP, V6].map(line => line.slice(0, 90)).join('\n'));
    expect(table.flows).toBe(3);
  });

  test('masked addresses and colours', async () => {
    const table = await flows(`${TCP.replaceAll('10.77.1.2', '10.xx.1.2')}\n\x1b[32m${UDP}\x1b[0m\n`);
    expect(table.flows).toBe(2);
    expect(table.sources.top.map(source => source.name)).toContain('10.xx.1.2');
  });

  test('evidence knows its bytes, fast way or slow', async () => {
    const table = await flows(`${TCP}\n\x1b[1m${UDP}\n${TCP}\n`);
    expect(table.states.find(state => state.protocol === 'udp')?.places[0]).toEqual({
      line: 2,
      span: { start: TCP.length + 1, end: TCP.length + 1 + UDP.length + 4 },
    });
    expect(table.states[0]?.places.map(place => place.line)).toEqual([1, 3]);
  });

  test('a listing cut into chunks anywhere is the same listing', async () => {
    const text = `${TCP}\n${UDP}\r\n${SNAT}\n${V6}\n${FOOTER}\n`;
    const whole = await flows(text);
    const { LineSplitter } = await import('../../../src/engine/text/splitter.ts');
    const { SectionReader } = await import('../../../src/engine/sections.ts');
    const bytes = new TextEncoder().encode(text);
    for (const size of [1, 2, 7, 64, 157]) {
      const sections = new SectionReader(() => {});
      const splitter = new LineSplitter(sections, 'utf-8', 0);
      for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.slice(at, at + size));
      splitter.end();
      sections.end();
      expect(sections.sections[0]?.document, `chunks of ${size}`).toEqual(whole);
    }
  });
});
