import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { listing, save } from '../../../bench/inputs/rules.ts';
import { endpointChains } from '../../../src/engine/facts/endpoint-chains.ts';
import { type Facts, factsByHost } from '../../../src/engine/facts/facts.ts';
import { chainNamed, chainsLike, rulesets, rulesOfChain, rulesTo } from '../../../src/engine/facts/rules.ts';
import { ruleAt } from '../../../src/engine/rules/index.ts';
import { readOnly } from '../paste.ts';

async function factsOf(text: string | Uint8Array<ArrayBuffer>): Promise<Facts[]> {
  return factsByHost(await readOnly(text));
}

/** The lines of all rules by their target, every rule parsed. */
function byParsing(facts: Facts): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  for (const { document } of rulesets(facts))
    for (let index = 0; index < document.rules.count; index++) {
      const { spec, place } = ruleAt(document, index);
      const name = spec.target?.name;
      if (name !== undefined) lines.set(name, [...(lines.get(name) ?? []), place.line]);
    }
  return lines;
}

function expectSame(facts: Facts): number {
  const all = byParsing(facts);
  for (const [name, lines] of all)
    expect([name, rulesTo(facts, name).map(rule => rule.place.line)]).toEqual([name, lines]);
  return all.size;
}

describe('rules by their target: the same as a parse of all of them finds', () => {
  test('in every stored output', async () => {
    let targets = 0;
    for (const file of globSync('test/{cases,captures}/*/*.txt')) {
      const bytes = new Uint8Array(readFileSync(file));
      if (!/^(?:Chain |.{0,200}-A )/m.test(new TextDecoder('latin1').decode(bytes))) continue;
      for (const facts of await factsOf(bytes)) targets += expectSame(facts);
    }
    expect(targets).toBeGreaterThan(500);
  }, 60_000);

  test('where quotes, comments and options hide it', async () => {
    const rules = [
      '-j ACCEPT',
      '-g KUBE-X',
      '-p tcp --jump DROP',
      '--goto KUBE-X',
      '-m comment --comment "a -j DROP here" -g KUBE-X',
      '-m comment --comment -j -j DROP',
      '-j LOG --log-prefix "dropped -j DROP "',
      '-j LOG --log-prefix -j --log-level 4',
      "-m comment --comment 'x -j DROP' -j ACCEPT",
      '-m comment --comment "\\" -j DROP" -j ACCEPT',
      '-j DROP # -j ACCEPT',
      '-j\tDROP',
      '-p tcp -j  REJECT --reject-with tcp-reset',
      '-m owner --gid-owner 100 -j REJECT',
      '-s 10.0.0.0/8',
      '-j "DROP"',
      '-j DRÖP',
      '-j',
      '-m string --string "-j DROP" --algo bm -j',
    ];
    const text = `*filter\n:INPUT ACCEPT [0:0]\n:KUBE-X - [0:0]\n${rules.map(rule => `-A INPUT ${rule}`).join('\n')}\nCOMMIT\n`;
    for (const facts of await factsOf(text)) expect(expectSame(facts)).toBeGreaterThan(4);
  });

  test('so many rules hide it that their text is searched at once', async () => {
    const rules = Array.from(
      { length: 700 },
      (_, at) => `-A INPUT -j ${at % 7 ? 'LOG' : 'NFLOG'} --log-prefix "p ${at} "`,
    );
    const text = `*filter\n:INPUT ACCEPT [0:0]\n${rules.join('\n')}\n-A INPUT -j DROP\nCOMMIT\n`;
    for (const facts of await factsOf(text)) expect(expectSame(facts)).toBe(3);
  });

  test('only those whose text holds the words', async () => {
    const text =
      '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -s 10.0.0.1/32 -j DROP\n-A INPUT -s 10.0.0.2/32 -j DROP\nCOMMIT\n';
    const [facts] = await factsOf(text);
    expect(rulesTo(facts as Facts, 'DROP', '10.0.0.2').map(({ number }) => number)).toEqual([2]);
    expect(rulesTo(facts as Facts, ['ACCEPT', 'DROP'], '10.0.').map(({ number }) => number)).toEqual([1, 2]);
  });
});

describe('chains by their name', () => {
  test('those of Services too', async () => {
    const [facts] = await factsOf(save(200));
    for (const { name } of chainsLike(facts as Facts, () => true))
      expect(chainNamed(facts as Facts, name)?.name).toBe(name);
    expect(chainNamed(facts as Facts, 'KUBE-SVC-AAAAAAAAAAAAAAAA')).toBeNull();
  });
});

describe('chains of endpoints', () => {
  /** The same by parsing every rule of every chain. */
  function parsed(facts: Facts): { marking: number; bare: string[] } {
    const chains = chainsLike(facts, name => /^KUBE-SEP-/.test(name));
    const marks = chains.map(chain =>
      rulesOfChain(chain).some(
        ({ spec }) => spec.source !== null && /^(?:KUBE-MARK-MASQ|MARK)$/.test(spec.target?.name ?? ''),
      ),
    );
    return {
      marking: marks.filter(Boolean).length,
      bare: chains.filter((_, at) => !marks[at]).map(({ name }) => name),
    };
  }

  const damages: Record<string, (text: string) => string> = {
    'as it is': text => text,
    'a source of all': text => text.replace(/(?<=KUBE-SEP-\S{16} )-s \S+ (?=.*MARK-MASQ)/, ''),
    'a source that is not one address': text =>
      text.replace(/(?<=KUBE-SEP-\S{16} )-s \S+ (?=.*MARK-MASQ)/, '-s 0.0.0.0/0 '),
    'a negated source': text => text.replace(/(?<=KUBE-SEP-\S{16} )-s (?=.*MARK-MASQ)/, '! -s '),
    'a network as source': text => text.replace(/(?<=KUBE-SEP-\S{16} -s [\d.]+)\/32(?=.*MARK-MASQ)/, '/24'),
    'a source of all in the column': text =>
      text.replace(/(?<=MARK-MASQ .{0,30}\*\s+\*\s+)10\.244\.\S+\s/, '0.0.0.0/0 '),
  };

  const damaged = Object.entries({ save, listing }).flatMap(([form, print]) =>
    Object.entries(damages)
      .map(([how, damage]) => [form, how, damage(print(300))] as const)
      .filter(([, how, text]) => how === 'as it is' || text !== print(300)),
  );

  test.each(damaged)('%s, %s', async (_form, _how, text) => {
    const [facts] = await factsOf(text);
    const { marking, bare } = endpointChains(facts as Facts);
    expect({ marking: marking.length, bare: bare.map(({ chain }) => chain.name) }).toEqual(
      parsed(facts as Facts),
    );
  });
});
