import { describe, expect, it } from 'vitest';
import { commandIds, tableOfContents } from '../../src/components/toc.ts';
import { expectLinear } from '../linear.ts';

const outline = (body: string) =>
  tableOfContents(body).map(({ id, children }) => [id, ...children.map(child => child.id)]);

describe('tableOfContents', () => {
  it('hangs sub-headings and steps below their section', () => {
    const body = `
<Section id="see">
<Sub id="not" title="What it is not">
</Sub>
</Section>
<Section id="is-it">
<Ladder>
<Step id="q1" title="Is it full?">
</Step>
<Step id="q2" title="Is it dropping?">
</Step>
</Ladder>
</Section>`;
    expect(outline(body)).toEqual([
      ['see', 'not'],
      ['is-it', 'q1', 'q2'],
    ]);
  });

  it('reads attributes in any order, in both quotes, over several lines', () => {
    const body = `<Section
  title='Columns of "conntrack -S"'
  id="columns"
>`;
    expect(tableOfContents(body)).toEqual([
      { id: 'columns', title: 'Columns of "conntrack -S"', children: [] },
    ]);
  });

  it('is not ended by a > inside a title', () => {
    expect(tableOfContents('<Section id="a" title="count > max">')[0]?.title).toBe('count > max');
  });

  it('leaves the title open where the id says it', () => {
    expect(tableOfContents('<Section id="stop">')[0]?.title).toBeUndefined();
  });

  it('does not take code or comments for headings', () => {
    const body = [
      '```mdx',
      '<Section id="fenced">',
      '```',
      '`<Section id="inline">`',
      '{/* <Section id="comment"> */}',
      '<Section id="true">',
    ].join('\n');
    expect(outline(body)).toEqual([['true']]);
  });

  it('does not take <Sections> or an id of another attribute', () => {
    expect(outline('<Sections id="a"><Section data-id="b">')).toEqual([]);
  });

  it('takes time in proportion to the length of a line without an end', async () => {
    await expectLinear(length => tableOfContents(`<Section ${'a="b" '.repeat(length)}`), 5_000);
  });
});

describe('commandIds', () => {
  it('names each command once, in the order of the page', () => {
    const body = '<Command id="b" />\n<Command id="a"/>\n<Command id="b" />\n`<Command id="c" />`';
    expect(commandIds(body)).toEqual(['b', 'a']);
  });
});
