import type { Place } from '../model/place.ts';
import type { NoticeKind, Ruleset, RulesetNotice } from '../model/ruleset.ts';

/** `iptables v1.8.9 (nf_tables): …`, `ip6tables-restore: …`; older ones have no version, `Fatal:` no name at all. */
const TOOL =
  /^(?:ip6?tables|xtables)(?:-(?:legacy|nft|save|restore)){0,2}(?:\/\d{1,2})?(?: v(\d[\w.]{0,12})(?: \((nf_tables|legacy)\))?)?: (.{1,300})$/;
const LEGACY = /^# Warning: (ip6?tables)-legacy tables present, use \S{1,40} to see them\s*$/;
const MANAGED = /^# Warning: table ip6? (\S{1,32}) is managed by ip6?tables-nft, do not touch!\s*$/;
const INCOMPATIBLE = /[Tt]able `([^']{1,32})' (?:is|contains) incompatible/;

/** What the sentence is about; the first that fits. */
const KINDS: readonly (readonly [RegExp, NoticeKind])[] = [
  [INCOMPATIBLE, 'table-incompatible'],
  [/(?:chain|table) `[^']{1,255}' in table `[^']{1,32}' is incompatible/, 'table-incompatible'],
  [/Permission denied|[Oo]peration not permitted|you must be root/, 'not-permitted'],
  [
    /No chain\/target\/match by that name|[Cc]hain ['`"]?[^'"]{0,255}['"]? does not exist|No such (?:rule|chain)/,
    'no-chain',
  ],
  [
    /[Tt]able does not exist|can't initialize ip6?tables table|Couldn't load|kernel needs to be upgraded/,
    'no-table',
  ],
  [/holding the xtables lock|Resource temporarily unavailable/, 'locked'],
];

/** Sentences of the tools that do not begin with a tool's name. */
const NAMELESS =
  /^(?:# Table `[^']{1,32}' (?:is|contains) incompatible .{1,60}|# Table `[^']{1,32}' is incompatible, use 'nft' tool\.|Fatal: can't open lock file .{1,60}|Another app is currently holding the xtables lock.{0,120}|Perhaps ip6?tables or your kernel needs to be upgraded\.|modprobe: (?:FATAL|ERROR): .{1,200}ip6?_?tables.{0,100})\s*$/;

/** What iptables says on standard error, or as a comment in its output, about the ruleset; null for any other line. */
export function readNotice(text: string, place: Place): RulesetNotice | null {
  const line = text.trim();
  if (LEGACY.test(line)) return { notice: 'legacy-tables-present', table: null, text: line, place };
  const managed = MANAGED.exec(line);
  if (managed) return { notice: 'managed-by-iptables-nft', table: managed[1] as string, text: line, place };
  if (!TOOL.test(line) && !NAMELESS.test(line)) return null;
  const notice = KINDS.find(([pattern]) => pattern.test(line))?.[1] ?? 'other';
  return {
    notice,
    table: INCOMPATIBLE.exec(line)?.[1] ?? /table [`']([\w-]{1,32})'/.exec(line)?.[1] ?? null,
    text: line,
    place,
  };
}

/** What a notice tells of the tool that wrote it: `ip6tables v1.8.9 (nf_tables): …`. */
export function toolOf(text: string): Pick<Ruleset, 'family' | 'backend' | 'version'> {
  const tool = TOOL.exec(text);
  const legacy = LEGACY.exec(text);
  const name = tool?.[0] ?? legacy?.[1] ?? '';
  const backend = tool?.[2] === 'nf_tables' || legacy || text.startsWith('# Table `') ? 'nf_tables' : null;
  return {
    family: name.startsWith('ip6tables') ? 'ipv6' : name.startsWith('iptables') ? 'ipv4' : null,
    backend: backend ?? (tool?.[2] === 'legacy' ? 'legacy' : null),
    version: tool?.[1] ?? null,
  };
}
