import { describe, expect, it } from 'vitest';
import { href, parseHref } from '../../src/i18n/href.ts';
import { preferredLocale, toLocale } from '../../src/i18n/locales.ts';

describe('locales', () => {
  it('knows a language by its first part', () => {
    expect(toLocale('zh-CN')).toBe('zh');
    expect(toLocale('zh_Hans')).toBe('zh');
    expect(toLocale('JA')).toBe('ja');
    expect(toLocale('fr')).toBe('en');
    expect(toLocale(undefined)).toBe('en');
  });

  it("takes the first of a reader's languages that the site has", () => {
    expect(preferredLocale(['de-AT', 'ko-KR', 'en'])).toBe('ko');
    expect(preferredLocale(['de', 'fr'])).toBe('en');
    expect(preferredLocale([])).toBe('en');
  });
});

describe('href', () => {
  it('always ends in a slash, before a fragment too', () => {
    expect(href('en')).toBe('/en/');
    expect(href('ja', 'incidents')).toBe('/ja/incidents/');
    expect(href('zh', '/incidents/a/#stop')).toBe('/zh/incidents/a/#stop');
    expect(href('ko', 'incidents#dns')).toBe('/ko/incidents/#dns');
  });

  it('is taken apart again', () => {
    expect(parseHref('/ja/incidents/a/')).toEqual({ locale: 'ja', path: 'incidents/a/' });
    expect(parseHref('/fr/x')).toEqual({ locale: undefined, path: 'fr/x' });
    expect(parseHref('/')).toEqual({ locale: undefined, path: '' });
  });
});
