import { describe, expect, test } from 'vitest';
import { readTexts } from '../../../scripts/texts-plugin.mjs';
import { locales } from '../../../src/i18n/locales.ts';
import { reportFindings } from '../../../src/i18n/report.ts';
import type { Texts } from '../../../src/i18n/texts.ts';
import { cases } from '../cases.ts';
import { finding, paste, reasonKeys } from '../paste.ts';

const SLUGS = [
  'dns-conntrack-race-5s',
  'dns-slow-or-timeout',
  'stale-udp-conntrack',
  'nodelocaldns-down',
  'udp-unreplied',
  'udp-reply-wrong-source',
];

const own = cases.filter(({ folder }) => SLUGS.some(slug => folder.endsWith(`/${slug}`)));

describe('every sentence of the cases can be said', async () => {
  const analyses = await Promise.all(own.map(({ bytes }) => paste(bytes)));

  test.each(locales)('%s', locale => {
    const texts = readTexts(locale).data as Texts;
    const said = analyses
      .flatMap(analysis => reportFindings(analysis, texts))
      .filter(({ incident }) => SLUGS.includes(incident))
      .flatMap(({ text, reasons, notes }) => [text, ...[...reasons, ...notes].map(reason => reason.text)]);
    expect(said.length).toBeGreaterThan(own.length);
    expect(said.filter(text => /[{}]/.test(text))).toEqual([]);
  });
});

/** What curl prints for a request with this lookup, in seconds. */
function request(lookup: number): string {
  const at = (offset: number) => (lookup + offset).toFixed(6);
  return `dns=${lookup.toFixed(6)} connect=${at(0.0004)} tls=0.000000 ttfb=${at(0.002)} total=${at(0.0021)} code=200\n`;
}

const counters = (failed: number, dropped = failed) =>
  `cpu=0   \tfound=1 invalid=2 insert=0 insert_failed=${failed} drop=${dropped} early_drop=0 error=0 search_restart=0 \n`;
const growing = (by: number, dropped = by) =>
  `root@node-3:~# conntrack -S; sleep 60; conntrack -S\n${counters(20)}${counters(20 + by, 20 + dropped)}`;

async function verdict(slug: string, ...parts: string[]) {
  return finding(await paste(parts.join('')), slug).verdict;
}

describe('dns-conntrack-race-5s', () => {
  const quick = [0.002, 0.003, 0.0021, 0.0024].map(request).join('');
  const race = (...parts: string[]) => verdict('dns-conntrack-race-5s', ...parts, 'root@node-3:~# curl\n');

  test('one failed insertion or one late lookup is no proof', async () => {
    expect(
      await race(growing(2), `root@node-3:~# cat times\n${quick}${request(5.006)}${request(5.005)}`),
    ).toBe('confirmed');
    expect(
      await race(growing(1), `root@node-3:~# cat times\n${quick}${request(5.006)}${request(5.005)}`),
    ).toBe('suspected');
    expect(await race(growing(2), `root@node-3:~# cat times\n${quick}${request(5.006)}`)).toBe('suspected');
  });

  test('what is between the clusters is no lost question', async () => {
    expect(await race(growing(2), `root@node-3:~# cat times\n${quick}${request(4.2)}${request(5.6)}`)).toBe(
      'undecided',
    );
  });

  test('the time-out of the resolver file moves the clusters', async () => {
    const file = 'root@node-3:~# cat /etc/resolv.conf\nnameserver 10.96.0.10\noptions timeout:2\n';
    expect(
      await race(file, growing(2), `root@node-3:~# cat times\n${quick}${request(2.004)}${request(4.006)}`),
    ).toBe('confirmed');
    expect(
      await race(file, growing(2), `root@node-3:~# cat times\n${quick}${request(5.004)}${request(5.006)}`),
    ).toBe('undecided');
  });
});

