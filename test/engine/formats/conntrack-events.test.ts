import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { FlowEvents } from '../../../src/engine/model/flow-events.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';

const FOLDER = 'test/captures/conntrack/';
const recorded = (file: string) => readFileSync(`${FOLDER}${file}.txt`, 'utf8');

async function events(text: string, unread = 0): Promise<FlowEvents> {
  const analysis = await paste(text);
  expect(analysis.unreadLines, JSON.stringify(analysis.unread.slice(0, 3))).toBe(unread);
  expect(analysis.sections).toHaveLength(1);
  const document = analysis.sections[0]?.document;
  if (document?.kind !== 'flow-events') throw new Error(`Read as ${document?.kind ?? 'nothing'}.`);
  return document;
}

const NEW =
  '    [NEW] tcp      6 120 SYN_SENT src=10.77.1.2 dst=10.96.0.80 sport=37214 dport=80 [UNREPLIED] src=10.244.1.2 dst=10.244.1.1 sport=8080 dport=22153';
const UPDATE =
  ' [UPDATE] tcp      6 432000 ESTABLISHED src=10.77.1.2 dst=10.96.0.80 sport=37214 dport=80 src=10.244.1.2 dst=10.244.1.1 sport=8080 dport=22153 [ASSURED]';
const DESTROY =
  '[DESTROY] tcp      6 119 TIME_WAIT src=10.77.1.2 dst=10.96.0.80 sport=37214 dport=80 packets=6 bytes=362 src=10.244.1.2 dst=10.244.1.1 sport=8080 dport=22153 packets=4 bytes=257 [ASSURED] mark=16384 delta-time=9';
const PING =
  '    [NEW] icmp     1 30 src=10.77.1.2 dst=10.244.1.2 type=8 code=0 id=4711 [UNREPLIED] src=10.244.1.2 dst=10.77.1.2 type=0 code=0 id=4711';
const MADE =
  '    [NEW] udp      17 600 src=fd77::1 dst=fd77::2 sport=1 dport=80 src=fd77::9 dst=fd77::1 sport=80 dport=1 mark=0 zone=5 [USERSPACE] portid=35 progname=conntrack';

