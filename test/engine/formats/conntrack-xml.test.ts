import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Document } from '../../../src/engine/model/document.ts';
import type { FlowTable } from '../../../src/engine/model/flow-table.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';

const recorded = (file: string) => readFileSync(`test/captures/conntrack/${file}.txt`, 'utf8');

async function read<K extends Document['kind']>(text: string, kind: K, unread = 0) {
  const analysis = await paste(text);
  expect(analysis.unreadLines, JSON.stringify(analysis.unread.slice(0, 3))).toBe(unread);
  expect(analysis.sections).toHaveLength(1);
  const document = analysis.sections[0]?.document;
  if (document?.kind !== kind) throw new Error(`Read as ${document?.kind ?? 'nothing'}.`);
  return document as Extract<Document, { kind: K }>;
}

const FLOW =
  '<flow><meta direction="original"><layer3 protonum="2" protoname="ipv4"><src>10.77.1.2</src><dst>10.96.0.80</dst></layer3><layer4 protonum="6" protoname="tcp"><sport>37214</sport><dport>80</dport></layer4><zone>3</zone><counters><packets>6</packets><bytes>362</bytes></counters></meta><meta direction="reply"><layer3 protonum="2" protoname="ipv4"><src>10.244.1.2</src><dst>10.77.1.2</dst></layer3><layer4 protonum="6" protoname="tcp"><sport>8080</sport><dport>37214</dport></layer4><counters><packets>4</packets><bytes>257</bytes></counters></meta><meta direction="independent"><state>TIME_WAIT</state><timeout>116</timeout><mark>5</mark><use>1</use><id>561884143</id><assured/><timestamp><start>1795405604027081131</start></timestamp><deltatime>3</deltatime></meta><helper>ftp</helper><labels><label>from-pod</label><label>to-service</label></labels></flow>';
const HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<conntrack>\n';
const DOCUMENT = `${HEAD}${FLOW}\n${FLOW.replace('<src>10.77.1.2', '<src>10.77.1.3')}\n</conntrack>\n`;
/** One element a line, as `xmllint --format` lays it out. */
const laidOut = (xml: string) => xml.replace(/(<\/\w+>|<\w[^<>]*>)(?=<)/g, '$1\n  ');

