import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/engine/analyze.ts';
import type { DnsAnswer } from '../../../src/engine/model/dns-answers.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { capture, collapsed, documents, only } from './read-all.ts';

const answers = async (text: string): Promise<readonly DnsAnswer[]> =>
  (await only('dns-answers', text)).answers;
const first = async (text: string) => (await answers(text))[0] as DnsAnswer;
const troubles = (answer: DnsAnswer) => answer.troubles.map(({ trouble, server }) => [trouble, server]);

describe('an answer of dig', () => {
  const text = capture('dns/dig.cname');

  test('question, status, records, server and time', async () => {
    const answer = await first(text);
    expect(answer).toMatchObject({
      tool: 'dig',
      name: 'www.example.com',
      type: 'A',
      status: 'NOERROR',
      id: Number(/id: (\d+)/.exec(text)?.[1]),
      flags: ['qr', 'aa', 'rd', 'ra'],
      server: { address: '10.77.1.1', port: 53 },
      transport: 'UDP',
      bytes: 142,
      milliseconds: Number(/Query time: (\d+)/.exec(text)?.[1]),
      troubles: [],
    });
    expect(
      answer.records.map(({ section, name, ttl, type, data }) => [section, name, ttl, type, data]),
    ).toEqual([
      ['answer', 'www.example.com', 300, 'CNAME', 'edge.example.com'],
      ['answer', 'edge.example.com', 60, 'A', '192.0.2.10'],
      ['answer', 'edge.example.com', 60, 'A', '192.0.2.11'],
    ]);
  });

  test('status and time are marked', async () => {
    const answer = await first(text);
    const mark = (place: DnsAnswer['timePlace']) => text.slice(place?.mark?.start, place?.mark?.end);
    expect(mark(answer.statusPlace)).toBe('NOERROR');
    expect(mark(answer.timePlace)).toBe(String(answer.milliseconds));
    expect(mark(answer.server?.place ?? null)).toBe('10.77.1.1#53(10.77.1.1)');
  });

  test.each([
    ['nxdomain', 'NXDOMAIN'],
    ['servfail', 'SERVFAIL'],
    ['refused', 'REFUSED'],
  ])('%s', async (name, status) => {
    const answer = await first(capture(`dns/dig.${name}`));
    expect(answer.status).toBe(status);
    expect(answer.records.filter(({ section }) => section === 'answer')).toEqual([]);
  });

  test('a slow answer took what the server waited', async () => {
    const { milliseconds } = await first(capture('dns/dig.slow'));
    expect(milliseconds).toBeGreaterThanOrEqual(1200);
    expect(milliseconds).toBeLessThan(2000);
  });

  test('microseconds are parts of a millisecond', async () => {
    const usec = capture('dns/dig.usec');
    expect((await first(usec)).milliseconds).toBeCloseTo(Number(/(\d+) usec/.exec(usec)?.[1]) / 1000, 6);
  });

  test('+multiline: the record over several lines is one', async () => {
    const { records } = await first(capture('dns/dig.multiline'));
    expect(records.map(({ data }) => data)).toEqual([
      'ns.dns.example.com. hostmaster.example.com. 1700000000 7200 1800 86400 5',
    ]);
  });

  test('two names asked at once are two answers; +trace has one for each server', async () => {
    expect((await answers(capture('dns/dig.two'))).map(({ name, status }) => [name, status])).toEqual([
      ['web.shop.svc.cluster.local', 'NOERROR'],
      ['nothing.example.com', 'NXDOMAIN'],
    ]);
    expect(
      (await answers(capture('dns/written.dig.trace'))).map(({ server, milliseconds }) => [
        server?.address,
        milliseconds,
      ]),
    ).toEqual([
      ['10.77.1.1', 4],
      ['198.41.0.4', 20],
      ['192.0.2.53', 12],
    ]);
  });

  test('+short: values, what was asked comes from the command', async () => {
    const answer = await first(capture('dns/dig.short-identify'));
    expect(answer).toMatchObject({
      name: 'www.example.com',
      type: 'A',
      status: null,
      server: { address: '10.77.1.1' },
    });
    expect(answer.records.map(({ type, data, ttl }) => [type, data, ttl])).toEqual([
      ['CNAME', 'edge.example.com', null],
      ['A', '192.0.2.10', null],
      ['A', '192.0.2.11', null],
    ]);
  });
});

