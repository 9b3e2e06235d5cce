import { existsSync, globSync, readFileSync } from 'node:fs';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { copyOf, pagesOf } from '../../src/doors/integration.ts';
import { type Locale, locales } from '../../src/i18n/locales.ts';
import { launch } from './browser.ts';
import { visit } from './page.ts';

const root = 'dist/site';
const pages = pagesOf(root);

interface Built {
  readonly html: string;
  readonly ids: readonly string[];
}

const read = new Map<string, Built>();

/** A built page; each is read once. */
function built(path: string): Built {
  const known = read.get(path);
  if (known) return known;
  const html = readFileSync(`${root}/${path}index.html`, 'utf8');
  const page = { html, ids: [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id = '']) => id) };
  read.set(path, page);
  return page;
}

/** Pages that say that there is a copy of them as Markdown. */
const copied = pages.filter(path => copyOf(built(path).html) !== undefined);

const meta = (html: string, property: string) =>
  new RegExp(`<meta (?:property|name)="${property}" content="([^"]*)"`).exec(html)?.[1];

/** `/en/x/#y` of a page → which file, which place in it; null for what leads elsewhere. */
function target(href: string, path: string): { readonly page: string; readonly id: string } | null {
  if (/^(?:[a-z]+:|#[isvd]-|#logo)/.test(href)) return null;
  const url = new URL(href, `http://x/${path}`);
  return { page: url.pathname.slice(1), id: decodeURIComponent(url.hash.slice(1)) };
}

describe('every link', () => {
  test('of a Markdown copy leads somewhere', () => {
    const lost: string[] = [];
    for (const path of copied) {
      const text = readFileSync(`${root}/${path.replace(/\/$/, '.md')}`, 'utf8').replace(
        /^(`{3,})[\s\S]*?^\1$/gm,
        '',
      );
      for (const [, href = ''] of text.matchAll(/\]\((\/[^)\s]*)\)/g)) {
        const to = target(href, '');
        if (to && !(to.page.endsWith('/') ? pages.includes(to.page) : existsSync(`${root}/${to.page}`)))
          lost.push(`${path}: ${href}`);
      }
    }
    expect(lost).toEqual([]);
  });
});

describe('addresses that never change', () => {
  test('headings, questions and commands have the same ids in all languages', () => {
    const others: string[] = [];
    for (const path of pages.filter(one => one.startsWith('en/'))) {
      const below = path.slice(3);
      for (const locale of locales)
        if (built(`${locale}/${below}`).ids.join() !== built(path).ids.join())
          others.push(`${locale}/${below}`);
    }
    expect(others).toEqual([]);
    expect(built('en/incidents/conntrack-table-full/').ids).toEqual(
      expect.arrayContaining(['see', 'is-it', 'stop', 'fix', 'worked', 'why', 'coming', 'sources']),
    );
  });

  test('no id stands twice on a page', () => {
    const twice = pages.filter(path => new Set(built(path).ids).size < built(path).ids.length);
    expect(twice).toEqual([]);
  });

  test('every heading, question and command of a text has a link to itself', () => {
    const silent: string[] = [];
    for (const path of pages.filter(one => /^en\/(?:incidents|reference|alerts)\/[^/]+\/$/.test(one))) {
      const { html } = built(path);
      const body = html.slice(html.indexOf('book-body'), html.indexOf('as-markdown'));
      const anchors = new Set([...body.matchAll(/class="anchor" href="#([^"]+)"/g)].map(([, id]) => id));
      const places = [
        ...body.matchAll(/<(?:h2|h3|li class="step"|div class="cmd cmd-\w+")[^>]*\sid="([^"]+)"/g),
      ];
      for (const [, id] of places)
        if (!anchors.has(id) && id !== 'backlinks' && id !== 'alerts-here' && id !== 'related')
          silent.push(`${path}#${id}`);
    }
    expect(silent).toEqual([]);
  });
});

describe('a chat', () => {
  test('is told title, sentence and picture of every page, in its language', () => {
    const poor: string[] = [];
    for (const path of pages) {
      const { html } = built(path);
      const picture = meta(html, 'og:image')?.replace(/^https?:\/\/[^/]+/, '') ?? '';
      const language = path.split('/')[0] as Locale;
      const own = locales.includes(language) ? language : 'en';
      if (
        !meta(html, 'og:title') ||
        !meta(html, 'og:description') ||
        !picture.startsWith(`/og/${own}/`) ||
        !existsSync(root + picture)
      )
        poor.push(path);
    }
    expect(poor).toEqual([]);
  });

  test('gets PNGs of the usual size', () => {
    const odd = globSync(`${root}/og/**/*.png`).filter(file => {
      const png = readFileSync(file);
      return png.readUInt32BE(16) !== 1200 || png.readUInt32BE(20) !== 630;
    });
    expect(odd).toEqual([]);
  });
});

describe('programs', () => {
  const index = JSON.parse(readFileSync(`${root}/index.json`, 'utf8')) as {
    incidents: {
      slug: string;
      alerts: string[];
      languages: Record<Locale, { title: string; symptoms: string[]; url: string }>;
    }[];
    alerts: { slug: string; components: string[]; incidents: string[] }[];
  };

  test('find all incidents with titles, symptoms and alerts in four languages', () => {
    const slugs = pages.flatMap(path => /^en\/incidents\/([^/]+)\/$/.exec(path)?.[1] ?? []);
    expect(index.incidents.map(({ slug }) => slug).sort()).toEqual(slugs);
    for (const { languages } of index.incidents) {
      for (const locale of locales) {
        expect(languages[locale].title).not.toBe('');
        expect(languages[locale].symptoms.length).toBeGreaterThan(0);
        expect(pages).toContain(languages[locale].url.replace(/^(?:https?:\/\/[^/]+)?\//, ''));
      }
    }
    expect(index.incidents.find(({ slug }) => slug === 'conntrack-table-full')?.alerts).toContain(
      'NodeHighNumberConntrackEntriesUsed',
    );
  });

  test('find a copy of every page of text and of every list', () => {
    const texts = pages.filter(path => /^[a-z]{2}\/(?:incidents|reference|alerts)\//.test(path));
    expect(copied).toEqual(expect.arrayContaining(texts));
  });

  test('find every alert behind both of its doors', () => {
    for (const { slug, components } of index.alerts) {
      for (const locale of locales) expect(pages).toContain(`${locale}/alerts/${slug}/`);
      for (const component of components) {
        const { html } = built(`runbooks/${component}/${slug}/`);
        for (const locale of locales) expect(html).toContain(`data-tongue="${locale}"`);
        expect(html.match(/<article[^>]*\shidden/g)).toHaveLength(locales.length - 1);
      }
    }
  });

  test('find a copy of every page as Markdown, with its commands', () => {
    for (const path of copied) {
      const text = readFileSync(`${root}/${path.replace(/\/$/, '.md')}`, 'utf8');
      expect(text, path).toMatch(/^(?:> .*\n\n)?# /);
      expect(text, path).not.toMatch(/undefined|\[object/);
      const wells = built(path).html.match(/class="cmd-for"/g)?.length ?? 0;
      expect(text.match(/^ *```sh$/gm)?.length ?? 0, path).toBeGreaterThanOrEqual(wells);
      expect(built(path).html).toContain(`"/${path.replace(/\/$/, '.md')}"`);
    }
    const copy = readFileSync(`${root}/en/incidents/conntrack-table-full.md`, 'utf8');
    expect(copy).toContain('sysctl -w net.netfilter.nf_conntrack_max=<new-max>');
  });

  test('find every page in sitemap.xml and llms.txt', () => {
    const sitemap = readFileSync(`${root}/sitemap.xml`, 'utf8');
    expect(copied.length).toBeGreaterThan(index.incidents.length * locales.length);
    for (const path of copied) expect(sitemap).toContain(`/${path}</loc>`);
    expect(sitemap).not.toMatch(/\/embed\/|\/runbooks\//);
    const llms = readFileSync(`${root}/llms.txt`, 'utf8');
    for (const [, href = ''] of llms.matchAll(/\]\(([^)]+)\)/g))
      expect(existsSync(root + href.replace(/^https?:\/\/[^/]+/, '')), href).toBe(true);
    for (const { slug } of index.incidents) expect(llms).toContain(`/en/incidents/${slug}.md`);
  });
});

describe('frames', () => {
  test('may hold the views for frames, and nothing else', () => {
    const rules = [
      ...readFileSync(`${root}/_headers`, 'utf8').matchAll(
        /^(\/\S*)\n(?: {2}\S.*\n)*? {2}Content-Security-Policy: (.+)$/gm,
      ),
    ];
    for (const path of pages) {
      const own = rules.filter(([, rule = '']) =>
        rule.endsWith('*') ? `/${path}`.startsWith(rule.slice(0, -1)) : rule === `/${path}`,
      );
      const framed = path.split('/')[1] === 'embed';
      expect(
        own.map(([, , policy]) => policy?.split(';')[0]),
        path,
      ).toEqual([framed ? 'frame-ancestors *' : "frame-ancestors 'none'"]);
    }
  });

  test('show a page of text without header and footer, and say where it belongs', () => {
    const { html } = built('ja/embed/conntrack-table-full/');
    expect(html).not.toMatch(/<header class="top"|<footer class="foot"|class="side"/);
    expect(html).toContain('noindex');
    expect(html).toContain('/ja/incidents/conntrack-table-full/');
    expect(pages).toContain('ko/embed/paste/');
  });
});

describe('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  const alert = '/runbooks/node/nodenetworkreceiveerrs/';

  test('an alert speaks the language of its reader, and fills the commands', async () => {
    const context = await browser.newContext({ locale: 'ja-JP' });
    const page = await context.newPage();
    await page.goto(`${inject('site')}${alert}#interface=eth0`, { waitUntil: 'networkidle' });
    expect(await page.locator('html').getAttribute('lang')).toBe('ja');
    expect(await page.locator('article').count()).toBe(1);
    expect(await page.locator('article .cmd pre').first().textContent()).toContain('ethtool -S eth0');
    expect(await page.locator('#first').count()).toBe(1);
    expect(await page.locator('a[data-carry]').first().getAttribute('href')).toContain('#interface=eth0');
    await context.close();
  });

  test('an alert speaks English where scripts are off', async () => {
    const context = await browser.newContext({ locale: 'ja-JP', javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(inject('site') + alert, { waitUntil: 'load' });
    expect(await page.locator('article:visible').getAttribute('lang')).toBe('en');
    await context.close();
  });

  test.each([
    ['/Runbooks/Node/NodeNetworkReceiveErrs/', '**/runbooks/node/nodenetworkreceiveerrs/'],
    ['/en/Incidents/MTU-PMTU.html', '**/en/incidents/mtu-pmtu/'],
    ['/wiki/mtu-pmtu/#fix', '**/en/incidents/mtu-pmtu/#fix'],
  ])('%s finds its page', async (lost, found) => {
    const { page, close } = await visit(browser, lost, { until: 'load' });
    await page.waitForURL(found);
    await close();
  });

  test('what is not found is searched', async () => {
    const { page, close } = await visit(browser, '/en/incidents/conntrack-tables-fully/', { until: 'load' });
    await page.locator('search-dialog dialog[open]').waitFor();
    expect(await page.locator('search-dialog input').inputValue()).toBe('conntrack tables fully');
    await close();
  });

  test('the sign beside a heading copies its address', async () => {
    const { page, close } = await visit(browser, '/en/incidents/mtu-pmtu/', { until: 'load' });
    await page.locator('#fix .anchor').click();
    await expect
      .poll(() => page.evaluate(() => navigator.clipboard.readText()))
      .toMatch(/\/en\/incidents\/mtu-pmtu\/#fix$/);
    await close();
  });

  test('a view in a frame opens other pages beside it', async () => {
    const { page, complaints, close } = await visit(browser, '/ko/embed/mtu-pmtu/', { until: 'load' });
    expect(await page.locator('.embed-foot a').getAttribute('target')).toBe('_blank');
    expect(complaints).toEqual([]);
    await close();
  });
});
