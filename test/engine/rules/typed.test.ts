import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canonical, printSpec, readSaveBody } from '../../../src/engine/rules/index.ts';

/** Rules as people type them, and what the tool itself printed of each (test/lab/captures/iptables.sh). */
function pairs(family: string): [typed: string, printed: string][] {
  const text = readFileSync(`test/captures/iptables/typed.${family}.txt`, 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map(line => line.split('\t') as [string, string]);
}

describe.each([
  ['ipv4', 'v4'],
  ['ipv6', 'v6'],
] as const)('a rule of %s that was typed', (family, name) => {
  test.each(pairs(name))('%s', (typed, printed) => {
    const spec = readSaveBody(typed, family);
    expect(printSpec(spec)).toBe(printed);
    expect(spec.unknown).toEqual([]);
    expect(canonical(spec, family)).toEqual(spec);
    expect(readSaveBody(printed, family)).toEqual(spec);
  });
});