describe('no answer', () => {
  test('time-outs before the banner and the giving up behind it are one question', async () => {
    const all = await answers(capture('dns/dig.timeout'));
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({
      name: 'web.shop.svc.cluster.local',
      status: null,
      milliseconds: null,
      server: null,
    });
    expect(troubles(all[0] as DnsAnswer)).toEqual([
      ['timed-out', '10.77.1.5'],
      ['timed-out', '10.77.1.5'],
      ['no-servers', null],
    ]);
  });

  test.each([
    ['dns/dig.port-closed', 'refused', '10.77.1.7'],
    ['dns/dig.no-route', 'unreachable', '10.99.0.1'],
    ['dns/dig.unknown-server', 'unknown-server', 'no-such-server.invalid'],
    ['dns/written.dig.9.11-timeout', 'timed-out', null],
  ])('%s', async (name, trouble, server) => {
    expect(troubles(await first(capture(name)))[0]).toEqual([trouble, server]);
  });

  test('an answer that was cut off and cannot be had over TCP', async () => {
    expect(troubles(await first(capture('dns/dig.truncated'))).slice(0, 2)).toEqual([
      ['truncated', null],
      ['refused', '10.77.1.1'],
    ]);
  });

  test('an answer from another address names both', async () => {
    const answer = await first(capture('dns/written.dig.9.11-unexpected'));
    expect(answer.troubles[0]).toMatchObject({
      trouble: 'unexpected-source',
      server: '10.96.0.10',
      from: '10.244.1.7',
    });
  });

  test('a time-out before an answer stays with that answer', async () => {
    const all = await answers(capture('dns/written.dig.after-timeout'));
    expect(all).toHaveLength(1);
    expect(all[0]).toMatchObject({
      status: 'NOERROR',
      milliseconds: 3,
      troubles: [{ trouble: 'timed-out', server: '10.96.0.10' }],
    });
  });
});

describe('damaged', () => {
  const text = capture('dns/dig.nxdomain');

  test('collapsed blanks read the same', async () => {
    const places = (_key: string, value: unknown) =>
      typeof value === 'object' && value && 'span' in value ? null : value;
    const plain = JSON.stringify(await answers(text), places);
    expect(JSON.stringify(await answers(collapsed(text)), places)).toBe(plain);
  });

  test('cut off anywhere: never another status, never a made-up time', async () => {
    const whole = await first(text);
    for (let cut = 0; cut < text.length; cut += 7) {
      for (const piece of [text.slice(0, cut), text.slice(cut)]) {
        for (const { answers: found } of await documents('dns-answers', piece)) {
          for (const answer of found) {
            expect([null, whole.status]).toContain(answer.status);
            expect([null, whole.milliseconds]).toContain(answer.milliseconds);
          }
        }
      }
    }
  });

  test('several runs in a row without prompts', async () => {
    const all = await answers(text + capture('dns/dig.timeout') + capture('dns/dig.answer'));
    expect(all.map(({ status, troubles: none }) => [status, none.length])).toEqual([
      ['NXDOMAIN', 0],
      [null, 3],
      ['NOERROR', 0],
    ]);
  });

  test('a masked server is text', async () => {
    const answer = await first(text.replaceAll('10.77.1.1#53(10.77.1.1)', 'x.x.x.x#53(x.x.x.x)'));
    expect(answer.server).toMatchObject({ address: 'x.x.x.x', port: 53 });
  });

  test.each([
    '; a remark of a zone file',
    'www.example.com. has moved',
    'status: NOERROR',
    ';; this is prose about dig',
    '10.96.0.80',
    'www.example.com',
  ])('%j begins nothing', async line => {
    expect((await paste(line)).sections).toEqual([]);
  });

  test('hostile lines take time in proportion', async () => {
    for (const unit of [
      ';; communications error to ',
      'a. 1 IN A ',
      ';; Got SERVFAIL reply from ',
      '; <<>> DiG ',
    ])
      await expectLinear(
        length => analyze(new Blob([`${unit.repeat(length / unit.length)}\n`.repeat(5)])),
        4000,
      );
  });
});
