import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { FlowTable } from '../../../src/engine/model/flow-table.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';

const recorded = (file: string) => readFileSync(`test/captures/conntrack/${file}.txt`, 'utf8');

async function table(text: string, unread = 0): Promise<FlowTable> {
  const analysis = await paste(text);
  expect(analysis.unreadLines, JSON.stringify(analysis.unread.slice(0, 3))).toBe(unread);
  expect(analysis.sections).toHaveLength(1);
  const document = analysis.sections[0]?.document;
  if (document?.kind !== 'flow-table') throw new Error(`Read as ${document?.kind ?? 'nothing'}.`);
  return document;
}

const TCP =
  '-A -t 431989 -u SEEN_REPLY,ASSURED -s 10.77.1.2 -d 10.96.0.10 -g 10.244.1.2 -n 10.77.0.1 -p tcp --sport 41992 --dport 80 --reply-port-src 8080 --reply-port-dst 2584 --state ESTABLISHED';
const UDP =
  '-A -t 29 -u UNSET -w 5 -s fd77::1 -d fd77::2 -r fd77::2 -q fd77::1 -p udp --sport 45353 --dport 53 --reply-port-src 53 --reply-port-dst 45353';
const GRE =
  '-A -t 599 -u SEEN_REPLY -s 10.0.0.1 -d 10.0.0.2 -r 10.0.0.2 -q 10.0.0.1 -p gre --srckey 1 --dstkey 80 --reply-key-src 80 --reply-key-dst 1';
const PING =
  '-A -t 29 -u SEEN_REPLY -s 10.0.0.1 -d 10.0.0.2 -r 10.0.0.2 -q 10.0.0.1 -p icmp --icmp-type 8 --icmp-code 0 --icmp-id 77';
const ESP = '-A -t 99 -u UNSET --orig-zone 3 -s 10.0.0.3 -d 10.0.0.2 -r 10.0.0.2 -q 10.0.0.3 -p 50';
const FOOTER = 'conntrack v1.4.7 (conntrack-tools): 3 flow entries have been shown.';

