import { html, type TemplateResult } from 'lit';
import type { Severity, Verdict } from '../engine/model/finding.ts';
import { icon } from './icon.ts';
import { t } from './locale.ts';

/** How sure: glyph and word, inked in the severity where there is one. */
export function verdictSign(verdict: Verdict, severity: Severity): TemplateResult {
  const { label, means } = t.verdicts[verdict];
  return html`<span class="v v-${verdict} ${inkOf(verdict, severity)}" title=${means}>
    ${icon(`v-${verdict}`)}${label}
  </span>`;
}

/** How bad. Says nothing of a cause that is ruled out or unknown. */
export function severitySign(severity: Severity): TemplateResult {
  return html`<span class="sev sev-${severity}">${icon(`s-${severity}`)}${t.severities[severity]}</span>`;
}

/** Whether a finding speaks of something that is or may be wrong. */
export function isPositive({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict === 'confirmed' || verdict === 'suspected';
}

function inkOf(verdict: Verdict, severity: Severity): string {
  return isPositive({ verdict }) ? `sev-${severity}` : '';
}
