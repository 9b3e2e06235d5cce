import { describe, expect, it } from 'vitest';
import { cutAtPlaceholders } from '../../src/components/command-text.ts';

const shown = (text: string, names: string[]) =>
  cutAtPlaceholders(text, names).map(part => (part.placeholder ? `{${part.text}}` : part.text));

describe('cutAtPlaceholders', () => {
  it('cuts at the declared names', () => {
    expect(shown('conntrack -D --orig-src <client-ip> -p tcp', ['client-ip'])).toEqual([
      'conntrack -D --orig-src ',
      '{client-ip}',
      ' -p tcp',
    ]);
  });

  it('leaves redirections alone', () => {
    expect(shown('cat < a > b', ['a'])).toEqual(['cat < a > b']);
    expect(shown('cat <a>b', [])).toEqual(['cat <a>b']);
  });

  it('takes the longer of two names that begin alike', () => {
    expect(shown('<node-ip> <node>', ['node', 'node-ip'])).toEqual(['{node-ip}', ' ', '{node}']);
  });
});