describe('conntrack -E', () => {
  test('an event: type, flow, translation, what made it', async () => {
    const recording = await events([NEW, UPDATE, DESTROY, MADE].join('\n'));
    expect(recording).toMatchObject({ total: 4, new: 2, update: 1, destroy: 1, left: 0, lost: null });
    const [began, update, destroy, made] = recording.events;
    expect(began).toMatchObject({
      type: 'NEW',
      time: null,
      userspace: null,
      flow: {
        protocol: 'tcp',
        protocolNumber: 6,
        timeout: 120,
        state: 'SYN_SENT',
        unreplied: true,
        assured: false,
        nat: { dnat: true, snat: true },
        mark: null,
        original: { source: '10.77.1.2', destination: '10.96.0.80', sourcePort: 37214, destinationPort: 80 },
        reply: { source: '10.244.1.2', destination: '10.244.1.1', sourcePort: 8080, destinationPort: 22153 },
      },
    });
    expect(update?.flow).toMatchObject({ state: 'ESTABLISHED', unreplied: false, assured: true });
    expect(destroy?.flow).toMatchObject({ mark: 16384, age: 9, reply: { packets: 4, bytes: 257 } });
    expect(made).toMatchObject({
      userspace: { port: 35, program: 'conntrack' },
      flow: { family: 'ipv6', zone: 5, nat: { dnat: true, snat: false } },
    });
    expect(began?.flow.original.packets).toBeNull();
  });

  test('ICMP types and ids are no ports: no translation in a ping', async () => {
    const { events: list } = await events(PING);
    expect(list[0]?.flow.nat).toEqual({ dnat: false, snat: false });
  });

  test('the stamps of -o timestamp; old tools fill up the microseconds with blanks on the right', async () => {
    const { events: list } = await events(
      `[1795406905.508451]\t${NEW}\n[1795406906.84659 ]\t${UPDATE}\n[1795406907.000001]\t${DESTROY}\n`,
    );
    expect(list.map(event => event.time?.seconds)).toEqual([
      1795406905.508451, 1795406906.084659, 1795406907.000001,
    ]);
    expect(list[0]?.time).toMatchObject({ clock: 'wall', dated: true, text: '1795406905.508451' });
  });

  test('a flow from its first event to its last', async () => {
    const { flows, flowsLeft } = await events(
      `[100.500000]\t${NEW}\n[100.600000]\t${PING}\n[101.000000]\t${UPDATE}\n[109.750000]\t${DESTROY}\n`,
    );
    expect(flowsLeft).toBe(0);
    expect(flows).toHaveLength(2);
    expect(flows[0]).toMatchObject({
      events: 3,
      states: ['SYN_SENT', 'ESTABLISHED', 'TIME_WAIT'],
      answered: true,
      began: { place: { line: 1 } },
      ended: { place: { line: 4 } },
      lasted: 9.25,
    });
    expect(flows[0]?.places.map(place => place.line)).toEqual([1, 4]);
    expect(flows[1]).toMatchObject({
      protocol: 'icmp',
      events: 1,
      answered: false,
      ended: null,
      lasted: null,
    });
  });

  test('without stamps the age is what the kernel says', async () => {
    const { flows } = await events(`${NEW}\n${DESTROY}\n`);
    expect(flows[0]?.lasted).toBe(9);
  });

  test('the same ends again are another flow once the first was destroyed', async () => {
    const { flows } = await events([NEW, DESTROY, NEW, NEW].join('\n'));
    expect(flows.map(({ events: count, ended }) => [count, ended !== null])).toEqual([
      [2, true],
      [1, false],
      [1, false],
    ]);
  });

  test('old kernels destroy without timeout and state', async () => {
    const { events: list } = await events(
      '[DESTROY] tcp      6 src=10.0.0.1 dst=10.0.0.2 sport=1025 dport=21 packets=5 bytes=300 src=10.0.0.2 dst=10.0.0.1 sport=21 dport=1025 packets=4 bytes=200 [ASSURED]\n',
    );
    expect(list[0]?.flow).toMatchObject({ timeout: null, state: null, assured: true });
  });

  test('the warning that events were lost, and its advice', async () => {
    const { lost, total } = await events(
      `${NEW}\nWARNING: We have hit ENOBUFS! We are losing events.\nThis message means that the current netlink socket buffer size is too small.\nPlease, check --buffer-size in conntrack(8) manpage.\n${UPDATE}\n`,
    );
    expect(lost?.line).toBe(2);
    expect(total).toBe(2);
  });

  test('two recordings in a row, each with its count line', async () => {
    const run = (lines: string) =>
      `${lines}\nconntrack v1.4.7 (conntrack-tools): 1 flow events have been shown.\n`;
    const analysis = await paste(run(NEW) + run(PING));
    const totals = analysis.sections.map(({ document }) =>
      document.kind === 'flow-events' ? [document.total, document.footer?.shown] : null,
    );
    expect(totals).toEqual([
      [1, 1],
      [1, 1],
    ]);
    expect(analysis.unreadLines).toBe(0);
  });
});