describe('dns-slow-or-timeout', () => {
  const slow = (...seconds: number[]) => verdict('dns-slow-or-timeout', seconds.map(request).join(''));

  test('one lookup of a second can be a cold cache, two seconds cannot', async () => {
    expect(await slow(0.002, 1.2)).toBe('suspected');
    expect(await slow(1.1, 1.2)).toBe('confirmed');
    expect(await slow(0.002, 2.1)).toBe('confirmed');
  });

  test('five quick lookups clear, four do not', async () => {
    expect(await slow(0.002, 0.003, 0.004, 0.002)).toBe('undecided');
    expect(await slow(0.002, 0.003, 0.004, 0.002, 0.003)).toBe('clear');
  });

  test('a literal address is no lookup', async () => {
    expect(await slow(0.00002, 0.00003, 0.00002, 0.00002, 0.00003)).toBe('undecided');
  });

  test('a capture of questions alone is no silence', async () => {
    const question = (second: number) =>
      `10:02:${second}.204011 IP 10.244.1.7.${41000 + second} > 10.96.0.10.53: ${second}+ A? api.example.com. (33)\n`;
    const { reasons } = finding(
      await paste([11, 13, 17, 21, 29].map(question).join('')),
      'dns-slow-or-timeout',
    );
    expect(reasons).toEqual([]);
  });
});

describe('udp-unreplied', () => {
  const flows = (count: number, answered: number) =>
    Array.from({ length: count }, (_, i) => {
      const port = 40000 + i;
      const mark = i < answered ? '' : '[UNREPLIED] ';
      return `udp      17 2${i % 10} src=10.244.1.7 dst=10.96.0.10 sport=${port} dport=53 ${mark}src=10.244.0.5 dst=10.244.1.7 sport=53 dport=${port} mark=0 use=1\n`;
    }).join('');

  test('the thresholds', async () => {
    expect(await verdict('udp-unreplied', flows(20, 0))).toBe('confirmed');
    expect(await verdict('udp-unreplied', flows(19, 0))).toBe('suspected');
    // Few, but most of them have waited for more than 5 of the 30 s, and none is answered.
    expect(await verdict('udp-unreplied', flows(5, 0))).toBe('suspected');
    expect(await verdict('udp-unreplied', flows(4, 0))).toBe('undecided');
    expect(await verdict('udp-unreplied', flows(9, 1))).toBe('undecided');
    expect(await verdict('udp-unreplied', flows(40, 21))).toBe('undecided');
    expect(await verdict('udp-unreplied', flows(20, 18))).toBe('clear');
  });
});

describe('stale-udp-conntrack', () => {
  const flow =
    'udp      17 29 src=10.244.1.7 dst=10.96.0.10 sport=45353 dport=53 [UNREPLIED] src=10.244.0.5 dst=10.244.1.7 sport=53 dport=45353 mark=0 use=1\n';
  const rules = (to: string) =>
    `*nat\n:PREROUTING ACCEPT [0:0]\n:KUBE-SERVICES - [0:0]\n:KUBE-SVC-TCOU7JCQXEZGVUNU - [0:0]\n:KUBE-SEP-QXGCOMFSLNGRXTNZ - [0:0]\n-A PREROUTING -j KUBE-SERVICES\n-A KUBE-SERVICES -d 10.96.0.10/32 -p udp -m udp --dport 53 -j KUBE-SVC-TCOU7JCQXEZGVUNU\n-A KUBE-SVC-TCOU7JCQXEZGVUNU -j KUBE-SEP-QXGCOMFSLNGRXTNZ\n-A KUBE-SEP-QXGCOMFSLNGRXTNZ -p udp -m udp -j DNAT --to-destination ${to}\nCOMMIT\n`;

  test('a range of endpoints cannot be held against', async () => {
    expect(await verdict('stale-udp-conntrack', flow, rules('10.244.0.9:53'))).toBe('confirmed');
    expect(await verdict('stale-udp-conntrack', flow, rules('10.244.0.1-10.244.0.9:53'))).toBe('undecided');
  });

  test('rules that break off tell nothing', async () => {
    const text = rules('10.244.0.9:53');
    const found = finding(
      await paste(flow, text.slice(0, text.indexOf('-A KUBE-SEP'))),
      'stale-udp-conntrack',
    );
    expect(found.verdict).toBe('undecided');
  });

  test('masked addresses are no endpoints', async () => {
    const masked = flow.replaceAll('10.244.0.5', '10.x.x.5');
    const found = finding(await paste(masked, rules('10.244.0.9:53')), 'stale-udp-conntrack');
    expect(reasonKeys(found).filter(key => !key.startsWith('-'))).toEqual([]);
  });
});
