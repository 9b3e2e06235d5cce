import type { APIRoute } from 'astro';
import { alerts } from '../components/alerts.ts';
import { referencePages, runbooks } from '../components/library.ts';
import { asset, href } from '../i18n/href.ts';
import { defaultLocale, localeInfo, locales } from '../i18n/locales.ts';
import { site as strings } from '../i18n/strings/site.ts';

/** What stands here, for programs that read: https://llmstxt.org. Every page is there as Markdown too, under its address with `.md`. */
export const GET: APIRoute = async ({ site }) => {
  const absolute = (to: string) => (site ? new URL(to, site).href : to);
  const copy = (path: string) => absolute(href(defaultLocale, path).replace(/\/$/, '.md'));
  const t = strings[defaultLocale];
  const line = (title: string, path: string, summary: string) => `- [${title}](${copy(path)}): ${summary}`;
  const books = await runbooks(defaultLocale);
  const pages = await referencePages(defaultLocale);
  const text = [
    '# Conntriage',
    '',
    `> ${t.description}`,
    '',
    'Runbooks for incidents of Linux and Kubernetes networking: iptables, conntrack, kube-proxy, DNS, MTU. Each page asks questions that one',
    'command each answers, shows true outputs, and gives the fix by version with its source.',
    '',
    `Every page is there in ${locales.map(locale => localeInfo[locale].name).join(', ')}: replace \`/${defaultLocale}/\` by ${locales
      .filter(locale => locale !== defaultLocale)
      .map(locale => `\`/${locale}/\``)
      .join(', ')}.`,
    '',
    `[index.json](${absolute(asset('index.json'))}) lists all incidents with titles, symptoms and alerts in all languages.`,
    '',
    `## ${t.incidents.title}`,
    '',
    ...books.map(({ slug, entry }) => line(entry.data.title, `incidents/${slug}/`, entry.data.summary)),
    '',
    '## Alerts',
    '',
    ...(await alerts()).map(({ name, meaning }) =>
      line(name, `alerts/${name.toLowerCase()}/`, meaning[defaultLocale]),
    ),
    '',
    '## Optional',
    '',
    ...pages.map(({ slug, entry }) => line(entry.data.title, `reference/${slug}/`, entry.data.summary)),
    '',
  ].join('\n');
  return new Response(text, { headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
};