describe('the recording of the lab', () => {
  test('is the same in every form', async () => {
    const plain = await events(recorded('events.plain'));
    const core = (recording: FlowEvents) =>
      recording.events.map(({ type, flow, userspace }) => ({
        type,
        port: userspace?.port ?? null,
        protocol: flow.protocol,
        state: flow.state,
        timeout: flow.timeout,
        ends: [flow.original, flow.reply].map(tuple => [
          tuple?.source,
          // DCCP made by hand has port 0, and -o save does not print it.
          tuple?.sourcePort || null,
          tuple?.destination,
          tuple?.destinationPort || null,
          tuple?.zone,
        ]),
        nat: flow.nat,
        flags: [flow.unreplied, flow.assured],
        zone: flow.zone,
      }));
    for (const form of ['timestamp', 'extended-id', 'ktimestamp', 'all', 'xml', 'xml-timestamp', 'save'])
      expect(core(await events(recorded(`events.${form}`))), form).toEqual(core(plain));
    expect(plain.total).toBe(plain.footer?.shown);
  });

  test('counts as grep does', async () => {
    const text = recorded('events.plain');
    const recording = await events(text);
    const grep = (pattern: RegExp) => text.split('\n').filter(line => pattern.test(line)).length;
    expect(recording).toMatchObject({
      new: grep(/\[NEW\]/),
      update: grep(/\[UPDATE\]/),
      destroy: grep(/\[DESTROY\]/),
    });
    for (const { type, protocol, state, events: count, unreplied } of recording.counts) {
      const line = new RegExp(`\\[${type}\\] ${protocol} +\\d+ \\d+ ${state ?? ''}${state ? ' ' : ''}src=`);
      expect([grep(line), grep(new RegExp(`${line.source}.*UNREPLIED`))], `${type} ${protocol}`).toEqual([
        count,
        unreplied,
      ]);
    }
  });

  test('shows the connection that nobody answered and the one that was refused', async () => {
    const { flows } = await events(recorded('events.all'));
    const [unanswered, ...others] = flows.filter(
      flow => flow.protocol === 'tcp' && flow.original.destination === '10.244.9.9',
    );
    expect(others).toEqual([]);
    expect(unanswered).toMatchObject({ states: ['SYN_SENT'], answered: false, nat: { dnat: false } });
    const refused = flows.find(flow => flow.original.destinationPort === 9);
    expect(refused).toMatchObject({
      states: ['SYN_SENT', 'CLOSE'],
      answered: true,
      lasted: expect.any(Number),
    });
    const service = flows.find(flow => flow.original.destination === '10.96.0.80');
    expect(service?.nat).toEqual({ dnat: true, snat: true });
    expect(service?.states).toEqual([
      'SYN_SENT',
      'SYN_RECV',
      'ESTABLISHED',
      'FIN_WAIT',
      'LAST_ACK',
      'TIME_WAIT',
    ]);
  });

  test('a mask or a filter makes it a part', async () => {
    for (const [command, file, partial] of [
      ['conntrack -E', 'events.plain', null],
      ['conntrack -E -e NEW,DESTROY', 'events.mask', 'options'],
      ['conntrack -E -p tcp -o timestamp', 'events.tcp', 'options'],
      ['conntrack -E | grep 10.77', 'events.plain', 'pipe'],
    ] as const) {
      const { sections } = await paste(`# ${command}\n${recorded(file)}`);
      expect(
        sections.map(section => section.partial),
        command,
      ).toEqual([partial]);
    }
  });

  test.each([80, 100, 120, 132, 160])('wrapped at %i columns', async columns => {
    const text = recorded('events.all').replaceAll('\t', '        ');
    const wrapped = text.replace(new RegExp(`.{${columns}}(?=.)`, 'g'), '$&\n');
    const [whole, read] = [await events(text), await events(wrapped)];
    const flows = (recording: FlowEvents) =>
      recording.events.map(({ flow, ...event }) => ({ ...event, ...flow, place: 0 }));
    expect(flows(read)).toEqual(flows(whole));
  });

  test('with collapsed blanks, CRLF, quotes and colours', async () => {
    const text = recorded('events.all');
    const whole = await events(text);
    for (const clothed of [
      text.replace(/[ \t]+/g, ' '),
      text.replaceAll('\n', '\r\n'),
      text.replaceAll(/^(?=.)/gm, '> '),
      text.replaceAll('[NEW]', '\x1b[32m[NEW]\x1b[0m'),
    ]) {
      const { total, counts } = await events(clothed);
      expect([total, counts.length]).toEqual([whole.total, whole.counts.length]);
    }
  });

  test('cut at any byte never throws, and never reads a wrong event', async () => {
    const text = recorded('events.timestamp').slice(0, 2400);
    const whole = (await events(recorded('events.timestamp'))).events.map(({ flow }) =>
      JSON.stringify(flow.original.source),
    );
    for (let end = 0; end < text.length; end += 7) {
      const { sections } = await paste(text.slice(0, end));
      const document = sections[0]?.document;
      if (document?.kind !== 'flow-events') continue;
      for (const [i, event] of document.events.entries())
        expect(JSON.stringify(event.flow.original.source)).toBe(whole[i]);
    }
  });
});

