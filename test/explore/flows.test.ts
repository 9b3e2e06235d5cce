import { globSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { conntrackLines } from '../../bench/inputs/conntrack.ts';
import { analyze } from '../../src/engine/analyze.ts';
import type { FlowTable } from '../../src/engine/model/flow-table.ts';
import { flowsAnswer } from '../../src/explore/flows/answer.ts';
import {
  type FlowGroup,
  type FlowLine,
  type FlowsAsk,
  GROUPINGS,
  type Grouping,
} from '../../src/explore/flows/question.ts';
import { orderBy } from '../../src/explore/order.ts';

const { signal } = new AbortController();
const ALL: FlowsAsk = {
  table: 0,
  by: 'state',
  filters: [],
  text: '',
  sort: { column: 'flows', descending: true },
  from: 0,
  count: 500,
};
const LINES: Partial<FlowsAsk> = { by: 'flow', sort: { column: 'line', descending: false } };

async function held(text: string | Uint8Array) {
  const paste = new Blob([text as BlobPart]);
  return { paste, analysis: await analyze(paste) };
}

type Held = Awaited<ReturnType<typeof held>>;

function tablesOf({ analysis }: Held): FlowTable[] {
  return analysis.sections.flatMap(({ document }) => (document.kind === 'flow-table' ? [document] : []));
}

const ask = (read: Held, own: Partial<FlowsAsk> = {}) => flowsAnswer(read, { ...ALL, ...own }, signal);
const groups = async (read: Held, by: Grouping, own: Partial<FlowsAsk> = {}) =>
  (await ask(read, { by, ...own })).window as FlowGroup[];
const textOf = ({ name }: FlowGroup) => ('text' in name ? name.text : JSON.stringify(name));

const listing = (flows: number, seed = 1) => {
  const line = conntrackLines(seed);
  return `${Array.from({ length: flows }, line).join('\n')}\n`;
};

/** Every form of a listing: plain, save, XML, /proc, IPv6, wrapped, blacked out, torn by its count line. */
const captures = globSync('test/{cases,captures}/**/*conntrack*.{txt,xml,gz}').filter(
  path => !/\.(?:yaml|md)$/.test(path),
);

describe('flows read again are the flows of the analysis', () => {
  test('in every capture, by state', async () => {
    let read = 0;
    for (const path of captures) {
      const bytes = readFileSync(path);
      const one = await held(path.endsWith('.gz') ? gunzipSync(bytes) : bytes);
      for (const [table, document] of tablesOf(one).entries()) {
        read++;
        const answer = await ask(one, { table });
        expect([path, answer.flows]).toEqual([path, document.flows]);
        const states = (answer.window as FlowGroup[]).map(group => [
          textOf(group),
          group.flows,
          group.unreplied,
          group.assured,
        ]);
        const told = document.states.map(({ protocol, state, flows, unreplied, assured }) => [
          [protocol, state].filter(Boolean).join(' '),
          flows,
          unreplied,
          assured,
        ]);
        expect(new Set(states.map(String)), path).toEqual(new Set(told.map(String)));
      }
    }
    expect(read).toBeGreaterThan(20);
  }, 60_000);

  test('sources, services and translations too', async () => {
    const read = await held(listing(5000));
    const [document] = tablesOf(read) as [FlowTable];
    for (const [by, ranking] of [
      ['source', document.sources],
      ['destination', document.destinations],
      ['service', { ...document.services, distinct: null }],
    ] as const) {
      const answer = await ask(read, { by });
      const counts = new Map((answer.window as FlowGroup[]).map(group => [textOf(group), group.flows]));
      for (const { name, flows } of ranking.top) expect([name, counts.get(name)]).toEqual([name, flows]);
      if (ranking.distinct !== null) expect(answer.rows).toBe(ranking.distinct);
    }
    const nat = await groups(read, 'nat');
    const sum = (side: 'dnat' | 'snat') =>
      nat.reduce(
        (all, { name, flows }) => all + (side in name && name[side as never] !== null ? flows : 0),
        0,
      );
    expect([sum('dnat'), sum('snat')]).toEqual([document.dnat, document.snat]);
  });

  test('also in UTF-16, dressed as a quotation, and wrapped by a terminal', async () => {
    const text = listing(200);
    const wide = new Uint8Array(2 + text.length * 2);
    wide.set([0xff, 0xfe]);
    for (let i = 0; i < text.length; i++) wide[2 + i * 2] = text.charCodeAt(i);
    const quoted = text.replace(/^/gm, '> ');
    const wrapped = text.replace(/(.{80})(?=.)/g, '$1\n');
    for (const form of [wide, quoted, wrapped]) {
      const read = await held(form);
      const [document] = tablesOf(read) as [FlowTable];
      expect(document.flows).toBe(200);
      const answer = await ask(read, LINES);
      expect(answer.flows).toBe(200);
      expect((answer.window[0] as FlowLine).text).toContain('src=');
      const found = await ask(read, { ...LINES, text: 'DPORT=53' });
      expect(found.rows).toBe(text.split('\n').filter(line => line.includes('dport=53')).length);
    }
  });
});

describe('the way down', () => {
  test('a state, then a destination, then the single flows as they stand', async () => {
    const text = listing(4000);
    const read = await held(text);
    const state = (await groups(read, 'state')).find(group => textOf(group) === 'tcp SYN_SENT') as FlowGroup;
    const first = { by: 'state', key: state.key } as const;
    const [destination] = await groups(read, 'destination', { filters: [first] });
    const filters = [first, { by: 'destination', key: destination?.key as FlowGroup['key'] } as const];
    const answer = await ask(read, { ...LINES, filters });
    const name = textOf(destination as FlowGroup);
    const lines = text.split('\n');
    const wanted = lines.flatMap((line, at) =>
      line.includes('SYN_SENT') && line.includes(` dst=${name} sport`) && line.indexOf(` dst=${name}`) < 60
        ? [{ line: at + 1, text: line }]
        : [],
    );
    expect((answer.window as FlowLine[]).map(({ line, text: own }) => ({ line, text: own }))).toEqual(wanted);
    expect(answer.filtered).toBe(destination?.flows);
  });

  test('the sums of any grouping below any filter are the flows of the filter', async () => {
    const read = await held(listing(600, 3));
    const by = fc.constantFrom(...GROUPINGS.filter(one => one !== 'flow'));
    await fc.assert(
      fc.asyncProperty(by, by, fc.nat(30), async (one, other, at) => {
        const above = await groups(read, one);
        const group = above[at % above.length] as FlowGroup;
        const below = await ask(read, { by: other, filters: [{ by: one as never, key: group.key }] });
        expect((below.window as FlowGroup[]).reduce((sum, { flows }) => sum + flows, 0)).toBe(group.flows);
        expect(below.filtered).toBe(group.flows);
      }),
      { numRuns: 60 },
    );
  });

  test('a blacked-out reply is not called translated', async () => {
    const read = await held(
      'tcp      6 117 SYN_SENT src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 [UNREPLIED] src=10.xx.0.2 dst=10.0.0.1 sport=2 dport=1 mark=0 use=1\n',
    );
    expect((await groups(read, 'nat')).map(({ name }) => name)).toEqual([{ unknown: true }]);
  });
});

describe('order and windows', () => {
  test('sorted by any column, each row is there once', async () => {
    const read = await held(listing(1500, 5));
    for (const by of ['state', 'source', 'nat', 'flow'] as const) {
      const columns =
        by === 'flow'
          ? (['line', 'protocol', 'state', 'timeout', 'source', 'destination'] as const)
          : (['name', 'flows', 'unreplied', 'assured', 'line'] as const);
      for (const column of columns) {
        for (const descending of [false, true]) {
          const sort = { column, descending };
          const { rows } = await ask(read, { by, sort, count: 0 });
          const seen: unknown[] = [];
          for (let from = 0; from < rows; from += 500) {
            const { window } = await ask(read, { by, sort, from });
            seen.push(...window.map(row => (row.kind === 'flow' ? row.line : String(row.key))));
          }
          expect([column, new Set(seen).size]).toEqual([column, rows]);
        }
      }
    }
    const timeouts = (
      (await ask(read, { by: 'flow', sort: { column: 'timeout', descending: true } })).window as FlowLine[]
    ).map(({ timeout }) => timeout ?? -1);
    expect(timeouts).toEqual([...timeouts].sort((one, other) => other - one));
  });

  test('the order of numbers is stable, both ways', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 2 ** 31 - 1 })), fc.boolean(), (values, descending) => {
        const order = [...orderBy(values.length, row => values[row] as number, descending)];
        const sign = descending ? -1 : 1;
        const wanted = [...values.keys()].sort(
          (one, other) => sign * ((values[one] as number) - (values[other] as number)) || one - other,
        );
        expect(order).toEqual(wanted);
      }),
    );
  });

  test('a window is bounded, and a question that is called off is rejected', async () => {
    const read = await held(listing(3000));
    expect((await ask(read, { ...LINES, count: 100_000 })).window).toHaveLength(500);
    const off = new AbortController();
    off.abort();
    const fresh = await held(listing(3000, 9));
    await expect(flowsAnswer(fresh, ALL, off.signal)).rejects.toThrow();
  });
});
