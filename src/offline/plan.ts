import type { Locale } from '../i18n/locales.ts';

/** What a pack holds: what all pages need, the search index, the pages of a language. */
export type PackName = 'shared' | 'search' | Locale;

/** Written into the service worker by the build. */
export interface Plan {
  /** A hash over all packs: another one is another version of the site. */
  readonly version: string;
  /** Address of each pack, below the base. */
  readonly packs: Readonly<Partial<Record<PackName, string>>>;
}

/** Page → service worker. `fill` is answered on its port; `pause` ends it at once, and nothing more is asked for. */
export type ToServiceWorker =
  | { readonly kind: 'fill'; readonly packs: readonly PackName[] }
  | { readonly kind: 'pause' }
  | { readonly kind: 'take-over' };

/** How a `fill` ended. stopped: paused, offline, or no room. */
export type Filled = 'ready' | 'stopped';

/** In which order a reader of a language wants the packs; a connection that counts its bytes gets no other languages. */
export function orderFor(locale: Locale, locales: readonly Locale[], sparing: boolean): PackName[] {
  const own: PackName[] = ['shared', locale, 'search'];
  return sparing ? own : [...own, ...locales.filter(other => other !== locale)];
}

/**
 * The pack that a file of the site belongs into; null for what no reader opens: files for programs and for other sites.
 *
 * @param path `ja/incidents/mtu-pmtu/index.html`
 */
export function packOf(path: string, locales: readonly Locale[]): PackName | null {
  const [first = '', second = ''] = path.split('/');
  if (/^(?:sw\.js|_headers|offline|index\.json)$/.test(first) || second === 'embed') return null;
  if (/\.(?:xml|png|txt|md)$/.test(path)) return null;
  if (first === 'pagefind' || first === 'search') return 'search';
  return locales.find(locale => locale === first) ?? 'shared';
}
