import { run } from './twins.ts';

const [backend = 'legacy', family = 'ipv4', n = '400', seed = '1', max = '2'] = process.argv.slice(2);
const t = Date.now();
const done = await run(backend as any, family as any, Number(n), Number(seed));
if ('cannot' in done) throw new Error(done.cannot);
console.log(
  backend,
  family,
  done.rules,
  'rules',
  done.mismatches.length,
  'mismatches',
  Date.now() - t,
  'ms',
  'refused',
  done.refused.length,
);
const seen = new Map<string, number>();
for (const m of done.mismatches) {
  const k =
    m.form
      .replace(/^\S+ /, '')
      .replace(/-t \w+ /, '')
      .replace(/^-L.*/, f =>
        /n/.test(f.replace(/--line-numbers|without|prompt/g, '')) && /v/.test(f.replace('--line-numbers', ''))
          ? '-L nv'
          : '-L',
      ) +
    ' | ' +
    m.said.replace(/"[^"]*"|[0-9a-f:.]+/g, '').slice(0, 50);
  seen.set(k, (seen.get(k) ?? 0) + 1);
  if (seen.get(k)! <= Number(max))
    console.log(
      `* ${m.form} | ${m.where}\n  ${m.rule}\n     ${m.said.slice(0, 200)} … ${m.said.slice(-250)}`,
    );
}
console.log(seen);
