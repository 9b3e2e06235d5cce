import { mkdirSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { rules, TABLES } from './grammar.ts';
import { Loader, makeObjects, Namespace, printAll, restoreText } from './kernel.ts';
import { absent, extensions } from './probe.ts';

const n = Number(process.argv[2] ?? 1500),
  seed = Number(process.argv[3] ?? 1);
mkdirSync('/tmp/twins', { recursive: true });
for (const family of ['ipv4', 'ipv6'] as const)
  for (const backend of ['legacy', 'nft'] as const) {
    const ns = new Namespace();
    await ns.open();
    await makeObjects(ns, family);
    const left = await absent(ns, backend, family);
    const s = [
      ...fc.sample(rules(family, left), { seed, numRuns: n }),
      ...[...extensions(family, seed, 6)].flatMap(([nm, of]) => (left.has(nm) ? [] : of)),
    ];
    const loader = new Loader(ns, backend, family);
    let text = '';
    for (const t of TABLES)
      text += restoreText(
        t,
        await loader.load(
          t,
          s.filter(r => r.table === t),
        ),
        true,
      );
    console.log(family, backend, await loader.restore(text), 'refused', loader.refused.length);
    for (const f of await printAll(ns, backend, family))
      writeFileSync(`/tmp/twins/${f.command.replaceAll(' ', '_')}.txt`, f.text);
    ns.close();
  }
