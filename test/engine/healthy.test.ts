import { describe, expect, test } from 'vitest';
import type { Analysis } from '../../src/engine/model/analysis.ts';
import { kubeProxyTables, listed, type Release, saved, type Table } from '../lab/healthy/kube-proxy.ts';
import { cases, RECOGNISED } from './cases.ts';
import { paste } from './paste.ts';

/** What is said of a node on which all is well: each such finding is a fault of the check. */
function alarms({ findings }: Analysis): string[] {
  return findings
    .filter(
      ({ incident, verdict }) =>
        (verdict === 'confirmed' || verdict === 'suspected') && !RECOGNISED.has(incident),
    )
    .map(
      ({ incident, verdict, reasons }) =>
        `${incident} ${verdict}: ${reasons.map(({ key }) => key).join(', ')}`,
    );
}

const healthy = cases.filter(({ folder }) => folder === 'test/cases/healthy');

test('there are healthy nodes', () => {
  expect(healthy.length).toBeGreaterThan(150);
});

describe.each(healthy)('$name', ({ bytes, because, unread = 0 }) => {
  test('gives no alarm, and is read to the last line', async () => {
    const analysis = await paste(bytes);
    expect(alarms(analysis), because).toEqual([]);
    expect(analysis.unreadLines, analysis.unread.map(({ text }) => text).join('\n')).toBe(unread);
  });
});

const SERVICES = 1000;
const releases: readonly Release[] = ['1.18', '1.30', '1.36'];

/** Every form in which rules with and without counters are pasted; as `prove` of test/lab/healthy.sh has seen them printed. */
const forms: Readonly<Record<string, (tables: readonly Table[]) => string>> = {
  'iptables-save': tables => saved(tables),
  'iptables-save -c': tables => saved(tables, true),
  'iptables -S of filter and nat': tables =>
    tables
      .slice(1)
      .map(table => `${prompt(table)}${listed(table)}`)
      .join(''),
};

const prompt = ({ name }: Table) => `root@node-3:~# iptables -t ${name} -S\n`;

describe.each(releases)('a thousand services of kube-proxy %s', release => {
  const tables = kubeProxyTables({ release, services: SERVICES, endpoints: 3 });

  test.each(Object.entries(forms))('%s', async (_form, print) => {
    const analysis = await paste(print(tables));
    expect(alarms(analysis)).toEqual([]);
    expect(analysis.unreadLines).toBe(0);
  });
});
