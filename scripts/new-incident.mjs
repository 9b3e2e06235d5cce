import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** `npm run new:incident SLUG` makes the files of an incident. `npm run check` then says what is still to be written. */
const root = fileURLToPath(new URL('..', import.meta.url));
const [slug] = process.argv.slice(2);

if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(slug ?? '')) {
  process.stderr.write(
    `A slug is wanted, such as conntrack-table-full: small letters, digits and hyphens. Given was "${slug ?? ''}". It is an address for ever.\n`,
  );
  process.exit(2);
}
if (existsSync(`${root}content/incidents/${slug}`)) {
  process.stderr.write(`content/incidents/${slug} is there already; nothing was changed.\n`);
  process.exit(2);
}

const name = slug.replaceAll(/-([a-z0-9])/g, (_, letter) => letter.toUpperCase());

const META = `group: rules
severity: warning
alerts: []
verified:
  date: ${new Date().toISOString().slice(0, 10)}
  on: ''
`;

const TEXT = `---
title: ''
summary: ''
symptoms:
  - ''
apart: {}
findings:
  confirmed: ''
  suspected: ''
  clear: ''
  undecided: ''
---

<Section id="see">

</Section>

<Section id="sources">

</Section>
`;

const CHECK = `import { type Incident } from './incident.ts';
import { judge } from './judge.ts';

/**
 * What fails, and which evidence is enough by itself.
 */
export const ${name}: Incident = {
  slug: '${slug}',
  related: [],
  messages: ['confirmed', 'suspected', 'clear', 'undecided'],
  check(_facts) {
    return judge({ reasons: [], severity: 'warning', next: [] });
  },
};
`;

const CASES = `# Cases for ${slug}: confirmed, clear, undecided, and each look-alike. See test/cases/conntrack-table-full.
[]
`;

const files = {
  [`content/incidents/${slug}/meta.yaml`]: META,
  ...Object.fromEntries(
    ['en', 'ja', 'ko', 'zh'].map(locale => [`content/incidents/${slug}/${locale}.mdx`, TEXT]),
  ),
  [`src/engine/incidents/${slug}.ts`]: CHECK,
  [`test/cases/${slug}/cases.yaml`]: CASES,
};
for (const [file, text] of Object.entries(files)) {
  mkdirSync(`${root}${file.replace(/[^/]+$/, '')}`, { recursive: true });
  writeFileSync(`${root}${file}`, text);
  process.stdout.write(`${file}\n`);
}
process.stdout.write(`Now:
- add ${name} to src/engine/incidents/index.ts
- write the texts, in four languages
- src/components/signs.ts: where, how and since when it is seen, for the symptom finder
- test/search/queries.yaml: what people type who have it
- record captures by test/lab/${slug}.sh, and list them in test/cases/${slug}/cases.yaml
npm run check and npm run test:unit say what is missing.
`);
