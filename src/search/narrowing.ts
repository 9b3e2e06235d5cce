import type { Locale } from '../i18n/locales.ts';
import type { Component, PageEntry } from './page.ts';

/** What a reader wants results narrowed to; null where it does not matter. */
export interface Narrowing {
  /** Only pages of this language, instead of the reader's own first. */
  readonly language: Locale | null;
  readonly component: Component | null;
  readonly kind: PageEntry['kind'] | null;
  readonly severity: PageEntry['severity'];
}

/** Everything. */
export const wide: Narrowing = { language: null, component: null, kind: null, severity: null };

/** True where nothing is left out. */
export function isWide(narrowing: Narrowing): boolean {
  return Object.values(narrowing).every(value => value === null);
}

/** True for a page that may be shown, whatever its language. */
export function accepts(
  { component, kind, severity }: Narrowing,
  page: Pick<PageEntry, 'component' | 'kind' | 'severity'>,
): boolean {
  return (
    (component === null || page.component === component) &&
    (kind === null || page.kind === kind) &&
    (severity === null || page.severity === severity)
  );
}
