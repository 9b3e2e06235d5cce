import fc from 'fast-check';
import type { Context, Part } from './context.ts';
import { builtIn, type Generated, TABLES } from './grammar.ts';
import { type Backend, type Namespace, program } from './kernel.ts';
import { MATCHES } from './matches.ts';
import { TARGETS } from './targets.ts';
import type { Family } from './words.ts';

/** How many rules of each extension are tried before it is held for absent. */
const TRIES = 6;

const PROTOCOLS = (family: Family) => [null, 'tcp', 'udp', family === 'ipv4' ? 'icmp' : 'ipv6-icmp'];

/**
 * The extensions of this family that the tool or this kernel does not have: none of several rules with nothing but
 * that extension was accepted. `-m ipvs`, `-j QUEUE`.
 */
export async function absent(namespace: Namespace, backend: Backend, family: Family): Promise<Set<string>> {
  const tried = extensions(family, 3, TRIES);
  const restores = [...tried].flatMap(([name, rules]) =>
    rules.map(({ table, chain, body }, index) => {
      const file = `p-${name}-${index}`;
      namespace.write(file, `*${table}\n-A ${chain} ${body}\nCOMMIT\n`);
      return `timeout 20 ${program(backend, family, '-restore')} --noflush <"${file}" 2>/dev/null && echo "${name}"`;
    }),
  );
  await namespace.run(`${restores.join('\n')}\n:`);
  const present = new Set(namespace.read('out').split('\n'));
  await namespace.run(TABLES.map(table => `${program(backend, family)} -t ${table} -F`).join('\n'));
  return new Set([...tried.keys()].filter(name => !present.has(name)));
}

/** Every extension that is legal somewhere in this family, with some rules of it. */
export function extensions(family: Family, seed: number, count: number): Map<string, Generated[]> {
  const all = new Map<string, Generated[]>();
  for (const [flag, parts] of [
    ['-m', MATCHES],
    ['-j', TARGETS],
  ] as const) {
    for (const [name, part] of Object.entries(parts)) {
      const rules = samples(family, flag, name, part, { seed, numRuns: count });
      if (rules.length > 0) all.set(`${flag} ${name}`, rules);
    }
  }
  return all;
}

function samples(
  family: Family,
  flag: string,
  name: string,
  part: Part,
  draw: { seed: number; numRuns: number },
): Generated[] {
  for (const table of TABLES) {
    for (const protocol of PROTOCOLS(family)) {
      for (const hook of builtIn(table) as Context['hook'][]) {
        const options = part({ family, table, hook, protocol });
        if (options === null) continue;
        const asks = `${protocol ? `-p ${protocol} ` : ''}${name === 'TCPMSS' ? '-m tcp --tcp-flags SYN,RST SYN ' : ''}`;
        return fc.sample(options, draw).map(text => ({
          table,
          chain: hook,
          body: `${asks}${flag} ${name} ${text}`,
          counters: '[7:420]',
          extensions: [`${flag} ${name}`],
        }));
      }
    }
  }
  return [];
}
