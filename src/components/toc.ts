/** A heading of a page, as its source names it. */
export interface TocEntry {
  readonly id: string;
  /** Absent where the heading's text follows from the id (the eight sections of a runbook). */
  readonly title: string | undefined;
  readonly children: readonly TocEntry[];
}

/** `<Section id="see">`, `<Step id='q1' title="…">`; attributes in any order, over several lines. */
const heading = /<(Section|Sub|Step)\b((?:[^>"']|"[^"]*"|'[^']*')*)>/g;

/** Code is not headings: a fenced block, an inline span, a comment of MDX. */
const notHeadings = /^(`{3,}|~{3,})[\s\S]*?^\1[^\S\n]*$|`[^`\n]*`|\{\/\*[\s\S]*?\*\/\}/gm;

/**
 * Reads the headings out of an MDX body, so that the list of contents stands before the page is rendered.
 * Sub-headings and steps hang below the section they follow.
 */
export function tableOfContents(body: string): TocEntry[] {
  const sections: { id: string; title: string | undefined; children: TocEntry[] }[] = [];
  for (const [, tag, attributes = ''] of body.replace(notHeadings, '').matchAll(heading)) {
    const id = attribute(attributes, 'id');
    if (id === undefined) continue;
    const entry = { id, title: attribute(attributes, 'title'), children: [] };
    const parent = sections.at(-1);
    if (tag === 'Section' || parent === undefined) sections.push(entry);
    else parent.children.push(entry);
  }
  return sections;
}

/** The ids of the commands that a body shows: `<Command id="conntrack-count-max" />`. */
export function commandIds(body: string): string[] {
  const ids: string[] = [];
  for (const [, attributes = ''] of body
    .replace(notHeadings, '')
    .matchAll(/<Command\b((?:[^>"']|"[^"]*"|'[^']*')*)>/g)) {
    const id = attribute(attributes, 'id');
    if (id !== undefined && !ids.includes(id)) ids.push(id);
  }
  return ids;
}

function attribute(attributes: string, name: string): string | undefined {
  const match = new RegExp(`(?:^|\\s)${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes);
  return match ? (match[1] ?? match[2]) : undefined;
}
