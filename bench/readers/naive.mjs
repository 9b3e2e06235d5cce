// A reader as one writes it in ten minutes: the whole file as a string, split into lines, a pattern for each.
import { readFileSync } from 'node:fs';

const [kind, file] = process.argv.slice(2);
const PATTERNS = {
  conntrack: /^(\w+)\s+\d+ \d+ (?:([A-Z_]+) )?src=(\S+) dst=(\S+) (?:sport=(\d+) dport=(\d+) )?/,
  listing: /^\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s+--\s+(\S+)\s+(\S+)\s+(\S+)\s+(\S+)\s*(.*)$/,
  save: /^(?:\[(\d+):(\d+)\] )?-A (\S+) (.*)$/,
  packets: /^(\S+) IP (\S+) > (\S+): Flags \[(\S+)\], (?:seq (\S+), )?(.*)$/,
};
const counts = new Map();
for (const line of readFileSync(file, 'utf8').split('\n')) {
  const match = PATTERNS[kind].exec(line);
  if (!match) continue;
  const key = kind === 'conntrack' ? `${match[1]} ${match[2]}` : match[3];
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
process.stdout.write(String(counts.size));
