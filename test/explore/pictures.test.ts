import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/engine/analyze.ts';
import type { Packets } from '../../src/engine/model/packets.ts';
import { picturesOf, talkOf } from '../../src/explore/pictures/index.ts';
import {
  type Bars,
  type Drawing,
  type Gauge,
  type Histograms,
  PICTURE_KINDS,
  type Picture,
  type PictureKind,
  type Sequence,
  type Series,
  type Waterfall,
} from '../../src/explore/pictures/picture.ts';
import { SAID_KEYS, type Said } from '../../src/explore/pictures/said.ts';
import { Stretches } from '../../src/explore/pictures/stretches.ts';
import { locales } from '../../src/i18n/locales.ts';
import { format } from '../../src/i18n/message.ts';
import { pictureStrings } from '../../src/i18n/strings/desk/pictures.ts';

const capture = (name: string, slug = 'conntrack-table-full') =>
  readFileSync(`test/cases/${slug}/${name}`, 'utf8');

async function drawn(...texts: string[]): Promise<readonly Picture[]> {
  return picturesOf(await analyze(new Blob([texts.join('\n')]))).pictures;
}

function of(pictures: readonly Picture[], kind: PictureKind): Picture {
  const found = pictures.find(picture => picture.kind === kind);
  if (!found) throw new Error(`No ${kind} among ${pictures.map(picture => picture.kind).join(', ')}`);
  return found;
}

async function drawing<D extends Drawing>(kind: PictureKind, ...texts: string[]): Promise<D> {
  return of(await drawn(...texts), kind).drawing as D;
}

const kindsOf = (pictures: readonly Picture[]) => pictures.map(({ kind }) => kind);

describe('the connection table', () => {
  test('count against maximum, with its marks, belongs to the finding that rests on it', async () => {
    const pictures = await drawn(capture('full-churn.scroll.txt'));
    const fill = of(pictures, 'fill');
    expect(pictures[0]).toBe(fill);
    expect(fill.findings[0]).toBe(0);
    expect(fill.says).toEqual({ key: 'fill', values: { count: 512, max: 512, ratio: 1 } });
    expect((fill.drawing as Gauge).marks.map(({ at }) => at)).toEqual([0.75, 0.95]);
  });

  test('no gauge where the paste does not name the numbers, where one is missing, and without a limit', async () => {
    expect(kindsOf(await drawn(capture('written.count-98-percent-bare.txt')))).not.toContain('fill');
    expect(kindsOf(await drawn('net.netfilter.nf_conntrack_count = 5'))).not.toContain('fill');
    expect(kindsOf(await drawn(capture('written.max-zero.txt')))).not.toContain('fill');
  });

  test('flows by state add up to the listing, the unanswered among them', async () => {
    const { groups } = await drawing<Bars>('states', capture('full-churn.conntrack-L.txt'));
    const rows = groups.flatMap(group => group.rows);
    expect(
      rows.map(({ label, high, unreplied }) => [(label as { text: string }).text, high, unreplied]),
    ).toEqual([
      ['tcp TIME_WAIT', 257, 0],
      ['udp', 255, 255],
    ]);
  });

  test('a count that awk and uniq made is drawn too, without what it does not tell', async () => {
    const counts =
      "# conntrack -L -p tcp | awk '{print $4}' | sort | uniq -c\n  31 ESTABLISHED\n 257 TIME_WAIT\n";
    const { groups } = await drawing<Bars>('states', counts);
    expect(groups[0]?.rows.map(({ high, unreplied }) => [high, unreplied])).toEqual([
      [257, null],
      [31, null],
    ]);
  });

  test('time left: every flow once, and marks from the paste where it has them', async () => {
    const listing = capture('full-churn.conntrack-L.txt');
    const usual = await drawing<Histograms>('timeouts', listing);
    const flows = usual.rows[0]?.bins.flatMap(({ counts }) => counts).reduce((sum, n) => sum + n, 0);
    expect(flows).toBe(512);
    expect(usual.rows[0]?.marks.map(({ at, label }) => [at, label?.key])).toEqual([
      [30, 'mark-default'],
      [120, 'mark-default'],
    ]);
    const set = await drawing<Histograms>(
      'timeouts',
      listing,
      '# sysctl net.netfilter.nf_conntrack_tcp_timeout_time_wait',
      'net.netfilter.nf_conntrack_tcp_timeout_time_wait = 45',
    );
    expect(set.rows[0]?.marks.map(({ at, label }) => [at, label?.key])).toEqual([
      [30, 'mark-default'],
      [45, 'mark-set'],
    ]);
  });

  test('a part of a listing says so', async () => {
    const states = of(await drawn(capture('full-churn.scroll.txt')), 'states');
    expect(states.notes.map(({ key }) => key)).toContain('partial');
  });

  test('ports get a scale only where a rule names their range', async () => {
    const listing = capture('full-churn.conntrack-L.txt');
    const open = of(await drawn(listing), 'snat');
    expect(open.says.key).toBe('snat-open');
    expect((open.drawing as Bars).groups[0]?.rows[0]?.of).toBeNull();
    const rule =
      '# iptables-save\n*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -p tcp -j MASQUERADE --to-ports 1024-1535\nCOMMIT\n';
    const ranged = of(await drawn(listing, rule), 'snat');
    expect(ranged.says.values).toMatchObject({ n: 257, ports: 512, share: 257 / 512 });
  });
});

