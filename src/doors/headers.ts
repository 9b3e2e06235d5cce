import { cacheControl, otherHeaders, policyHeader } from '../offline/policy.ts';

/**
 * The file `_headers` that Netlify, Cloudflare Pages and others read. Hosts differ in what they do where two rules match one page, so that
 * no two do: one rule a folder, and the views for frames have their own.
 *
 * @param pages addresses below the base
 */
export function headerFile(base: string, pages: readonly string[]): string {
  const rules = [...new Set(pages.map(ruleOf))].sort();
  return [
    '# Only the views for frames may be framed. See docs/hosting.md for other servers.',
    ...[...rules, '404.html', 'sw.js'].flatMap(rule => [
      `${base}${rule}`,
      `  Content-Security-Policy: ${policyHeader(isFramed(rule))}`,
      ...always,
    ]),
    `${base}_astro/*`,
    `  Cache-Control: ${cacheControl.hashed}`,
    ...always,
    '',
  ].join('\n');
}

/** `en/incidents/mtu-pmtu/` → `en/incidents/*`; the front pages stand alone. */
export function ruleOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  if (first === 'runbooks') return 'runbooks/*';
  return second === '' ? path : `${first}/${second}/*`;
}

const always = Object.entries(otherHeaders).map(([name, value]) => `  ${name}: ${value}`);

const isFramed = (rule: string) => rule.split('/')[1] === 'embed';
