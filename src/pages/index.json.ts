import type { APIRoute } from 'astro';
import { alertPages, alertsOf, causesOf } from '../components/alerts.ts';
import { referencePages, runbooks } from '../components/library.ts';
import { href } from '../i18n/href.ts';
import { type Locale, locales } from '../i18n/locales.ts';

/** All incidents, reference pages and alerts in four languages, for programs: titles, symptoms, alerts, addresses. */
export const GET: APIRoute = async ({ site }) => {
  const address = (locale: Locale, path: string) => {
    const to = href(locale, path);
    return site ? new URL(to, site).href : to;
  };
  const inAll = async <Value>(of: (locale: Locale) => Promise<Value> | Value) =>
    Object.fromEntries(await Promise.all(locales.map(async locale => [locale, await of(locale)] as const)));
  const books = await inAll(runbooks);
  const pages = await inAll(referencePages);

  const incidents = await Promise.all(
    (books['en'] ?? []).map(async runbook => ({
      slug: runbook.slug,
      group: runbook.meta.group,
      severity: runbook.meta.severity,
      alerts: await alertsOf(runbook),
      aliases: runbook.meta.aliases,
      verified: runbook.meta.verified.date.toISOString().slice(0, 10),
      languages: await inAll(locale => {
        const entry = books[locale]?.find(({ slug }) => slug === runbook.slug)?.entry.data;
        return {
          url: address(locale, `incidents/${runbook.slug}/`),
          markdown: address(locale, `incidents/${runbook.slug}/`).replace(/\/$/, '.md'),
          title: entry?.title,
          summary: entry?.summary,
          symptoms: entry?.symptoms,
        };
      }),
    })),
  );
  const reference = await Promise.all(
    (pages['en'] ?? []).map(async ({ slug, meta }) => ({
      slug,
      formats: meta.formats,
      aliases: meta.aliases,
      languages: await inAll(locale => ({
        url: address(locale, `reference/${slug}/`),
        title: pages[locale]?.find(page => page.slug === slug)?.entry.data.title,
      })),
    })),
  );
  const alerts = await Promise.all(
    (await alertPages()).map(async ({ slug, name, alert }) => ({
      slug,
      name,
      components: alert.components,
      incidents: (await causesOf(alert, 'en')).flatMap(({ runbook }) => runbook?.slug ?? []),
      languages: await inAll(locale => ({
        url: address(locale, `alerts/${slug}/`),
        meaning: alert.meaning[locale],
      })),
    })),
  );
  return new Response(JSON.stringify({ incidents, reference, alerts }), {
    headers: { 'Content-Type': 'application/json' },
  });
};
