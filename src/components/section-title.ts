import type { SiteStrings } from '../i18n/strings/site.ts';

/** The heading of a section: its own title, or the fixed wording of a runbook's eight sections. */
export function sectionTitle(t: SiteStrings, id: string, own: string | undefined): string {
  if (own !== undefined) return own;
  const fixed: Readonly<Record<string, string>> = t.sections;
  const title = fixed[id];
  if (title === undefined) {
    const known = Object.keys(t.sections).join(', ');
    throw new Error(`<Section id="${id}"> needs a title: only ${known} have a fixed one.`);
  }
  return title;
}
