/** A statement of `nft -j list ruleset`: in the words that `nft list ruleset` has for it, null where none are known, and as it stands. */
export interface JsonStatement {
  readonly words: string | null;
  readonly code: string;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The statements of a rule as the columns hold it: `[{"match":…},{"drop":null}]`, or `{"comment":"…","expr":[…]}`. */
export function nftText(text: string): JsonStatement[] {
  const held = JSON.parse(text) as readonly Json[] | { readonly expr: readonly Json[] };
  const statements = 'expr' in held ? held.expr : held;
  return statements.map(statement => {
    const words = wordsOf(statement);
    return { words, code: words ?? JSON.stringify(statement) };
  });
}

/** An object's part by its name; undefined where it has none. */
function at(value: Json | undefined, ...path: readonly string[]): Json | undefined {
  let part: Json | undefined = value;
  for (const name of path) {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return undefined;
    part = Object.hasOwn(part, name) ? (part as { readonly [key: string]: Json })[name] : undefined;
  }
  return part;
}

function wordsOf(statement: Json): string | null {
  if (typeof statement !== 'object' || statement === null || Array.isArray(statement)) return null;
  const [entry, ...others] = Object.entries(statement);
  if (!entry || others.length > 0) return null;
  const [name, value] = entry as [string, Json];
  return STATEMENTS[name]?.(value) ?? null;
}

const STATEMENTS: Readonly<Record<string, (value: Json) => string | null>> = {
  match: value => {
    const [left, right] = [selector(at(value, 'left')), operand(at(value, 'right'))];
    const op = at(value, 'op');
    if (left === null || right === null || typeof op !== 'string') return null;
    return op === 'in' || (op === '==' && !left.includes(' & '))
      ? `${left} ${right}`
      : `${left} ${op} ${right}`;
  },
  counter: value => {
    const [packets, bytes] = [at(value, 'packets'), at(value, 'bytes')];
    return typeof packets === 'number' && typeof bytes === 'number'
      ? `counter packets ${packets} bytes ${bytes}`
      : value === null
        ? 'counter'
        : null;
  },
  accept: () => 'accept',
  drop: () => 'drop',
  return: () => 'return',
  continue: () => 'continue',
  notrack: () => 'notrack',
  jump: value => named('jump', at(value, 'target')),
  goto: value => named('goto', at(value, 'target')),
  masquerade: value => (value === null ? 'masquerade' : flagged('masquerade', value)),
  snat: value => translated('snat', value),
  dnat: value => translated('dnat', value),
  redirect: value => {
    const port = at(value, 'port');
    return value === null ? 'redirect' : typeof port === 'number' ? `redirect to :${port}` : null;
  },
  reject: value => {
    const [type, expr] = [at(value, 'type'), at(value, 'expr')];
    if (value === null) return 'reject';
    if (type === 'tcp reset') return 'reject with tcp reset';
    return typeof type === 'string' && typeof expr === 'string' ? `reject with ${type} ${expr}` : null;
  },
  limit: value => {
    const [rate, per, burst] = [at(value, 'rate'), at(value, 'per'), at(value, 'burst')];
    if (typeof rate !== 'number' || typeof per !== 'string' || at(value, 'rate_unit') !== undefined)
      return null;
    const over = at(value, 'inv') === true ? 'over ' : '';
    return `limit rate ${over}${rate}/${per}${typeof burst === 'number' ? ` burst ${burst} packets` : ''}`;
  },
  log: value => {
    const [prefix, level] = [at(value, 'prefix'), at(value, 'level')];
    const others = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    if (others.some(name => name !== 'prefix' && name !== 'level')) return null;
    if (typeof prefix === 'string' && prefix.includes('"')) return null;
    return `log${typeof prefix === 'string' ? ` prefix "${prefix}"` : ''}${typeof level === 'string' ? ` level ${level}` : ''}`;
  },
  mangle: value => {
    const [key, to] = [selector(at(value, 'key')), at(value, 'value')];
    const text = operand(to) ?? selector(to);
    return key === null || text === null ? null : `${key} set ${text}`;
  },
  vmap: value => {
    const [key, data] = [selector(at(value, 'key')), at(value, 'data')];
    if (key === null) return null;
    return typeof data === 'string' ? `${key} vmap ${data}` : `${key} vmap { … }`;
  },
};

function named(word: string, target: Json | undefined): string | null {
  return typeof target === 'string' ? `${word} ${target}` : null;
}

function flagged(word: string, value: Json): string | null {
  const flags = at(value, 'flags');
  const others = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  if (others.some(name => name !== 'flags')) return null;
  return [word, ...(Array.isArray(flags) ? flags : [flags]).filter(flag => typeof flag === 'string')].join(
    ' ',
  );
}

function translated(word: string, value: Json): string | null {
  const [addr, port] = [at(value, 'addr'), at(value, 'port')];
  if (typeof addr !== 'string' || (port !== undefined && typeof port !== 'number')) return null;
  if (at(value, 'flags') !== undefined) return null;
  return `${word} to ${addr.includes(':') && port !== undefined ? `[${addr}]` : addr}${port === undefined ? '' : `:${port}`}`;
}

/** What is asked of a packet: `tcp dport`, `meta mark & 0x4000`, `ip daddr . tcp dport`. */
function selector(value: Json | undefined): string | null {
  const [protocol, field] = [at(value, 'payload', 'protocol'), at(value, 'payload', 'field')];
  if (typeof protocol === 'string' && typeof field === 'string') return `${protocol} ${field}`;
  const meta = at(value, 'meta', 'key');
  if (typeof meta === 'string') return `meta ${meta}`;
  const ct = at(value, 'ct', 'key');
  if (typeof ct === 'string') {
    const dir = at(value, 'ct', 'dir');
    return `ct ${typeof dir === 'string' ? `${dir} ` : ''}${ct}`;
  }
  const [result, flags] = [at(value, 'fib', 'result'), at(value, 'fib', 'flags')];
  if (typeof result === 'string') {
    const parts = Array.isArray(flags) ? flags : [flags];
    return parts.every(part => typeof part === 'string') ? `fib ${parts.join(' . ')} ${result}` : null;
  }
  const concat = at(value, 'concat');
  if (Array.isArray(concat)) {
    const parts = concat.map(part => selector(part));
    return parts.includes(null) ? null : parts.join(' . ');
  }
  for (const op of ['&', '|', '^']) {
    const sides = at(value, op);
    if (!Array.isArray(sides) || sides.length !== 2) continue;
    const [left, right] = [selector(sides[0]), operand(sides[1])];
    return left === null || right === null ? null : `${left} ${op} ${right}`;
  }
  return null;
}

/** `80`, `10.0.0.0/8`, `1-2`, `{ a, b }`, `established,related`. */
function operand(value: Json | undefined): string | null {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return /^[^\s"{}]+$/.test(value) ? value : null;
  if (Array.isArray(value)) return listOf(value)?.join(',') ?? null;
  const [addr, length] = [at(value, 'prefix', 'addr'), at(value, 'prefix', 'len')];
  if (typeof addr === 'string' && typeof length === 'number') return `${addr}/${length}`;
  const range = at(value, 'range');
  if (Array.isArray(range)) return listOf(range)?.join('-') ?? null;
  const set = at(value, 'set');
  const members = Array.isArray(set) ? listOf(set) : null;
  return members && `{ ${members.join(', ')} }`;
}

function listOf(values: readonly Json[]): string[] | null {
  const texts = values.map(operand);
  return texts.every(text => text !== null) ? (texts as string[]) : null;
}
