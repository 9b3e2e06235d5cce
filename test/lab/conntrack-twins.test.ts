import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyze } from '../../src/engine/analyze.ts';
import type { Document } from '../../src/engine/model/document.ts';
import type { FlowEvents } from '../../src/engine/model/flow-events.ts';
import type { FlowTable } from '../../src/engine/model/flow-table.ts';
import { aggregatesOf, eventsOf, flowsOf, withoutTimeout } from './twins/conntrack.compare.ts';
import { insertions, updates } from './twins/conntrack.grammar.ts';

/** conntrack.sh ends with this status where it cannot run. */
const CANNOT_RUN_HERE = 77;
const SCRIPT = 'test/lab/twins/conntrack.sh';
const ENTRIES = 320;

const seed = Number(process.env['CONNTRACK_TWINS_SEED'] ?? Date.now() % 1_000_000);
let dir = '';
let refusal: string | null = null;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'conntrack-twins-'));
  writeFileSync(join(dir, 'entries'), `${fc.sample(insertions, { numRuns: ENTRIES, seed }).join('\n')}\n`);
  writeFileSync(join(dir, 'updates'), `${fc.sample(updates, { numRuns: 12, seed }).join('\n')}\n`);
  refusal = run();
  if (refusal) process.stdout.write(`The twins of conntrack were left out: ${refusal}\n`);
}, 150_000);

afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Makes the recordings; why they cannot be made here, or null. */
function run(): string | null {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'it needs root on Linux (namespaces).';
  const { status, stderr, error } = spawnSync(
    'unshare',
    ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc', 'bash', SCRIPT, dir],
    { encoding: 'utf8', timeout: 140_000 },
  );
  if (error && 'code' in error && error.code === 'ENOENT') return 'unshare is missing.';
  if (status === CANNOT_RUN_HERE || /unshare: .*not permitted/.test(stderr)) return stderr.trim();
  if (status !== 0) throw new Error(`${SCRIPT} ended with ${status} (seed ${seed}): ${stderr}`);
  return null;
}

function recorded(file: string): string {
  return readFileSync(join(dir, file), 'utf8');
}

/** The one document of a recording, of which every line must be read. */
async function read<K extends Document['kind']>(
  file: string,
  kind: K,
): Promise<Extract<Document, { kind: K }>> {
  const { sections, unread, unreadLines } = await analyze(new Blob([recorded(file)]));
  expect(unreadLines, `${file} (seed ${seed}): ${JSON.stringify(unread.slice(0, 3))}`).toBe(0);
  expect(sections, `${file} (seed ${seed})`).toHaveLength(1);
  const document = sections[0]?.document;
  if (document?.kind !== kind) throw new Error(`${file} was read as ${document?.kind} (seed ${seed}).`);
  return document as Extract<Document, { kind: K }>;
}

const table = (form: string): Promise<FlowTable> => read(`list.${form}`, 'flow-table');
const events = (form: string): Promise<FlowEvents> => read(`events.${form}`, 'flow-events');

/** A test that says so where it cannot run. */
function twin(name: string, body: () => Promise<void>): void {
  test(name, async context => {
    if (refusal) context.skip(refusal);
    await body();
  });
}

const LISTINGS = ['extended', 'id', 'ktimestamp', 'labels', 'all', 'save', 'xml', 'xml-all', 'both', 'proc'];

describe('every form of conntrack -L', () => {
  twin('has hundreds of flows of every protocol, translated and not', async () => {
    const { flows, ipv6, dnat, snat, states } = await table('plain');
    expect(flows).toBeGreaterThan(ENTRIES * 0.8);
    expect(Math.min(ipv6, dnat, snat)).toBeGreaterThan(15);
    const protocols = new Set(states.map(({ protocol }) => protocol));
    for (const name of ['tcp', 'udp', 'udplite', 'icmp', 'icmpv6', 'sctp', 'gre', 'dccp', 'unknown'])
      expect([...protocols]).toContain(name);
  });

  for (const form of LISTINGS) {
    twin(`${form}: adds up to the same`, async () => {
      expect(aggregatesOf(await table(form), form), `seed ${seed}`).toEqual(
        aggregatesOf(await table('plain'), form),
      );
    });

    twin(`${form}: each flow is the same`, async () => {
      const plain = flowsOf(await table('plain'), form);
      const other = flowsOf(await table(form), form);
      expect(other.map(withoutTimeout), `seed ${seed}`).toEqual(plain.map(withoutTimeout));
      for (const [i, flow] of other.entries()) {
        const elapsed = (plain[i]?.timeout ?? 0) - (flow.timeout ?? 0);
        expect(Math.abs(elapsed), `${JSON.stringify(flow)}, seed ${seed}`).toBeLessThanOrEqual(3);
      }
    });
  }

  twin('the ids and labels of the forms that tell them agree', async () => {
    const [id, all, xml] = [await table('id'), await table('all'), await table('xml-all')];
    const named = (listing: FlowTable) => listing.listed.map(flow => flow.id).sort();
    expect(named(all)).toEqual(named(id));
    expect(named(xml)).toEqual(named(id));
    const labels = (listing: FlowTable) => listing.listed.flatMap(flow => flow.labels).sort();
    expect(labels(all).length).toBeGreaterThan(5);
    expect(labels(xml)).toEqual(labels(all));
    expect(labels(await table('labels'))).toEqual(labels(all));
  });

  twin('awk counts the same', async () => {
    const { flows, unreplied, assured, dnat, snat, states, ipv6 } = await table('plain');
    expect(oracle()).toEqual({
      flows,
      unreplied,
      assured,
      dnat,
      snat,
      ipv6,
      states: Object.fromEntries(states.map(row => [`${row.protocol} ${row.state ?? '-'}`, row.flows])),
    });
  });
});

