import { describe, expect, it } from 'vitest';
import { pageRecord, placeOf } from '../../src/search/records.ts';
import { builtPage } from './library.ts';

const none = { symptoms: [], asked: [], elsewhere: [], severity: null, component: 'rules' as const };
const place = { locale: 'en', path: 'incidents/x/', kind: 'runbook', slug: 'x' } as const;
const record = (sections: string) => pageRecord(builtPage('Title', 'Lead.', sections), place, none);

describe('placeOf', () => {
  it('knows runbooks and reference pages', () => {
    expect(placeOf('ja/incidents/conntrack-table-full/')).toEqual({
      locale: 'ja',
      path: 'incidents/conntrack-table-full/',
      kind: 'runbook',
      slug: 'conntrack-table-full',
    });
    expect(placeOf('/zh/reference/conntrack-stats/')?.kind).toBe('reference');
  });

  it.each([
    'en/',
    'en/incidents/',
    'en/reference/',
    '404',
    'fr/incidents/x/',
    'en/incidents/x/embed/',
    'alerts/x/',
  ])('leaves %s out', address => {
    expect(placeOf(address)).toBeNull();
  });
});

describe('pageRecord', () => {
  it('takes title and summary from the page', () => {
    expect(record('')).toMatchObject({ title: 'Title', summary: 'Lead.', sections: [], written: 'en' });
  });

  it('cuts at H2 and H3 that have an address', () => {
    const { sections } = record(
      '<section><h2 id="see">What you see<a class="anchor" href="#see">Link</a></h2><p>One.</p><h3 id="not">What it is not</h3><p>Two.</p><h3>No address</h3><p>Three.</p></section>',
    );
    expect(sections).toEqual([
      { id: 'see', title: 'What you see', text: 'One.' },
      { id: 'not', title: 'What it is not', text: 'Two.\nNo address\nThree.' },
    ]);
  });

  it('takes the address of a ladder step from its list item', () => {
    const { sections } = record(
      '<h2 id="is-it">Is it this?</h2><ol class="ladder"><li class="step" id="q1"><div class="step-h"><span class="step-n" aria-hidden="true">1</span><h3>Is it full?</h3></div><p>Run it.</p></li></ol>',
    );
    expect(sections.map(({ id, title, text }) => [id, title, text])).toEqual([
      ['is-it', 'Is it this?', ''],
      ['q1', 'Is it full?', 'Run it.'],
    ]);
  });

  it('leaves out what is no text of the page', () => {
    const { sections } = record(
      `<h2 id="a">A</h2><p>Text<script>var x = '</p>'</script></p>
       <paste-box><textarea placeholder="Paste"></textarea><button>Read it</button></paste-box><noscript><p>needs JavaScript</p></noscript>
       <svg><title>Drawing</title><text>label</text></svg><nav>Menu</nav><span class="vh">hidden</span>
       <div class="cmd"><div class="cmd-bar"><span>reads</span><button>Copy</button></div><p class="cmd-for">How full</p><pre><code>conntrack -C</code></pre></div>`,
    );
    expect(sections[0]?.text).toBe('Text\nHow full\nconntrack -C');
  });

  it('keeps printed lines apart, joins wrapped source lines, and puts the cells of a row on one line', () => {
    const { sections } = record(
      '<h2 id="a">A</h2><p>One\n sentence &amp; &lt;more&gt;.</p><pre><code>line 1\nline 2</code></pre><table><tr><td>drop</td><td>lost <b>now</b></td></tr></table>',
    );
    expect(sections[0]?.text).toBe('One sentence & <more>.\nline 1\nline 2\ndrop · lost now');
  });

  it('knows that a page is not translated', () => {
    const html = builtPage('Title', 'Lead.', '').replace('class="book-body"', 'class="book-body" lang="en"');
    expect(pageRecord(html, { ...place, locale: 'ko' }, none)).toMatchObject({ locale: 'ko', written: 'en' });
  });

  it('refuses a page without a main part', () => {
    expect(() => pageRecord('<p>nothing</p>', place, none)).toThrow(
      'en/incidents/x/: the built page has no <main>',
    );
  });
});