describe('conntrack -L -o save', () => {
  test('is a listing; what the form cannot tell is absent', async () => {
    const listing = await table([TCP, UDP, GRE, PING, ESP, FOOTER].join('\n'));
    expect(listing).toMatchObject({
      source: 'conntrack -o save',
      flows: 5,
      ipv6: 1,
      unreplied: 2,
      assured: 1,
      dnat: 1,
      snat: 1,
      footer: { version: '1.4.7', shown: 3 },
    });
    expect(listing.states.map(({ protocol, state }) => [protocol, state])).toEqual(
      expect.arrayContaining([
        ['tcp', 'ESTABLISHED'],
        ['udp', null],
        ['gre', null],
        ['icmp', null],
        ['unknown', null],
      ]),
    );
    expect(listing.listed[0]).toMatchObject({
      timeout: 431989,
      mark: null,
      id: null,
      original: { sourcePort: 41992, packets: null },
      reply: { source: '10.244.1.2', sourcePort: 8080, destination: '10.77.0.1', destinationPort: 2584 },
    });
    expect(listing.listed[1]).toMatchObject({ zone: 5, unreplied: true });
    expect(listing.listed[4]).toMatchObject({ protocolNumber: 50, original: { zone: 3 } });
  });

  test('adds up to the same as the plain listing of the lab', async () => {
    const [save, plain] = [await table(recorded('list.save')), await table(recorded('list.labels'))];
    for (const sum of ['flows', 'ipv6', 'unreplied', 'assured', 'dnat', 'snat', 'sourcePortChanged'] as const)
      expect(save[sum], sum).toBe(plain[sum]);
    const kinds = (listing: FlowTable) =>
      listing.states.map(row => `${row.protocol} ${row.state} ${row.flows} ${row.unreplied}`).sort();
    expect(kinds(save)).toEqual(kinds(plain));
  });

  test('the count line in the midst of a flow', async () => {
    expect(recorded('list.save-torn')).toMatch(/\Sconntrack v1\.4\.7/);
    const torn = await table(recorded('list.save-torn'));
    expect(torn).toMatchObject({
      flows: torn.footer?.shown,
      unreplied: (await table(recorded('list.save'))).unreplied,
    });
    for (let cut = 1; cut < TCP.length; cut += 5) {
      const listing = await table(`${UDP}\n${TCP.slice(0, cut)}${FOOTER}\n${TCP.slice(cut)}\n${PING}\n`);
      expect(listing, `torn at ${cut}`).toMatchObject({ flows: 3, dnat: 1, footer: { shown: 3 } });
    }
  });

  test.each([60, 80, 100, 120, 132])('wrapped by a terminal at %i columns', async columns => {
    const lines = [TCP, UDP, GRE, PING, ESP, TCP, UDP];
    const wrapped = lines.map(line => line.replace(new RegExp(`.{${columns}}(?=.)`, 'g'), '$&\n')).join('\n');
    const [whole, read] = [await table(lines.join('\n')), await table(wrapped)];
    const flows = (listing: FlowTable) => listing.listed.map(flow => ({ ...flow, place: 0 }));
    expect(flows(read)).toEqual(flows(whole));
  });

  test('a flow that was cut is refused', async () => {
    for (const cut of [TCP.slice(0, -1), TCP.slice(0, 130), GRE.slice(0, -4), PING.slice(0, -5)])
      expect((await table(`${UDP}\n${cut}`, 1)).flows, cut).toBe(1);
  });

  test('a masked address is text, not a translation for certain', async () => {
    const { listed } = await table(TCP.replaceAll('10.77.1.2', '10.xx.1.2'));
    expect(listed[0]?.original.source).toBe('10.xx.1.2');
  });

  test('-U and -D make it a recording; -D below conntrack -D are the flows that were deleted', async () => {
    const text = `${TCP}\n${TCP.replace('-A', '-U')}\n${TCP.replace('-A', '-D')} [USERSPACE] portid=4711\n`;
    const { sections } = await paste(text);
    expect(sections.map(section => section.document)).toMatchObject([
      { kind: 'flow-events', total: 3, new: 1, update: 1, destroy: 1 },
    ]);
    const deleted = await paste(`# conntrack -D -p tcp -o save\n${TCP.replace('-A', '-D')}\n`);
    expect(deleted.sections).toMatchObject([
      { partial: 'options', document: { kind: 'flow-table', flows: 1 } },
    ]);
    const only = await paste(`# conntrack -E -e NEW -o save\n${TCP}\n`);
    expect(only.sections).toMatchObject([
      { document: { kind: 'flow-events', new: 1, events: [{ userspace: null }] } },
    ]);
  });

  test.each([
    ['a rule of iptables', '-A FORWARD -m conntrack --ctstate INVALID -j DROP'],
    ['a rule with a table', '-A -t nat PREROUTING -s 10.0.0.1'],
    ['an option twice', `${TCP} -s 10.0.0.9`],
    ['an unknown action', TCP.replace('-A', '-R')],
    ['a usage line', '-A -u --status status  Set status, eg. ASSURED'],
  ])('%s is none', async (_name, line) => {
    const { sections } = await paste(line);
    expect(sections.filter(section => section.format === 'conntrack-save')).toEqual([]);
  });

  test.each([
    ['options', '-A -u UNSET -s 1 '],
    ['status', '-A -u UNSET,'],
    ['count lines', 'conntrack v1.4.7 (conntrack-tools): 1 '],
  ])('hostile %s take time in proportion', async (_name, unit) => {
    const line = (length: number) => `${unit.repeat(Math.ceil(length / unit.length))}\n`;
    await expectLinear(length => paste(line(length).repeat(20)), 3_000);
  });
});
