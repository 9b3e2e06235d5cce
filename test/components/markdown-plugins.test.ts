import { markdownToHtml } from 'satteri';
import { describe, expect, it } from 'vitest';
import { markdownPlugins } from '../../src/components/markdown/plugins.ts';

const html = (markdown: string) => markdownToHtml(markdown, { hastPlugins: markdownPlugins }).html.trim();

describe('markdownPlugins', () => {
  it('keeps translators away from code', () => {
    expect(html('`drop=1`')).toContain('<code translate="no">');
  });

  it('names each cell of a table after its column', () => {
    const table = html('| Counter | Means |\n|---|---|\n| `drop` | dropped |');
    expect(table).toContain('<table class="sheet sheet-stack">');
    expect(table).toContain('<td data-l="Counter">');
    expect(table).toContain('<td data-l="Means">dropped');
  });

  it('joins wide characters over the end of a line, and nothing else', () => {
    expect(html('影響を\n受けます')).toBe('<p>影響を受けます</p>');
    expect(html('正常です。\n次に')).toBe('<p>正常です。次に</p>');
    expect(html('Podが\nconntrack')).toContain('が\nconntrack');
    expect(html('연결이\n끊깁니다')).toContain('연결이\n끊깁니다');
    expect(html('two\nlines')).toContain('two\nlines');
  });
});
