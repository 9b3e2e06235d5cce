/**
 * The part of ICU MessageFormat that the messages of this project use: `{name}`, `{n, number}`,
 * `{share, number, ::percent .0#}`, `{n, plural, =0 {…} one {# line} other {# lines}}`, `{kind, select, …}` and
 * quoting by apostrophes. A test holds every message against intl-messageformat, which is 9 kB on each page.
 */
export type Values = Readonly<Record<string, string | number>>;

type Node = string | Argument;

interface Argument {
  readonly name: string;
  readonly kind: 'value' | 'number' | 'plural' | 'select' | 'count';
  readonly style: Intl.NumberFormatOptions;
  readonly cases: ReadonlyMap<string, readonly Node[]>;
}

const parsed = new Map<string, readonly Node[]>();
const numbers = new Map<string, Intl.NumberFormat>();

/** Puts values into a message; `lang` is a language tag. Throws a `SyntaxError` on what is no message. */
export function format(pattern: string, values: Values, lang: string): string {
  let nodes = parsed.get(pattern);
  if (!nodes) {
    nodes = new Parser(pattern).message();
    parsed.set(pattern, nodes);
  }
  return print(nodes, values, lang, 0);
}

function print(nodes: readonly Node[], values: Values, lang: string, count: number): string {
  return nodes
    .map(node => (typeof node === 'string' ? node : printArgument(node, values, lang, count)))
    .join('');
}

function printArgument(
  { name, kind, style, cases }: Argument,
  values: Values,
  lang: string,
  count: number,
): string {
  if (kind === 'count') return printNumber(count, style, lang);
  const value = values[name];
  if (value === undefined) throw new SyntaxError(`No value for {${name}}`);
  if (kind === 'value') return String(value);
  if (kind === 'number') return printNumber(Number(value), style, lang);
  const chosen =
    kind === 'select'
      ? cases.get(String(value))
      : (cases.get(`=${value}`) ?? cases.get(new Intl.PluralRules(lang).select(Number(value))));
  const inner = kind === 'plural' ? Number(value) : count;
  return print(chosen ?? cases.get('other') ?? [], values, lang, inner);
}

function printNumber(value: number, style: Intl.NumberFormatOptions, lang: string): string {
  const key = `${lang} ${style.style} ${style.minimumFractionDigits} ${style.maximumFractionDigits}`;
  let known = numbers.get(key);
  if (!known) {
    known = new Intl.NumberFormat(lang, style);
    numbers.set(key, known);
  }
  return known.format(value);
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** A message up to the end, or up to the brace that closes it. */
  message(inPlural = false, nested = false): Node[] {
    const nodes: Node[] = [];
    let text = '';
    const push = (argument: Argument) => {
      if (text !== '') nodes.push(text);
      text = '';
      nodes.push(argument);
    };
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] as string;
      if (char === '}' && nested) break;
      if (char === '}') throw new SyntaxError(`"}" too many in: ${this.#text}`);
      this.#at++;
      if (char === '{') push(this.#argument(inPlural));
      else if (char === '#' && inPlural) push({ name: '#', kind: 'count', style: {}, cases: new Map() });
      else if (char === "'") text += this.#quoted();
      else text += char;
    }
    if (text !== '') nodes.push(text);
    return nodes;
  }

  /** After an apostrophe: two are one; before a brace or `#` it quotes; elsewhere it is itself. */
  #quoted(): string {
    const next = this.#text[this.#at] ?? '';
    if (next === "'") {
      this.#at++;
      return "'";
    }
    if (!'{}#'.includes(next) || next === '') return "'";
    const end = this.#text.indexOf("'", this.#at);
    const text = this.#text.slice(this.#at, end < 0 ? undefined : end);
    this.#at += text.length + 1;
    return text;
  }

  /** After the opening brace. */
  #argument(inPlural: boolean): Argument {
    const name = this.#word();
    const none = { name, style: {}, cases: new Map<string, Node[]>() };
    if (this.#takes('}')) return { ...none, kind: 'value' };
    this.#expect(',');
    const kind = this.#word();
    if (kind === 'number') {
      const style = this.#takes(',') ? styleOf(this.#upTo('}')) : {};
      this.#expect('}');
      return { ...none, kind, style };
    }
    if (kind !== 'plural' && kind !== 'select')
      throw new SyntaxError(`Unknown kind "${kind}" in: ${this.#text}`);
    this.#expect(',');
    const cases = new Map<string, Node[]>();
    while (!this.#takes('}')) {
      const key = this.#word();
      this.#expect('{');
      cases.set(key, this.message(kind === 'plural' || inPlural, true));
      this.#expect('}');
    }
    if (!cases.has('other')) throw new SyntaxError(`No "other" in: ${this.#text}`);
    return { ...none, kind, cases };
  }

  #word(): string {
    const word = /^\s*(=?[\w-]+)\s*/.exec(this.#text.slice(this.#at));
    if (!word) throw new SyntaxError(`A name is missing at ${this.#at} in: ${this.#text}`);
    this.#at += word[0].length;
    return word[1] as string;
  }

  #takes(char: string): boolean {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #expect(char: string): void {
    if (!this.#takes(char)) throw new SyntaxError(`"${char}" is missing at ${this.#at} in: ${this.#text}`);
  }

  #upTo(char: string): string {
    const end = this.#text.indexOf(char, this.#at);
    const text = this.#text.slice(this.#at, end);
    this.#at = end;
    return text.trim();
  }
}

/** `::percent .0#` → a percentage with one digit behind the point, or two. */
function styleOf(skeleton: string): Intl.NumberFormatOptions {
  const match = /^::(percent)?\s*(?:\.(0*)(#*))?$/.exec(skeleton);
  if (!match) throw new SyntaxError(`Unknown number style "${skeleton}"`);
  const [, percent, zeros, hashes = ''] = match;
  return {
    ...(percent && { style: 'percent' as const }),
    ...(zeros !== undefined && {
      minimumFractionDigits: zeros.length,
      maximumFractionDigits: zeros.length + hashes.length,
    }),
  };
}
