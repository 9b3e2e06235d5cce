import type { Analysis } from '../engine/model/analysis.ts';
import type { Document } from '../engine/model/document.ts';
import type { Evidence } from '../engine/model/finding.ts';
import type { Ruleset } from '../engine/model/ruleset.ts';
import { printRule, ruleAt } from '../engine/rules/index.ts';
import type { ReportFinding, ReportReason } from '../i18n/report.ts';

/** The analysis as JSON says it: sections, findings with their sentences, unread lines; documents where asked for. */
export function toJson(analysis: Analysis, findings: readonly ReportFinding[], documents: boolean) {
  return {
    bytes: analysis.bytes,
    lines: analysis.lines,
    encoding: analysis.encoding,
    problem: analysis.problem,
    sections: analysis.sections.map(({ document, ...section }) =>
      documents ? { ...section, document: documentToJson(document) } : section,
    ),
    findings: findings.map(({ title, next, ...finding }) => ({
      ...finding,
      title,
      reasons: finding.reasons.map(reasonToJson),
      notes: finding.notes.map(reasonToJson),
      next,
    })),
    unread: analysis.unread.map(({ line, text, within, span }) => ({ line, text, within, span })),
    unreadLines: analysis.unreadLines,
  };
}

/** A document as plain data; the rules of a ruleset, which stand in columns, one by one. */
function documentToJson(document: Document) {
  return document.kind === 'ruleset' ? { ...document, rules: rulesToJson(document) } : document;
}

/** Each rule with the line that iptables-save would write for it. */
function rulesToJson(ruleset: Ruleset) {
  return Array.from({ length: ruleset.rules.count }, (_, index) => {
    const rule = ruleAt(ruleset, index);
    return { ...rule, text: printRule(rule) };
  });
}

function reasonToJson({ evidence, ...reason }: ReportReason) {
  return { ...reason, evidence: evidence.map(evidenceToJson) };
}

function evidenceToJson({ line, text, span, mark, highlight }: Evidence) {
  return { line, text, span, ...(mark && { mark }), highlight };
}
