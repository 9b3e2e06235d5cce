import { expect, test } from 'vitest';
import { listing, save } from '../../../bench/inputs/rules.ts';
import { factsByHost } from '../../../src/engine/facts/facts.ts';
import { INCIDENTS } from '../../../src/engine/incidents/index.ts';
import { paste } from '../paste.ts';

const RULES = 20_000;
/** All checks together may take so many times what reading takes; one that grows with the square of the rules takes hundreds. */
const TIMES = 10;

test.each(Object.entries({ 'iptables -nvL': listing, 'iptables-save': save }))(
  '%s of twenty thousand rules: the checks cost no more than a few readings',
  async (_form, print) => {
    const text = print(RULES);
    const least = { reading: Number.POSITIVE_INFINITY, checks: Number.POSITIVE_INFINITY };
    for (let run = 0; run < 3; run++) {
      const began = performance.now();
      const { sections } = await paste(text);
      const whole = performance.now() - began;
      const facts = factsByHost(sections);
      const before = performance.now();
      for (const incident of INCIDENTS) for (const host of facts) incident.check(host);
      const checks = performance.now() - before;
      least.checks = Math.min(least.checks, checks);
      least.reading = Math.min(least.reading, Math.max(1, whole - checks));
    }
    expect(least.checks).toBeLessThan(least.reading * TIMES);
  },
);
