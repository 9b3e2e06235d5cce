import { runs } from '../../text/command.ts';
import type { Detection, Format, SectionStart } from '../format.ts';
import { invoked } from './command.ts';
import { readSaveLine } from './lines.ts';
import { SaveReader } from './reader.ts';

/**
 * `iptables-save` and `ip6tables-save`, of both back ends and all versions, with `-c` and without, and rules that were
 * grepped out of one.
 */
export const iptablesSave: Format = {
  id: 'iptables-save',
  detect(text, start) {
    const line = text.trim();
    if (isOtherTool(start)) return null;
    const read = readSaveLine(line);
    if (!read) return detectNotice(line, start);
    switch (read.kind) {
      case 'header':
        return { score: 0.98, reason: 'the header of iptables-save' };
      case 'table':
        return { score: 0.95, reason: 'a table «*filter» of iptables-save' };
      case 'chain':
        return read.listed ? null : { score: 0.9, reason: 'a chain «:NAME POLICY [packets:bytes]»' };
      case 'rule':
        return detectRule(read.chain, read.body, line.startsWith('['), start);
      default:
        return null;
    }
  },
  open: start => new SaveReader('save', start),
  narrows: command =>
    invoked(command).some(({ saves, args }) => saves && args.some(word => /^(?:-t|--table)/.test(word))),
};

/** ebtables and arptables write tables and chains of the same form. */
function isOtherTool({ command }: SectionStart): boolean {
  return command !== null && /\b(?:eb|arp)tables/.test(command);
}

/** A rule without what stands around it: `iptables-save | grep KUBE-SVC`. */
function detectRule(chain: string, body: string, counted: boolean, start: SectionStart): Detection | null {
  const saves = invoked(start.command).some(run => run.saves);
  if (counted) return { score: 0.95, reason: 'a rule «[packets:bytes] -A …» of iptables-save' };
  if (!isRuleLike(chain, body)) return null;
  const listed = !saves && runs(start.command, 'iptables', () => true);
  return listed ? null : { score: saves ? 0.95 : 0.85, reason: 'a rule «-A CHAIN …» of iptables-save' };
}

/** `-A INPUT`, `-A KUBE-SVC-X ! -s …`; not `-A -t 120 -u SEEN_REPLY` of conntrack, nor `-A always,exit -F …` of auditctl. */
export function isRuleLike(chain: string, body: string): boolean {
  return (
    /^[\w.@:+~-]{1,64}$/.test(chain) && /^$|^(?:! )?-{1,2}[a-z]/.test(body) && !/(?:^| )-[FSk] /.test(body)
  );
}

/** What iptables-save says on standard error, where nothing else comes. */
function detectNotice(line: string, start: SectionStart): Detection | null {
  const named = /^(?:ip6?tables|xtables)(?:-legacy|-nft)?-save(?:\/\d{1,2})? v[\d.]/.test(line);
  const below = invoked(start.command).some(run => run.saves);
  const told = /^# (?:Warning: ip6?tables-legacy tables present, use ip6?tables-legacy-save |Table `)/.test(
    line,
  );
  if (!named && !told && !(below && /^(?:Fatal: can't open lock|ip6?tables)/.test(line))) return null;
  return { score: 0.9, reason: 'a message of iptables-save' };
}