describe('requests', () => {
  test('the slowest by its phases, each where the one before ended', async () => {
    const request = of(await drawn(capture('lost.curl-nstat.txt', 'syn-retransmission')), 'request');
    const { phases, total, marks } = request.drawing as Waterfall;
    expect(request.says.key).toBe('request-slowest');
    expect(phases.map(({ phase }) => phase)).toEqual(['dns', 'connect', 'first-byte', 'transfer']);
    expect(phases.at(-1)?.to).toBe(total);
    for (const [i, { from }] of phases.entries()) expect(from).toBe(i === 0 ? 0 : phases[i - 1]?.to);
    expect(marks.map(({ at }) => Math.round(at))).toEqual([1]);
  });

  test('nothing is drawn where redirects make the times shrink, or where only the total is printed', async () => {
    const line = (text: string) => `time_namelookup: ${text}`;
    const shrinks = line('0.004\ntime_connect: 0.003\ntime_starttransfer: 0.010\ntime_total: 0.020\n');
    expect(kindsOf(await drawn(shrinks))).not.toContain('request');
    expect(kindsOf(await drawn('total=1.5\ntotal=1.7\n'))).not.toContain('request');
  });

  test('a phase that never ended lasts until the request was given up', async () => {
    const line = 'dns=0.000020 connect=0.000000 ttfb=0.000000 total=5.000100\n';
    const { phases } = await drawing<Waterfall>('request', line);
    expect(phases.at(-1)).toMatchObject({ phase: 'connect', to: 5.0001, reached: false });
  });

  test('every request is in one bin of its phase; the marks are there where something was slow', async () => {
    const many = of(await drawn(capture('lost.curl-nstat.txt', 'syn-retransmission')), 'spread');
    const { rows } = many.drawing as Histograms;
    const connect = rows.find(({ phase }) => phase === 'connect');
    expect(connect?.bins.flatMap(({ counts }) => counts).reduce((sum, n) => sum + n, 0)).toBe(5);
    expect(connect?.marks.filter(({ label }) => label).map(({ at }) => at)).toEqual([1, 3, 7]);
    expect(many.notes.find(({ key }) => key === 'spread-late')?.values).toMatchObject({ n: 2, count: 5 });
    const quick = of(await drawn(capture('node.curl-many.txt', 'healthy')), 'spread');
    expect((quick.drawing as Histograms).rows.flatMap(({ marks }) => marks)).toEqual([]);
  });

  test('bins hold what falls into them, whatever the times are', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 90_000_000 }), { minLength: 3, maxLength: 40 }),
        async micros => {
          const lines = micros.map(
            us => `dns=0.000010 connect=${((us + 10) / 1e6).toFixed(6)} total=100.000000`,
          );
          const { rows, axis } = await drawing<Histograms>('spread', `${lines.join('\n')}\n`);
          const bins = rows.find(({ phase }) => phase === 'connect')?.bins ?? [];
          for (const { from, below, counts } of bins) {
            const within = micros.filter(us => {
              const seconds = Math.max(us / 1e6, axis.from);
              return seconds >= from * (1 - 1e-6) && seconds < below * (1 + 1e-6);
            });
            expect(within.length).toBeGreaterThanOrEqual(counts[0] as number);
            expect(below).toBeLessThanOrEqual(axis.to * (1 + 1e-9));
          }
          expect(bins.reduce((sum, { counts }) => sum + (counts[0] as number), 0)).toBe(micros.length);
        },
      ),
      { numRuns: 30 },
    ));
});

