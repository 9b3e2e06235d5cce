import { runs } from '../../text/command.ts';
import type { Detection, Format, SectionStart } from '../format.ts';
import { isJsonStart } from './json.ts';
import { ERROR, MANAGED, NOT_ROOT, readBase, readBlock, readTable } from './lines.ts';
import { RulesetReader } from './reader.ts';
import { beginsRule } from './words.ts';

/** A rule that counts, or an element of a set: nothing else prints this. */
const COUNTS = /(?:^|\s)counter packets \d{1,20} bytes \d{1,20}(?:\s|,|$)/;
/** What all other lines of it begin with that need no command above. */
const BEGINS =
  /^(?:table |chain |set |map |meter |flowtable |counter |quota |limit |ct |synproxy |secmark |tunnel |type |"nft|#|\{|warning: |Operation )/;
/** A command that asks for a part: one table, one chain, sets only. */
const NARROWING = /\blist\s+(?!ruleset\s*(?:$|[|;&>2]))[a-z]/;

/** `nft list ruleset` and its kin, with `-a`, `-s`, `-n`, `-y`, `-t`, `-j`; files in the same syntax. */
export const nftRuleset: Format = {
  id: 'nft-ruleset',
  detect(text, start) {
    const trimmed = text.trim();
    return detectAnywhere(trimmed) ?? (isNft(start) ? detectBelowNft(trimmed) : null);
  },
  open: start => new RulesetReader(start.command),
  narrows: command => NARROWING.test(command),
};

function isNft(start: SectionStart): boolean {
  return runs(start.command, 'nft', () => true);
}

function detectAnywhere(text: string): Detection | null {
  if (!BEGINS.test(text)) return detectCounting(text);
  if (text.length > 4000 && !isJsonStart(text)) return null;
  const table = readTable(text);
  if (table) return { score: table.opens ? 0.95 : 0.85, reason: 'a table of nft' };
  if (MANAGED.test(text)) return { score: 0.9, reason: 'a remark of nft about iptables-nft' };
  if (isJsonStart(text)) return { score: 0.95, reason: 'the JSON form of nft' };
  const block = readBlock(text);
  if (block) return { score: block.what === 'chain' ? 0.8 : 0.6, reason: `a ${block.what} of nft` };
  if (readBase(text)) return { score: 0.9, reason: 'the hook of a base chain of nft' };
  if (/^#!\/usr\/s?bin\/(?:env )?nft\b/.test(text)) return { score: 0.9, reason: 'a file of nft' };
  if (/^warning: stmt ops \w{1,30} have no json callback$/.test(text))
    return { score: 0.9, reason: 'a warning of nft -j' };
  if (NOT_ROOT.test(text)) return { score: 0.8, reason: 'nft that was refused' };
  return detectCounting(text);
}

function detectCounting(text: string): Detection | null {
  if (text.length > 4000 || !text.includes('counter packets ')) return null;
  return COUNTS.test(text) && beginsRule(text, 0, text.length)
    ? { score: 0.8, reason: 'a rule of nft that counts' }
    : null;
}

function detectBelowNft(text: string): Detection | null {
  if (ERROR.test(text)) return { score: 0.9, reason: 'an error of nft' };
  if (text === '{') return { score: 0.7, reason: 'the JSON form of nft' };
  if (text.length < 4000 && beginsRule(text, 0, text.length))
    return { score: 0.7, reason: 'a rule below a command that runs nft' };
  return null;
}