describe('what a paste does to events', () => {
  test('a cut last line keeps what is certain and drops its last word', async () => {
    const { events: list } = await events(`${UPDATE}\n${NEW.slice(0, -10)}`);
    expect(list[1]?.flow.original).toMatchObject({ sourcePort: 37214, destinationPort: 80 });
    // `sport=8080 dp…`: the reply direction is not whole.
    expect(list[1]?.flow.reply).toBeNull();
    expect(list[1]?.flow.nat).toBeNull();
  });

  test('a line that ends within the original direction is not read', async () => {
    const { total } = await events(`${UPDATE}\n${NEW.slice(0, 60)}`, 1);
    expect(total).toBe(1);
  });

  test('masked ends stay text, masked ports are not known', async () => {
    const { events: list } = await events(
      NEW.replaceAll('10.77.1.2', '10.xx.1.2')
        .replace('sport=37214', 'sport=***')
        .replace('10.96.0.80', '<redacted>'),
    );
    expect(list[0]?.flow.original).toMatchObject({
      source: '10.xx.1.2',
      destination: '<redacted>',
      sourcePort: null,
      destinationPort: 80,
    });
  });

  test('a number below the last event is another command’s', async () => {
    const analysis = await paste(`# conntrack -E\n${NEW}\n513\n`);
    const document = analysis.sections[0]?.document as FlowEvents;
    expect(document.events[0]?.flow.reply?.destinationPort).toBe(22153);
    expect(analysis.unread.map(line => line.text)).toEqual(['513']);
  });

  test.each([
    ['a log line', '[NEW] feature: tcp 6 is supported since 2019'],
    ['an expectation', '    [NEW] 300 proto=6 src=127.0.0.1 dst=127.0.0.1 sport=0 dport=5001'],
    ['prose', 'Look for [DESTROY] tcp events with src= in them'],
    ['an event without a flow', '[UPDATE] tcp      6 60 SYN_RECV'],
    ['a kernel log', '[1795405558.609587] IN=eth0 OUT= SRC=10.0.0.1 DST=10.0.0.2 PROTO=TCP'],
  ])('%s is none', async (_name, line) => {
    const { sections } = await paste(line);
    expect(sections.filter(section => section.format === 'conntrack-events')).toEqual([]);
  });

  test('more events than fit are counted', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => NEW.replace('37214', `${10000 + i}`));
    const { total, events: list, left, flows, flowsLeft, counts } = await events(lines.join('\n'));
    expect([total, list.length, left]).toEqual([5000, 2000, 3000]);
    expect([flows.length, flowsLeft]).toEqual([2000, 3000]);
    expect(counts[0]).toMatchObject({
      type: 'NEW',
      protocol: 'tcp',
      state: 'SYN_SENT',
      events: 5000,
      unreplied: 5000,
    });
  });

  test.each([
    ['types', '[NEW] '],
    ['fields', '[NEW] tcp 6 1 NONE src=1 dst=1 sport=1 '],
    ['stamps', '[1.1] [NEW] '],
    ['flags', '[NEW] tcp 6 1 NONE src=[start=Mon '],
    ['labels', '[NEW] udp 17 src=1 labels=a,'],
  ])('hostile %s take time in proportion', async (_name, unit) => {
    const line = (length: number) => `${unit.repeat(Math.ceil(length / unit.length))}\n`;
    await expectLinear(length => paste(line(length).repeat(20)), 3_000);
  });
});
