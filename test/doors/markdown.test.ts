import { describe, expect, it } from 'vitest';
import { absolute, markdownOf } from '../../src/doors/markdown.ts';

const at = 'https://runbooks.example.org/en/incidents/mtu-pmtu/';
const copy = (body: string) =>
  markdownOf(`<html><body><main>${body}</main></body></html>`, at).split('\n\n---\n')[0];

describe('markdownOf', () => {
  it('writes a command as a reader would type it, its mark and its undo', () => {
    const well = `<div class="cmd cmd-changes" id="cmd-x"><div class="cmd-bar"><span class="does">changes state</span><span class="where">as root</span>
      <a class="anchor" href="#cmd-x">x</a><button class="copy"><span>Copy</span></button></div><p class="cmd-for">Sets the maximum</p>
      <pre><code>sysctl -w a=<span class="ph" data-ph="new-max">new-max</span></code></pre>
      <div class="cmd-undo"><p><b>Undo</b> <code>sysctl -w a=<span class="ph" data-ph="old-max">old-max</span></code></p></div></div>`;
    expect(copy(well)).toBe(
      'Sets the maximum (changes state, as root):\n\n```sh\nsysctl -w a=<new-max>\n```\n\n**Undo** `sysctl -w a=<old-max>`',
    );
  });

  it('loses nothing behind a key that copies values to fill in', () => {
    const key =
      '<button data-copy="iptables -s <source> -d <target> -j ACCEPT" class="copy"><span>Copy</span></button>';
    expect(
      copy(`<section><div>${key}</div><p>Then this.</p></section><section><p>And this.</p></section>`),
    ).toBe('Then this.\n\nAnd this.');
  });

  it('writes an output in a fence, blanks and all', () => {
    const figure = `<figure class="capture"><figcaption><span class="v">Confirmed</span><span>full</span></figcaption>
      <div class="lines"><ol><li data-n="1"><code>drop=4   <mark>x</mark></code></li><li class="gap" aria-hidden="true"><span>⋯</span></li><li><code>  \`\`\`</code></li></ol></div></figure>`;
    expect(copy(figure)).toBe('Confirmed: full:\n\n````text\ndrop=4   x\n⋯\n  ```\n````');
  });

  it('makes links whole, and leaves out what belongs to the site', () => {
    const text =
      '<nav>x</nav><h2 id="see">Seen <a class="anchor" href="#see"><svg></svg></a></h2><p>See <a href="../x/#fix">it</a> &amp; <code>a|b</code>.</p><paste-box>no</paste-box>';
    expect(copy(text)).toBe('## Seen\n\nSee [it](https://runbooks.example.org/en/incidents/x/#fix) & `a|b`.');
    expect(absolute('../x/', '/en/incidents/mtu-pmtu/')).toBe('/en/incidents/x/');
  });

  it('writes tables, lists, branches and warnings', () => {
    expect(
      copy(
        '<table><thead><tr><th>A</th></tr></thead><tbody><tr><td><code>a|b</code></td></tr></tbody></table>',
      ),
    ).toBe('| A |\n| --- |\n| `a\\|b` |');
    expect(copy('<ol><li>one<ul><li>two</li></ul></li></ol>')).toBe('1. one\n\n   - two');
    expect(copy('<ul class="branch"><li><span>nothing moves</span><div><p>Go on</p></div></li></ul>')).toBe(
      '- **nothing moves**: Go on',
    );
    expect(copy('<div class="caution"><div><p>Never</p></div></div>')).toBe('> Never');
  });

  it('says what a drawing shows', () => {
    const drawing =
      '<figure class="fig"><svg role="img"><title>The way</title><desc>From here to there.</desc><text>x</text></svg><figcaption>Seen</figcaption></figure>';
    expect(copy(drawing)).toBe('> The way\n>\n> From here to there.\n>\n> Seen');
  });
});
