import { afterEach, expect, test, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** The helpers that make every address, as a site built with this `BASE_PATH` has them. */
async function below(base: string) {
  vi.resetModules();
  vi.stubEnv('BASE_URL', base);
  return import('../../src/i18n/href.ts');
}

test.each([
  ['/', '/'],
  ['/net', '/net/'],
  ['/net/', '/net/'],
  ['/tools/net/', '/tools/net/'],
])('below %s every address begins with %s, and is taken apart again', async (base, start) => {
  const { asset, href, parseHref } = await below(base);
  expect(asset('')).toBe(start);
  expect(asset('/favicon.svg')).toBe(`${start}favicon.svg`);
  expect(href('ja')).toBe(`${start}ja/`);
  expect(href('zh', 'incidents/mtu-pmtu#stop')).toBe(`${start}zh/incidents/mtu-pmtu/#stop`);
  expect(parseHref(`${start}ko/reference/ss/`)).toEqual({ locale: 'ko', path: 'reference/ss/' });
});
