import { globSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { listing, save } from '../../../bench/inputs/rules.ts';
import { factsByHost } from '../../../src/engine/facts/facts.ts';
import { INCIDENTS } from '../../../src/engine/incidents/index.ts';
import { kubeProxyTables, saved } from '../../lab/healthy/kube-proxy.ts';
import { readOnly } from '../paste.ts';

/**
 * What all checks cost, in readings of the same text. Each run checks the sections of its own reading, so that no answer of another
 * run is remembered; the least of several runs leaves out what else the machine had to do.
 */
async function cost(text: Uint8Array<ArrayBuffer>, runs: number): Promise<number> {
  const least = { reading: Number.POSITIVE_INFINITY, checks: Number.POSITIVE_INFINITY };
  for (let run = 0; run < runs; run++) {
    const began = performance.now();
    const sections = await readOnly(text);
    const between = performance.now();
    for (const host of factsByHost(sections)) for (const incident of INCIDENTS) incident.check(host);
    const ended = performance.now();
    least.reading = Math.min(least.reading, between - began);
    least.checks = Math.min(least.checks, ended - between);
  }
  return least.checks / least.reading;
}

function largestFixture(): Uint8Array<ArrayBuffer> {
  const all = globSync('test/cases/*/*.{txt,txt.gz}').map(file => {
    const bytes = readFileSync(file);
    return new Uint8Array(file.endsWith('.gz') ? gunzipSync(bytes) : bytes);
  });
  return all.reduce((largest, bytes) => (bytes.length > largest.length ? bytes : largest));
}

function thousandServices(): Uint8Array<ArrayBuffer> {
  const tables = kubeProxyTables({ release: '1.30', services: 1000, endpoints: 3 });
  return new TextEncoder().encode(saved(tables, true));
}

/**
 * Two to four times what is measured, so that a busy machine fails nothing; a parse of all rules costs ten readings. Rules are read so
 * fast, equal ones once, that looking at them a second time counts.
 */
const READINGS = 1;

test('all checks of the largest stored output cost a fraction of reading it: measured, less than a tenth', async () => {
  expect(await cost(largestFixture(), 30)).toBeLessThan(0.2);
}, 60_000);

test('all checks of the rules of a thousand Services cost less than reading them', async () => {
  expect(await cost(thousandServices(), 12)).toBeLessThan(READINGS);
}, 60_000);

test.each(Object.entries({ 'iptables -nvL': listing, 'iptables-save': save }))(
  '%s of twenty thousand rules: no check costs the square of the rules',
  async (_form, print) => {
    expect(await cost(new TextEncoder().encode(print(20_000)), 5)).toBeLessThan(READINGS);
  },
  60_000,
);
