import { describe, expect, test } from 'vitest';
import { paste } from '../paste.ts';
import { capture, collapsed, only } from './read-all.ts';

const traces = async (text: string) => (await only('paths', text)).traces;
const hops = async (name: string) => (await traces(capture(`path/${name}`)))[0]?.hops ?? [];

describe('mtr --report', () => {
  test('one hop a line', async () => {
    const [trace] = await traces(capture('path/mtr.report'));
    expect(trace).toMatchObject({ tool: 'mtr', target: null, reached: null });
    expect(
      trace?.hops.map(({ number, hosts, lossPercent, sent }) => [number, hosts, lossPercent, sent]),
    ).toEqual([
      [1, [{ name: null, address: '10.77.1.1' }], 0, 3],
      [2, [{ name: null, address: '10.77.2.2' }], 0, 3],
      [3, [{ name: null, address: '10.77.3.2' }], 0, 3],
    ]);
  });

  test('loss at the end', async () => {
    expect((await hops('mtr.loss')).map(({ lossPercent }) => lossPercent)).toEqual([0, 0, 16.7]);
  });

  test('a silent hop has no times, not times of zero', async () => {
    expect((await hops('mtr.hop-silent'))[1]).toMatchObject({
      hosts: [],
      lossPercent: 100,
      sent: 2,
      last: null,
      average: null,
      worst: null,
    });
  });

  test('names, and both', async () => {
    expect((await hops('mtr.report-wide'))[0]?.hosts).toEqual([{ name: 'gw-1.example.net', address: null }]);
    expect((await hops('mtr.both'))[0]?.hosts).toEqual([{ name: 'gw-1.example.net', address: '10.77.1.1' }]);
  });

  test('--csv', async () => {
    const [trace] = await traces(capture('path/mtr.csv'));
    expect(trace?.target).toBe('10.77.3.2');
    expect(trace?.hops.map(({ hosts, sent }) => [hosts[0]?.address, sent])).toEqual([
      ['10.77.1.1', 2],
      ['10.77.2.2', 2],
      ['10.77.3.2', 2],
    ]);
  });

  test('columns are read by their headings', async () => {
    const text = 'HOST: node-3   Loss%   Snt   Avg\n  1.|-- 10.0.0.1   10.0%  20   3.5\n';
    expect((await traces(text))[0]?.hops[0]).toMatchObject({
      lossPercent: 10,
      sent: 20,
      average: 3.5,
      last: null,
      worst: null,
    });
  });

  test('collapsed, without headings, two reports in a row', async () => {
    const text = capture('path/mtr.loss');
    expect((await traces(collapsed(text)))[0]?.hops.map(({ lossPercent }) => lossPercent)).toEqual([
      0, 0, 16.7,
    ]);
    expect((await traces(text.split('\n').slice(2).join('\n')))[0]?.hops).toHaveLength(3);
    const { sections } = await paste(text + text);
    expect(sections.map(({ document }) => document.kind)).toEqual(['paths', 'paths']);
  });

  test('a row with a column too few is unread', async () => {
    const { unread } = await only(
      'paths',
      `${capture('path/mtr.report')}  4.|-- 10.77.4.2   0.0%     3    0.1   0.1   0.1   0.1\n`,
    );
    expect(unread).toBe(1);
  });

  test('a row that lost its end is unread', async () => {
    const text = capture('path/mtr.report').trimEnd();
    const { unread, traces: found } = await only('paths', text.replace(/\.\d$/, ''));
    expect([unread, found[0]?.hops.length]).toEqual([1, 2]);
  });

  test.each(['HOST: node-3', '1. a point of a list', 'Start: now', '  1.|-- somewhere'])(
    '%j begins nothing',
    async line => {
      expect((await paste(line)).sections).toEqual([]);
    },
  );
});
