import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ACCOUNTS, PAIRS, SETS } from './context.ts';
import { builtIn, type Generated, LEAVES, TABLES, USER_CHAINS } from './grammar.ts';
import { type Family, NAMED4, NAMED6 } from './words.ts';

export type Backend = 'legacy' | 'nft';

/**
 * Names come from these files alone: a listing without `-n` would otherwise ask a name server that does not answer,
 * for minutes. Bound over the machine's own files in a mount namespace.
 */
const FILES: Readonly<Record<string, string>> = {
  'nsswitch.conf':
    'passwd: files\ngroup: files\nhosts: files\nnetworks: files\nprotocols: files\nservices: files\n',
  'resolv.conf': '',
  hosts: `127.0.0.1 localhost\n::1 localhost\n${[...NAMED4, ...NAMED6].map((address, index) => `${address} host-${index}.lab\n`).join('')}`,
  networks: 'loopback 127.0.0.0\nlab-net 10.77.0.0\n',
};

const SETUP = `
set -e
hostname node-3
mount --make-rprivate /
for file in ${Object.keys(FILES).join(' ')}; do
  [ -e /etc/$file ] || continue
  mount --bind "$DIR/$file" "$(readlink -f /etc/$file)"
done
ip link set lo up
export LC_ALL=C TZ=UTC XTABLES_LOCKFILE="$DIR/lock" PATH="$PATH:/usr/sbin:/sbin"
`;

/** A network namespace of its own, with a shell in it that runs one script after the other. */
export class Namespace {
  readonly #dir = mkdtempSync(join(tmpdir(), 'ctlab-twins-'));
  readonly #shell: ChildProcessWithoutNullStreams;
  #said = '';
  #waiting: ((status: number) => void) | null = null;

  constructor() {
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(this.#dir, name), text);
    this.#shell = spawn('unshare', ['--net', '--mount', '--uts', 'bash'], {
      env: { ...process.env, DIR: this.#dir },
    });
    this.#shell.stdout.setEncoding('utf8').on('data', (text: string) => this.#hear(text));
    this.#shell.on('error', () => this.#answer(127));
    this.#shell.on('close', status => this.#answer(status ?? 1));
    this.#shell.stdin.on('error', () => {});
  }

  #hear(text: string): void {
    this.#said += text;
    const done = /done (\d+)\n$/.exec(this.#said);
    if (!done) return;
    this.#said = '';
    this.#answer(Number(done[1]));
  }

  #answer(status: number): void {
    this.#waiting?.(status);
    this.#waiting = null;
  }

  /** Runs a script; null, or why the namespace cannot be made here. */
  async open(): Promise<string | null> {
    const status = await this.#send(`${SETUP}\nset +e\necho done 0\n`);
    return status === 0 ? null : 'a network and mount namespace cannot be made here (unshare is refused)';
  }

  /** The status of the script; its output goes where it says. `$DIR` is the namespace's folder. */
  run(script: string): Promise<number> {
    return this.#send(`(\ncd "$DIR"\n${script}\n) </dev/null >"$DIR/out" 2>"$DIR/err"\necho done $?\n`);
  }

  #send(script: string): Promise<number> {
    return new Promise(resolve => {
      this.#waiting = resolve;
      this.#shell.stdin.write(script);
    });
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.#dir, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.#dir, name), 'utf8');
  }

  close(): void {
    this.#shell.stdin.end();
    this.#shell.kill();
    rmSync(this.#dir, { recursive: true, force: true });
  }
}

/** `ip6tables-legacy`, `iptables-nft`, … with `-restore` or `-save` where asked for. */
export const program = (backend: Backend, family: Family, does = ''): string =>
  `${family === 'ipv4' ? 'iptables' : 'ip6tables'}-${backend}${does}`;

/** The objects that rules name. An absent tool leaves its extension out. */
export function makeObjects(namespace: Namespace, family: Family): Promise<number> {
  const inet = family === 'ipv4' ? 'inet' : 'inet6';
  const sets = [
    ...SETS.map(set => `ipset create ${set} hash:ip family ${inet} timeout 0`),
    ...PAIRS.map(set => `ipset create ${set} hash:ip,port family ${inet}`),
  ];
  return namespace.run([...sets, ...ACCOUNTS.map(account => `nfacct add ${account}`)].join('\n'));
}

/** The text that iptables-restore takes: every built-in chain, every chain of ours, and the rules. */
export function restoreText(table: Generated['table'], rules: readonly Generated[], header: boolean): string {
  const chains = header
    ? [
        ...builtIn(table).map(
          (chain, index) => `:${chain} ${index % 2 ? 'DROP' : 'ACCEPT'} [${index}:${10 ** index}]`,
        ),
        ...[...USER_CHAINS, ...LEAVES].map(chain => `:${chain} - [0:0]`),
      ]
    : [];
  const appended = rules.map(({ chain, body, counters }) => `${counters} -A ${chain} ${body}`);
  return [`*${table}`, ...chains, ...appended, 'COMMIT', ''].join('\n');
}