describe('conntrack -L -o xml', () => {
  test('is a listing', async () => {
    const listing = await read(DOCUMENT, 'flow-table');
    expect(listing).toMatchObject({
      source: 'conntrack -o xml',
      flows: 2,
      assured: 2,
      unreplied: 0,
      dnat: 2,
      snat: 1,
    });
    expect(listing.marks).toEqual([{ mark: 5, flows: 2 }]);
    expect(listing.listed[0]).toMatchObject({
      protocol: 'tcp',
      state: 'TIME_WAIT',
      timeout: 116,
      mark: 5,
      id: 561884143,
      age: 3,
      helper: 'ftp',
      original: { zone: 3, packets: 6, bytes: 362, sourcePort: 37214 },
      reply: { zone: null, packets: 4, source: '10.244.1.2' },
      place: { line: 3 },
    });
    expect(listing.listed[0]?.labels).toEqual(['from-pod', 'to-service']);
  });

  test('adds up to the same as the plain listing of the lab; SCTP has its own states', async () => {
    const [xml, plain] = [
      await read(recorded('list.xml'), 'flow-table'),
      await read(recorded('list.labels'), 'flow-table'),
    ];
    const kinds = (listing: FlowTable) =>
      listing.states
        .map(row => `${row.protocol} ${row.state} ${row.flows} ${row.unreplied} ${row.assured}`)
        .sort();
    expect(kinds(xml)).toEqual(kinds(plain));
    // libnetfilter_conntrack 1.0.9 prints the word that TCP has for the same number.
    expect(recorded('list.xml')).toMatch(/protoname="sctp">[^\n]*<state>FIN_WAIT<\/state>/);
    expect(kinds(xml)).toContain('sctp ESTABLISHED 1 1 0');
    for (const sum of ['flows', 'ipv6', 'unreplied', 'assured', 'dnat', 'snat'] as const)
      expect(xml[sum], sum).toBe(plain[sum]);
  });

  test.each([60, 80, 100, 120, 132, 160])('wrapped by a terminal at %i columns', async columns => {
    const wrapped = DOCUMENT.replace(new RegExp(`.{${columns}}(?=.)`, 'g'), '$&\n');
    const listing = await read(wrapped, 'flow-table');
    expect(listing.listed.map(flow => ({ ...flow, place: 0 }))).toEqual(
      (await read(DOCUMENT, 'flow-table')).listed.map(flow => ({ ...flow, place: 0 })),
    );
  });

  test('laid out one element a line', async () => {
    const listing = await read(laidOut(DOCUMENT), 'flow-table');
    expect(listing).toMatchObject({ flows: 2, dnat: 2 });
    expect(laidOut(DOCUMENT).split('\n').length).toBeGreaterThan(60);
  });

  test('several flows on one line', async () => {
    const { flows } = await read(`${HEAD}${FLOW}${FLOW}${FLOW}\n</conntrack>`, 'flow-table');
    expect(flows).toBe(3);
  });

  test('two documents in a row, the second a recording', async () => {
    const { sections, unreadLines } = await paste(
      `${DOCUMENT}${DOCUMENT.replaceAll('<flow>', '<flow type="new">')}`,
    );
    expect(sections.map(({ document }) => document.kind)).toEqual(['flow-table', 'flow-events']);
    expect(unreadLines).toBe(0);
  });

  test('a flow that breaks off is refused, those around it are read', async () => {
    const { flows } = await read(
      `${HEAD}${FLOW}\n${FLOW.slice(0, 300)}\n${FLOW}\n</conntrack>`,
      'flow-table',
      1,
    );
    expect(flows).toBe(2);
  });

  test.each([
    ['an element that does not close', FLOW.replace('</src>', '')],
    ['elements across each other', FLOW.replace('</src><dst>', '<dst></src>')],
    ['too deep', FLOW.replace('<state>', '<a><a><a><a><a><a><a><state>')],
    ['no reply', FLOW.replace(/<meta direction="reply">.*?<\/meta>/, '')],
    ['text between elements', FLOW.replace('</layer3>', '</layer3>and then')],
    ['an unknown type', FLOW.replace('<flow>', '<flow type="moved">')],
  ])('%s is refused', async (_name, xml) => {
    const { sections, unreadLines } = await paste(`${HEAD}${xml}\n</conntrack>\n`);
    expect(sections.map(({ document }) => document.kind)).toEqual([]);
    expect(unreadLines).toBe(4);
  });

  test('a masked address is kept as text', async () => {
    const { listed } = await read(`${HEAD}${FLOW.replaceAll('10.77.1.2', '10.xx.1.2')}\n`, 'flow-table');
    expect(listed[0]?.original.source).toBe('10.xx.1.2');
  });

  test('other XML is none', async () => {
    const { sections } = await paste(
      '<?xml version="1.0" encoding="utf-8"?>\n<project>\n<flow>\n<step>1</step>\n</flow>\n</project>\n',
    );
    expect(sections).toEqual([]);
  });

  test.each([
    ['tags', '<flow><src>'],
    ['openings', '<'],
    ['attributes', '<flow a="b" '],
    ['flows', '<flow type="new"><meta direction="original"><layer3 protonum="2"><src>1'],
    ['closings', '</flow>'],
  ])('hostile %s take time in proportion', async (_name, unit) => {
    const line = (length: number) => `${unit.repeat(Math.ceil(length / unit.length))}\n`;
    await expectLinear(length => paste(line(length).repeat(20)), 3_000);
  });

  test('flows that never end take time in proportion to their number', async () => {
    const block = `<flow><meta direction="original">\n${'<layer3>\n'.repeat(70)}`;
    await expectLinear(blocks => paste(block.repeat(blocks)), 2);
  }, 20_000);
});

describe('conntrack -E -o xml', () => {
  test('is a recording; <when> is the host’s local time', async () => {
    const when =
      '<when><hour>3</hour><min>45</min><sec>09</sec><wday>2</wday><day>23</day><month>11</month><year>2026</year></when>';
    const event = FLOW.replace('<flow>', '<flow type="destroy">').replace('</flow>', `${when}</flow>`);
    const { events, destroy } = await read(
      `${HEAD}${event} [USERSPACE] portid=3308 progname=conntrack\n</conntrack>\n`,
      'flow-events',
    );
    expect(destroy).toBe(1);
    expect(events[0]).toMatchObject({
      type: 'DESTROY',
      time: { clock: 'wall', seconds: Date.UTC(2026, 10, 23, 3, 45, 9) / 1000, text: '2026-11-23 03:45:09' },
      userspace: { port: 3308, program: 'conntrack' },
    });
  });
});
