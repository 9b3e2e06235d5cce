import type { APIRoute } from 'astro';
import { alerts } from '../../../components/alerts.ts';
import { referencePages, runbooks } from '../../../components/library.ts';
import { drawPicture, type Picture } from '../../../doors/picture.ts';
import { locales } from '../../../i18n/locales.ts';
import { doors } from '../../../i18n/strings/doors.ts';
import { site } from '../../../i18n/strings/site.ts';

/** A picture a page and language: `/og/ja/incidents/mtu-pmtu.png`; `/og/ja/desk.png` for what has none of its own. */
export async function getStaticPaths() {
  const all = await Promise.all(locales.map(locale => picturesIn(locale)));
  return all
    .flat()
    .map(([path, picture]) => ({ params: { locale: picture.locale, path }, props: { picture } }));
}

async function picturesIn(locale: Picture['locale']): Promise<[path: string, picture: Picture][]> {
  const t = site[locale];
  return [
    ['desk', { locale, title: t.tagline, slug: 'iptables conntrack curl', kind: '' }],
    ...(await runbooks(locale)).map(({ slug, entry, meta }): [string, Picture] => [
      `incidents/${slug}`,
      { locale, title: entry.data.title, slug, kind: t.groups[meta.group], severity: meta.severity },
    ]),
    ...(await referencePages(locale)).map(({ slug, entry }): [string, Picture] => [
      `reference/${slug}`,
      { locale, title: entry.data.title, slug, kind: t.reference.title },
    ]),
    ...(await alerts()).map(({ name }): [string, Picture] => [
      `alerts/${name.toLowerCase()}`,
      { locale, title: name, slug: name.toLowerCase(), kind: doors[locale].alerts.kind },
    ]),
  ];
}

export const GET: APIRoute<{ picture: Picture }> = async ({ props }) =>
  new Response(new Uint8Array(await drawPicture(props.picture)), {
    headers: { 'Content-Type': 'image/png' },
  });
