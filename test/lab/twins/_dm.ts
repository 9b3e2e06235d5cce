import { captures } from '../../engine/captures.ts';
import { DAMAGES, randomOf } from '../../engine/rules/damage.ts';
import { lies } from '../../engine/rules/lies.ts';

const [filter = '', seeds = '2', max = '2'] = process.argv.slice(2);
const seen = new Map<string, number>();
let rules = 0,
  all = 0;
for (const c of captures) {
  if (c.topic !== 'iptables' || !c.file.includes(filter)) continue;
  for (const [name, damage] of Object.entries(DAMAGES))
    for (let s = 0; s < Number(seeds); s++) {
      const r = await lies(
        { command: s % 2 ? c.command : null, text: new TextDecoder().decode(c.bytes) },
        name,
        damage,
        randomOf(s),
      );
      rules += r.rules;
      for (const l of r.lies) {
        all++;
        const k = `${c.format} ${name} | ${l.said.replace(/"[^"]*"|[0-9a-f:.]+/g, '').slice(0, 40)}`;
        seen.set(k, (seen.get(k) ?? 0) + 1);
        if (seen.get(k)! <= Number(max))
          console.log(
            `* ${c.file} seed ${s} ${name}\n   T ${l.line}\n   D ${l.damaged}\n     ${l.said.slice(0, 500)}`,
          );
      }
    }
}
console.log(rules, all, seen);