/** The counts of the plain listing as awk makes them, that knows nothing of the readers. */
function oracle(): Record<string, unknown> {
  const program = `
    { n = 0; state = "-"; split("", value)
      for (i = 1; i <= NF; i++) {
        if ($i ~ /^[A-Z]/) state = $i
        if ($i == "[UNREPLIED]") unreplied++
        if ($i == "[ASSURED]") assured++
        if (split($i, pair, "=") == 2) {
          if (pair[1] == "src") n++
          if (pair[1] ~ /^(src|dst|sport|dport)$/) value[pair[1] n] = pair[2]
        }
      }
      if (value["src1"] ~ /:/) six++
      if (value["src2"] value["sport2"] != value["dst1"] value["dport1"]) dnat++
      if (value["dst2"] value["dport2"] != value["src1"] value["sport1"]) snat++
      states[$1 " " state]++ }
    END { printf "{\\"flows\\":%d,\\"unreplied\\":%d,\\"assured\\":%d,\\"dnat\\":%d,\\"snat\\":%d,\\"ipv6\\":%d,\\"states\\":{", NR, unreplied, assured, dnat, snat, six
      for (name in states) { printf "%s\\"%s\\":%d", comma, name, states[name]; comma = "," }
      print "}}" }`;
  return JSON.parse(execFileSync('awk', [program, join(dir, 'list.plain')], { encoding: 'utf8' }));
}

const RECORDINGS = ['timestamp', 'extended', 'id', 'ktimestamp', 'labels', 'xml', 'save'];

describe('every form of conntrack -E', () => {
  /** On a busy machine the kernel drops events before a recorder has fetched them, and the recorder says so. */
  const lost = (form: string) => /ENOBUFS/.test(recorded(`events.${form}.err`));

  twin('what a recorder did not lose is counted as it counted', async () => {
    const whole = ['plain', ...RECORDINGS].filter(form => !lost(form));
    expect(whole.length).toBeGreaterThan(0);
    for (const form of whole) {
      const recording = await events(form);
      const shown = /(\d+) flow events have been shown/.exec(recorded(`events.${form}.err`));
      expect(recording.total, form).toBe(Number(shown?.[1]));
      expect(recording.left).toBe(0);
    }
  });

  for (const form of RECORDINGS) {
    twin(`${form}: the same events`, async () => {
      if (lost('plain') || lost(form)) {
        process.stdout.write(`The recording of ${form}, or the plain one, lost events: not compared.\n`);
        return;
      }
      const [plain, other] = [await events('plain'), await events(form)];
      expect(eventsOf(other, form), `seed ${seed}`).toEqual(eventsOf(plain, form));
      const { new: began, update, destroy } = plain;
      expect(other).toMatchObject({ new: began, update, destroy });
    });
  }

  twin('each flow has one history, from its first event to its last', async () => {
    if (lost('id')) return;
    const listed = await table('plain');
    const { flows, new: began, destroy } = await events('id');
    expect(flows).toHaveLength(began);
    expect(flows.every(flow => flow.began && flow.ended)).toBe(true);
    expect(destroy).toBe(began);
    expect(began).toBeGreaterThanOrEqual(listed.flows);
    const answered = flows.filter(
      ({ protocol, states }) =>
        protocol === 'tcp' && states.join() === 'SYN_SENT,SYN_RECV,ESTABLISHED,FIN_WAIT,LAST_ACK,TIME_WAIT',
    );
    expect(answered.length).toBeGreaterThan(10);
    // The three connections to an address that nobody has.
    const unanswered = flows.filter(
      ({ original, answered: yes }) => original.destination === '10.244.9.9' && !yes,
    );
    expect(unanswered.length).toBeGreaterThanOrEqual(3);
    for (const flow of unanswered) expect(flow.states.length).toBeLessThanOrEqual(1);
  });

  twin('what conntrack -D prints are the flows that it destroyed', async () => {
    if (!existsSync(join(dir, 'deleted'))) throw new Error('No recording of conntrack -D.');
    const { sections } = await analyze(new Blob([`# conntrack -D -p udp\n${recorded('deleted')}`]));
    const document = sections.find(section => section.document.kind === 'flow-table')?.document as FlowTable;
    const count = Number(/(\d+) flow entries have been deleted/.exec(recorded('deleted'))?.[1]);
    expect(document.flows).toBe(count);
    expect(sections[0]?.partial).not.toBeNull();
  });
});