describe('packets', () => {
  test('a lost SYN: one packet sent again, the copies of others folded, and other conversations to choose from', async () => {
    const text = capture('lost.tcpdump.txt', 'syn-retransmission');
    const analysis = await analyze(new Blob([text]));
    const picture = of(picturesOf(analysis).pictures, 'sequence');
    const { steps, ends, talks, talk } = picture.drawing as Sequence;
    expect(ends).toEqual(['10.77.1.2:34750', '10.244.1.2:8080']);
    expect(steps.filter(({ kind }) => kind === 'again').map(({ words, since }) => [words, since])).toEqual([
      ['SYN seq 1714406259', 1.02884],
    ]);
    expect(steps.every(({ seen }) => seen === 2)).toBe(true);
    const other = talks.find(({ index }) => index !== talk.index);
    const chosen = talkOf(analysis, other ?? talk);
    expect((chosen as Picture).drawing).toHaveProperty('talk', {
      section: other?.section,
      index: other?.index,
    });
    expect(talkOf(analysis, { section: 0, index: 9999 })).toBeNull();
  });

  test('a question that is asked again is told from the answers that both have', async () => {
    const { steps } = await drawing<Sequence>(
      'sequence',
      capture('lost.tcpdump.txt', 'dns-conntrack-race-5s'),
    );
    const again = steps.filter(({ kind }) => kind === 'again');
    expect(again.map(({ words }) => words)).toEqual([
      '41724 A? lost.example.com.',
      '28665 AAAA? lost.example.com.',
    ]);
    expect(again[0]?.since).toBeCloseTo(5, 1);
  });

  test('a SYN that nobody answers, and a question', async () => {
    const silent = await drawing<Sequence>('sequence', capture('silent.tcpdump.txt', 'syn-retransmission'));
    expect(silent.steps.at(-1)?.remarks).toContain('unanswered');
    const dns = [
      'tcpdump -nn -i eth0',
      '12:00:00.000000 IP 10.0.0.1.4000 > 10.96.0.10.53: 7+ A? a.example. (27)',
      '12:00:04.000000 IP 10.0.0.2.4000 > 10.0.0.3.80: Flags [S], seq 5, win 64, length 0',
      '',
    ].join('\n');
    const analysis = await analyze(new Blob([dns]));
    const talks = (of(picturesOf(analysis).pictures, 'sequence').drawing as Sequence).talks;
    const asked = talks.find(({ name }) => name.includes(':53'));
    expect(asked?.trouble).toEqual(['unanswered']);
  });

  test('an answer from elsewhere stands in the same drawing, and the ICMP error that it earns', async () => {
    const text = capture('wrong.tcpdump-any.txt', 'udp-reply-wrong-source');
    const picture = of(await drawn(text), 'sequence');
    const { ends, steps } = picture.drawing as Sequence;
    expect(picture.says.key).toBe('sequence-stray');
    expect(ends).toEqual(['10.77.1.2:41616', '10.244.1.2:53', '10.244.1.7:53']);
    expect(steps.map(({ kind, seen, remarks }) => [kind, seen, remarks.join()])).toEqual([
      ['plain', 2, ''],
      ['plain', 2, 'wrong-source'],
      ['icmp', 2, ''],
    ]);
  });

  const CAPTURES = globSync('test/{cases,captures}/*/*tcpdump*.txt');

  test('what is drawn as sent again is what the reader of captures counted', async () => {
    let compared = 0;
    for (const file of CAPTURES) {
      const analysis = await analyze(new Blob([readFileSync(file)]));
      for (const { drawing: sequence } of picturesOf(analysis).pictures) {
        if (sequence.form !== 'sequence' || sequence.left > 0) continue;
        const document = analysis.sections[sequence.talk.section]?.document as Packets;
        const [talk, ...others] = document.conversations.filter(({ tunnel }) => tunnel === null);
        if (!talk || others.length > 0 || talk.copies > 0 || talk.protocol === 'udp') continue;
        const counted = talk.flows.reduce((sum, flow) => sum + flow.retransmissions + flow.synGaps.length, 0);
        expect([file, sequence.steps.filter(({ kind }) => kind === 'again').length]).toEqual([file, counted]);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(5);
  });

  test('stretches know what was seen, in whatever order it came', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 40 })), { maxLength: 40 }),
        segments => {
          const seen = new Stretches();
          const bytes = new Set<number>();
          for (const [from, length] of segments) {
            expect(seen.has(from)).toBe(bytes.has(from));
            seen.add(from, from + length, null);
            for (let byte = from; byte < from + length; byte++) bytes.add(byte);
          }
        },
      ),
    ));
});

