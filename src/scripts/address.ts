/** What `index.json` says of names, as far as a lost address needs it. */
export interface Known {
  readonly incidents: readonly { readonly slug: string; readonly aliases?: readonly string[] }[];
  readonly reference: readonly { readonly slug: string; readonly aliases?: readonly string[] }[];
  readonly alerts: readonly { readonly slug: string }[];
}

/** `Incidents/Conntrack-Table-Full.html` → `conntrack-table-full`; a letter cut in the middle (`%E3%81`) stays as it is. */
export function lastPart(path: string): string {
  const parts = path.split('/').filter(part => part !== '');
  return decode(parts.at(-1) ?? '')
    .replace(/\.(html?|mdx?)$/i, '')
    .toLowerCase();
}

/** `incidents/Conntrack_table-full.html` → `Conntrack table full`: what to search for. */
export function wordsOf(path: string): string {
  const parts = path.split('/').filter(part => part !== '');
  return decode(parts.at(-1) ?? '')
    .replace(/\.(html?|mdx?)$/i, '')
    .replace(/[-_+]+/g, ' ')
    .slice(0, 80)
    .trim();
}

/** Spellings of an address that may be meant, the nearest first: `Runbooks/Node/X.html` → `runbooks/node/x/`. */
export function guesses(path: string): string[] {
  const plain = path.replace(/\/+$/, '').replace(/\/index\.html?$/i, '');
  const bare = plain.replace(/[/).,;:]+$/, '').replace(/\.html?$/i, '');
  return [...new Set([`${plain.toLowerCase()}/`, `${bare.toLowerCase()}/`])].filter(guess => guess !== '/');
}

/** The page that bears this name, below the language: a slug, a former slug, an alert. */
export function namesake(known: Known, name: string): string | null {
  const named = (page: { readonly slug: string; readonly aliases?: readonly string[] }) =>
    page.slug === name || page.aliases?.includes(name) === true;
  const incident = known.incidents.find(named);
  if (incident) return `incidents/${incident.slug}/`;
  const page = known.reference.find(named);
  if (page) return `reference/${page.slug}/`;
  const alert = known.alerts.find(named);
  return alert ? `alerts/${alert.slug}/` : null;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