/** Loads rules in order, halving where the tool or the kernel refuses; gives back those that it accepted. */
export class Loader {
  readonly refused: { readonly rule: Generated; readonly said: string }[] = [];
  readonly #namespace: Namespace;
  readonly #restore: string;
  readonly #save: string;

  constructor(namespace: Namespace, backend: Backend, family: Family) {
    this.#namespace = namespace;
    this.#restore = `timeout 20 ${program(backend, family, '-restore')} --counters`;
    this.#save = `timeout 20 ${program(backend, family, '-save')} -c`;
  }

  /** Puts these rules in the place of all others. */
  restore(text: string): Promise<boolean> {
    return this.#takes(text, this.#restore);
  }

  async save(): Promise<string> {
    await this.#namespace.run(`${this.#save} >saved`);
    return this.#namespace.read('saved');
  }

  async load(table: Generated['table'], rules: readonly Generated[]): Promise<readonly Generated[]> {
    if (!(await this.#takes(restoreText(table, [], true))))
      throw new Error(`no table ${table}: ${this.#namespace.read('err')}`);
    return this.#append(table, rules);
  }

  async #append(table: Generated['table'], rules: readonly Generated[]): Promise<readonly Generated[]> {
    if (rules.length === 0 || (await this.#takes(restoreText(table, rules, false)))) return rules;
    const [only] = rules;
    if (rules.length === 1 && only) {
      this.refused.push({ rule: only, said: this.#namespace.read('err').trim() });
      return [];
    }
    const middle = rules.length >> 1;
    const first = await this.#append(table, rules.slice(0, middle));
    return [...first, ...(await this.#append(table, rules.slice(middle)))];
  }

  async #takes(text: string, restore = `${this.#restore} --noflush`): Promise<boolean> {
    this.#namespace.write('rules', text);
    return (await this.#namespace.run(`${restore} <rules`)) === 0;
  }
}

/** One output of a tool. */
export interface Printed {
  readonly backend: Backend;
  readonly family: Family;
  /** As it would be typed. */
  readonly command: string;
  readonly form: 'save' | 'save -c' | '-S' | '-S -v' | '-L';
  /** The letters among `n`, `v`, `x` and `l` (`--line-numbers`) of a listing. */
  readonly letters: string;
  /** null: all tables. */
  readonly table: Generated['table'] | null;
  readonly text: string;
}

const MIXES = Array.from({ length: 16 }, (_, mix) =>
  [...'nvxl'].filter((_letter, bit) => mix & (1 << bit)).join(''),
);

/** Prints the loaded rules in every form. */
export async function printAll(namespace: Namespace, backend: Backend, family: Family): Promise<Printed[]> {
  const tool = program(backend, family);
  const forms: Omit<Printed, 'text' | 'backend' | 'family'>[] = [
    { command: `${tool}-save -c`, form: 'save -c', letters: '', table: null },
    { command: `${tool}-save`, form: 'save', letters: '', table: null },
    ...TABLES.flatMap(table => [
      { command: `${tool} -t ${table} -S`, form: '-S' as const, letters: '', table },
      { command: `${tool} -t ${table} -S -v`, form: '-S -v' as const, letters: '', table },
      ...MIXES.map(letters => ({
        command: `${tool} -t ${table} -L${options(letters)}`,
        form: '-L' as const,
        letters,
        table,
      })),
    ]),
  ];
  const script = forms.map(
    ({ command }, index) => `timeout 50 ${command} >f${index} 2>e${index} || echo "${command}: $?" >>failed`,
  );
  await namespace.run(`rm -f failed; : >failed\n${script.join('\n')}`);
  const failed = namespace.read('failed');
  if (failed !== '') throw new Error(`not printed: ${failed}`);
  return forms.map((form, index) => ({ ...form, backend, family, text: namespace.read(`f${index}`) }));
}

/** All tables in one scroll, one command below the other, as a person copies them. */
export function scrolls(printed: readonly Printed[]): Printed[] {
  return [
    ['-S -v', ''],
    ['-L', 'nvx'],
    ['-L', 'l'],
  ].flatMap(([form, letters]) => {
    const outputs = printed.filter(output => output.form === form && output.letters === letters);
    const text = outputs.map(output => `root@node-3:~# ${output.command}\n${output.text}`).join('');
    return outputs
      .slice(0, 1)
      .map(output => ({ ...output, command: 'a scroll of all tables', table: null, text }));
  });
}

function options(letters: string): string {
  const short = letters.replace('l', '');
  return `${short === '' ? '' : ` -${short}`}${letters.includes('l') ? ' --line-numbers' : ''}`;
}
