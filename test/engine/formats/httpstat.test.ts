import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { phasesOf, type TimingSample, type Timings } from '../../../src/engine/model/timings.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';

const capture = (name: string) => readFileSync(`test/captures/curl/${name}.txt`, 'utf8');

async function timings(text: string): Promise<Timings[]> {
  const { sections } = await paste(text);
  return sections.flatMap(({ document }) => (document.kind === 'timings' ? document : []));
}

describe('httpstat', () => {
  test('with TLS: the phases of the table and the sums below it, in seconds', async () => {
    const [document] = await timings(capture('written.httpstat-tls'));
    const [sample] = (document as Timings).samples as [TimingSample];
    expect(document).toMatchObject({ source: 'httpstat', count: 1 });
    expect(phasesOf(sample)).toEqual({
      dns: 0.005,
      connect: 1.003,
      tls: 0.048,
      server: 0.35,
      transfer: 0.001,
    });
    expect(sample.numbers).toEqual({
      remote_port: 443,
      local_port: 51820,
      time_namelookup: 0.005,
      time_connect: 1.008,
      time_pretransfer: 1.056,
      time_starttransfer: 1.406,
      time_total: 1.407,
    });
    expect(sample.texts).toEqual({ remote_ip: '10.96.0.5', local_ip: '10.244.1.2' });
    expect(sample.step).toBe(1e-3);
  });

  test('without TLS there is no such phase, and it is not zero', async () => {
    const [document] = await timings(capture('written.httpstat-go'));
    const [sample] = (document as Timings).samples as [TimingSample];
    expect(phasesOf(sample)).toEqual({ dns: 0.004, connect: 0.001, tls: null, server: 0.09, transfer: 0 });
    expect(sample.numbers.time_pretransfer).toBeUndefined();
  });

  test('blanks collapsed, colours, twice in a row', async () => {
    const text = capture('written.httpstat-tls');
    const collapsed = text.replaceAll(/ +/g, ' ').replaceAll(/\d+ms/g, '\x1b[36m$&\x1b[0m');
    const documents = await timings(collapsed + text);
    expect(documents.flatMap(document => document.samples.map(sample => phasesOf(sample).connect))).toEqual([
      1.003, 1.003,
    ]);
  });

  test('the table alone, and cut', async () => {
    const lines = capture('written.httpstat-tls').split('\n');
    const at = lines.findIndex(line => line.includes('DNS Lookup'));
    const [whole] = await timings(lines.slice(at).join('\n'));
    expect(whole?.samples[0]?.texts).toEqual({});
    const [cut] = await timings(lines.slice(at, at + 2).join('\n'));
    expect(cut?.samples[0]?.numbers).toEqual({});
    expect(cut?.samples[0]?.phases?.tls).toBe(0.048);
  });

  test.each([
    ['prose', 'DNS Lookup and TCP Connection are phases'],
    ['another table', '[ 1 | 2 | 3 | 4 ]'],
    ['a log', 'Connected to the database from node-3'],
  ])('lines of others: %s', async (_name, text) => {
    expect(await timings(`${text}\n`)).toEqual([]);
  });

  test.each([
    ['cells', '[ 1ms |', ' 1ms |'],
    ['sums', 'x', ' total: 1ms'],
    ['bars', '|', ' |'],
  ])('hostile: %s', async (_name, head, unit) => {
    const table = '  DNS Lookup   TCP Connection   Server Processing   Content Transfer\n';
    const text = (length: number) =>
      table + `${head}${unit.repeat(Math.ceil(length / unit.length))}\n`.repeat(10);
    await expectLinear(length => paste(text(length)), 3_000);
  });
});
