import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillCommand, shellQuote } from '../../src/scripts/quote.ts';

describe('shellQuote', () => {
  it('leaves addresses, numbers and names as they are', () => {
    for (const plain of ['10.244.1.7', 'fd00::1/64', '524288', 'node-3', 'TIME_WAIT', 'a@b.example']) {
      expect(shellQuote(plain)).toBe(plain);
    }
  });

  it('quotes whatever a shell would read', () => {
    expect(shellQuote('a b')).toBe("'a b'");
    expect(shellQuote('$(reboot)')).toBe("'$(reboot)'");
    expect(shellQuote("it's")).toBe("'it'\\''s'");
  });

  it('gives one word of a shell for any value', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), value => {
        const quoted = shellQuote(value);
        const unquoted = quoted.startsWith("'") ? quoted.slice(1, -1).split("'\\''").join("'") : quoted;
        return unquoted === value;
      }),
    );
  });
});

describe('fillCommand', () => {
  it('fills each place of a name and leaves open ones', () => {
    const values = new Map([
      ['ip', '10.0.0.1'],
      ['state', ''],
    ]);
    expect(fillCommand('-s <ip> -d <ip> --state <state>', values)).toBe(
      '-s 10.0.0.1 -d 10.0.0.1 --state <state>',
    );
  });

  it('does not fill what a value brings in', () => {
    const values = new Map([
      ['a', '<b>'],
      ['b', 'x'],
    ]);
    expect(fillCommand('<a> <b>', values)).toBe("'<b>' x");
  });

  it('does not take $ in a value for a pattern', () => {
    expect(fillCommand('<a>', new Map([['a', "$&$'"]]))).toBe(`'$&$'\\'''`);
  });
});
