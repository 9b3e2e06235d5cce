import { html, nothing, type TemplateResult } from 'lit';
import type { FormatId } from '../engine/model/document.ts';
import type { ReportCommand, ReportFinding } from '../i18n/report.ts';
import type { Texts } from '../i18n/texts.ts';
import type { Reading } from '../worker/reading.ts';
import { t } from './locale.ts';
import { commandView, knownCommand } from './next-command.ts';
import type { Refusal } from './refusal.ts';
import { say } from './say.ts';
import { knownFormats, unreadLinesView } from './unread-list.ts';

/** Why nothing was read, and what there is to show of it. */
export interface Refused {
  readonly why: Refusal;
  readonly reading: Reading | null;
  readonly findings: readonly ReportFinding[];
}

/** The first lines of what was not understood. */
const LINES_SHOWN = 3;

/** The command that a refusal proposes, where the findings propose none. */
const INSTEAD: Partial<Record<Refusal, string>> = {
  damaged: 'conntrack-list-gz',
  'too-big': 'conntrack-stats',
  crashed: 'conntrack-stats',
};
const USUAL = 'conntrack-count-max';

/** The command that prints a format, for a box that expects certain ones. */
const PRINTED_BY: Partial<Record<FormatId, string>> = {
  'kernel-log': 'kernel-log-conntrack',
  'conntrack-count': 'conntrack-count',
  'conntrack-stats': 'conntrack-stats-twice',
  'proc-conntrack-stats': 'conntrack-stats-proc',
  'conntrack-list': 'conntrack-list',
  'conntrack-events': 'conntrack-events',
  'iptables-list': 'iptables-list-filter',
  'iptables-save': 'iptables-save',
  'nft-ruleset': 'nft-ruleset',
  ipset: 'ipset-list',
  ipvsadm: 'ipvsadm-list',
  'curl-timing': 'curl-timing',
  tcpdump: 'tcpdump-client',
  sysctl: 'sysctl-conntrack',
  slabinfo: 'slabinfo-conntrack',
  ss: 'sockets-all',
  nstat: 'nstat-twice',
  'ethtool-features': 'nic-driver-features',
  'ip-link': 'ip-links',
  top: 'top-once',
  uname: 'system-versions',
  'resolv-conf': 'resolver-config',
  ping: 'path-mtu-ping',
  'kubectl-get': 'kube-services',
  'kubernetes-log': 'kube-proxy-log',
};

/** What a box expects where it says so, and whose page it stands on. */
export interface Expected {
  readonly formats: readonly string[];
  readonly incident: string | null;
}

/** Says what was expected and shows the command that produces it. */
export function refusalView(
  { why, reading, findings }: Refused,
  texts: Texts | null,
  expected: Expected,
): TemplateResult {
  const { title, text } = t.refused[why];
  const command = commandFor(why, findings, texts, expected);
  const lines = why === 'unrecognised' && reading ? reading.unread.slice(0, LINES_SHOWN) : [];
  return html`<div class="refused" role="group" aria-label=${t.refused.legend}>
    <p class="refused-h"><b>${title}</b></p>
    <p>${say(text, { n: reading?.lines ?? 0, formats: knownFormats() })}</p>
    ${command ? commandView(command) : nothing}
    ${reading && lines.length > 0 ? unreadLinesView(lines, reading.unreadLines) : nothing}
  </div>`;
}

function commandFor(
  why: Refusal,
  findings: readonly ReportFinding[],
  texts: Texts | null,
  { formats, incident }: Expected,
): Pick<ReportCommand, 'command' | 'does' | 'root' | 'purpose'> | null {
  const wanted = formats.map(format => PRINTED_BY[format as FormatId] ?? USUAL)[0] ?? INSTEAD[why];
  if (texts && wanted) return knownCommand(texts, wanted);
  const about = findings.find(finding => finding.incident === incident);
  return about?.next[0] ?? (texts ? knownCommand(texts, USUAL) : null);
}
