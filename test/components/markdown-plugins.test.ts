import { markdownToHtml } from 'satteri';
import { describe, expect, it } from 'vitest';
import { markdownPlugins } from '../../src/components/markdown/plugins.ts';

const html = async (markdown: string) => {
  const result = await markdownToHtml(markdown, { hastPlugins: markdownPlugins });
  return result.html.trim();
};

describe('markdownPlugins', () => {
  it('keeps translators away from code', async () => {
    expect(await html('`drop=1`')).toContain('<code translate="no">');
  });

  it('keeps an option on one line, and nothing longer', async () => {
    expect(await html('`-p`')).toContain('class="option"');
    expect(await html('`--line-numbers`')).toContain('class="option"');
    expect(await html('`-j DROP`')).not.toContain('class=');
    expect(await html('`tx-checksumming`')).not.toContain('class=');
  });

  it('lets a line end between options that stand behind wide commas', async () => {
    expect(await html('`-s`、`-t`付き')).toContain('</code>、\u200b<code');
    expect(await html('正常です、はい')).not.toContain('\u200b');
  });

  it('names each cell of a table after its column', async () => {
    const table = await html('| Counter | Means |\n|---|---|\n| `drop` | dropped |');
    expect(table).toContain('<table class="sheet sheet-stack">');
    expect(table).toContain('<td data-l="Counter">');
    expect(table).toContain('<td data-l="Means">dropped');
  });

  it('joins wide characters over the end of a line, and nothing else', async () => {
    expect(await html('影響を\n受けます')).toBe('<p>影響を受けます</p>');
    expect(await html('正常です。\n次に')).toBe('<p>正常です。次に</p>');
    expect(await html('Podが\nconntrack')).toContain('が\nconntrack');
    expect(await html('연결이\n끊깁니다')).toContain('연결이\n끊깁니다');
    expect(await html('two\nlines')).toContain('two\nlines');
  });
});