describe('counters', () => {
  test('two readings: what moved, loss first, and a rate only where the time between is told', async () => {
    const twice = of(await drawn(capture('full-churn.conntrack-S-twice.txt')), 'readings');
    const { rows } = twice.drawing as Series;
    expect(rows.map(({ name, rise, rate }) => [name, rise, rate])).toEqual([
      ['drop', 1454, null],
      ['early_drop', 14, null],
    ]);
    const slept =
      'root@n:~# conntrack -S; sleep 10; conntrack -S\ncpu=0 found=1 invalid=0 insert=0 insert_failed=3 drop=4 early_drop=0 error=0 search_restart=0\ncpu=0 found=1 invalid=0 insert=0 insert_failed=3 drop=54 early_drop=0 error=0 search_restart=0\n';
    const timed = of(await drawn(slept), 'readings');
    expect((timed.drawing as Series).rows.map(({ name, rate }) => [name, rate])).toEqual([['drop', 5]]);
    expect(timed.says.key).toBe('readings-rate');
  });

  test('one reading, and readings that say the same, are no picture', async () => {
    expect(kindsOf(await drawn(capture('full-churn.conntrack-S.txt')))).not.toContain('readings');
    expect(kindsOf(await drawn(capture('full-churn.scroll.txt')))).not.toContain('readings');
  });

  test('rules by chain: those that drop are marked, and rounded counts are intervals', async () => {
    const rules = of(await drawn(capture('asymmetric.nvL.txt', 'conntrack-invalid-drop')), 'rules');
    const { groups } = rules.drawing as Bars;
    expect(rules.says).toMatchObject({ key: 'rules-drop', values: { n: 1, chain: 'KUBE-FORWARD' } });
    expect(groups[0]?.rows.map(({ drops, high }) => [drops, high])).toEqual([
      [true, 86],
      [false, 54],
    ]);
    const list =
      '# iptables -nvL INPUT\nChain INPUT (policy ACCEPT 0 packets, 0 bytes)\n pkts bytes target     prot opt in     out     source               destination\n  12M  900M DROP       all  --  *      *       10.0.0.0/8           0.0.0.0/0\n';
    const rounded = of(await drawn(list), 'rules');
    expect((rounded.drawing as Bars).groups[0]?.rows[0]).toMatchObject({ low: 11_499_500, high: 12_499_499 });
    expect(rounded.notes.map(({ key }) => key)).toContain('rules-rounded');
  });

  test('rules of nft, and none where nothing counted', async () => {
    const nft = of(await drawn(capture('asymmetric.nft.txt', 'conntrack-invalid-drop')), 'rules');
    expect((nft.drawing as Bars).groups[0]?.rows[0]).toMatchObject({ drops: true, high: 90 });
    expect(kindsOf(await drawn(capture('asymmetric.S.txt', 'conntrack-invalid-drop')))).toEqual([]);
  });
});

test('hosts are kept apart', async () => {
  const pictures = await drawn(
    'root@a:~# sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max',
    'net.netfilter.nf_conntrack_count = 10\nnet.netfilter.nf_conntrack_max = 100',
    'root@b:~# sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max',
    'net.netfilter.nf_conntrack_count = 90\nnet.netfilter.nf_conntrack_max = 1000',
  );
  const fills = pictures.map(({ host, drawing }) => [host, (drawing as Gauge).value, (drawing as Gauge).max]);
  expect(fills.sort()).toEqual([
    ['a', 10, 100],
    ['b', 90, 1000],
  ]);
});

describe('every capture', () => {
  const files = globSync('test/{cases,captures}/*/*.txt').filter((_, i) => i % 6 === 0);

  test('gives pictures that every language can say, bounded, with numbers that are numbers', async () => {
    const used = new Set<string>();
    for (const file of files) {
      const analysis = await analyze(new Blob([readFileSync(file)]));
      const { pictures } = picturesOf(analysis);
      expect(new Set(pictures.map(({ id }) => id)).size, file).toBe(pictures.length);
      const text = JSON.stringify(pictures);
      expect(text.length, file).toBeLessThan(60_000);
      for (const said of saidIn(pictures)) {
        used.add(said.key);
        expect(spokenIn(said), file).not.toMatch(/NaN|undefined|Infinity|∞/);
      }
    }
    expect(used.size).toBeGreaterThan(30);
  }, 60_000);
});

/** Every message of the pictures. */
function saidIn(value: unknown): Said[] {
  if (value === null || typeof value !== 'object') return [];
  const isSaid = 'key' in value && 'values' in value;
  return [...(isSaid ? [value as Said] : []), ...Object.values(value).flatMap(saidIn)];
}

/** In all four languages; durations and intervals stand for themselves. */
function spokenIn({ key, values }: Said): string {
  const plain = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'object' ? JSON.stringify(value) : value,
    ]),
  );
  return locales.map(locale => format(pictureStrings[locale].said[key], plain, locale)).join('\n');
}

test('every language has a sentence for every key, and a title for every picture', () => {
  for (const locale of locales) {
    expect(Object.keys(pictureStrings[locale].said).sort()).toEqual([...SAID_KEYS].sort());
    expect(Object.keys(pictureStrings[locale].titles).sort()).toEqual([...PICTURE_KINDS].sort());
    expect(Object.values(pictureStrings[locale].titles).join('')).not.toContain('{');
  }
});

test('the sentences of all languages want the same values', () => {
  const wanted = (text: string) =>
    [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(match => match[1]))].sort().join(' ');
  for (const key of SAID_KEYS)
    for (const locale of locales)
      expect([locale, key, wanted(pictureStrings[locale].said[key])]).toEqual([
        locale,
        key,
        wanted(pictureStrings.en.said[key]),
      ]);
});
