import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { headerFile } from '../../src/doors/headers.ts';
import { cacheControl, mayBeFramed, otherHeaders, policyHeader } from '../../src/offline/policy.ts';

const read = (file: string) => readFileSync(file, 'utf8');
const withoutFrames = policyHeader(false).replace(/^frame-ancestors 'none'; /, '');

describe('who may frame a page', () => {
  test.each([
    ['/ja/embed/conntrack-table-full/', true],
    ['/tools/net/zh/embed/mtu-pmtu/', true],
    ['/ja/', false],
    ['/ja/incidents/embed/', false],
    ['/embed/', false],
    ['/fr/embed/x/', false],
  ])('%s: %s', (path, framed) => {
    expect(mayBeFramed(path)).toBe(framed);
  });
});

test('_headers says what the pages say of themselves, and who may frame them', () => {
  const file = headerFile('/net/', ['', 'en/', 'en/incidents/x/', 'en/embed/x/']);
  const rule = (path: string) => file.split(/\n(?=\/)/).find(one => one.startsWith(`${path}\n`));
  expect(rule('/net/en/incidents/*')).toContain(`  Content-Security-Policy: ${policyHeader(false)}\n`);
  expect(rule('/net/en/embed/*')).toContain(`  Content-Security-Policy: ${policyHeader(true)}\n`);
  expect(rule('/net/_astro/*')).toContain(`  Cache-Control: ${cacheControl.hashed}\n`);
});

describe.each(['deploy/nginx.conf', 'deploy/Caddyfile'])('%s', file => {
  test('says what the pages say of themselves', () => {
    const text = read(file);
    expect(text).toContain(withoutFrames);
    expect(text).toContain(cacheControl.hashed);
    for (const [name, value] of Object.entries(otherHeaders)) expect(text).toContain(`${name} "${value}"`);
  });
});
