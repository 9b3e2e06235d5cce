import { html, type TemplateResult } from 'lit';
import { takeAlongStrings } from '../../i18n/strings/desk/take-along.ts';
import { MOST_CHARACTERS, type Packed } from '../../take-along/index.ts';
import { icon } from '../icon.ts';
import { locale } from '../locale.ts';
import { say } from '../say.ts';

const t = takeAlongStrings[locale];

/**
 * Characters that one message takes. Discord: its API reference, "Create Message". Teams: "Limits and specifications for Microsoft
 * Teams", about 28 KB a message. Slack: its changelog of April 2018, longer messages are cut.
 */
const LIMITS = [
  { name: 'Discord', most: 2000, exact: true },
  { name: 'Microsoft Teams', most: 28_000, exact: false },
  { name: 'Slack', most: 40_000, exact: true },
] as const;

/** The link that was made, its size, and where it fits; or why there is none. */
export function linkView(packed: Packed | 'working' | null, address: string): unknown {
  const holds = html`<p class="take-hint">${t.link.holds}</p>`;
  if (packed === null) return holds;
  if (packed === 'working') return [holds, html`<p class="take-wait">${t.working}</p>`];
  if ('refused' in packed)
    return html`<div class="take-link">
      <p class="take-wrong" tabindex="-1">${say(t.link.refused, { n: MOST_CHARACTERS })}</p>
    </div>`;
  return [holds, madeView(address)];
}

function madeView(address: string): TemplateResult {
  return html`<div class="take-link">
    <label class="take-field">
      <span class="legend">${t.link.field} <span>${say(t.link.size, { n: address.length })}</span></span>
      <input type="text" readonly translate="no" .value=${address} @focus=${select} />
    </label>
    <p class="legend" id="take-limits">${t.link.limits}</p>
    <ul class="take-limits" aria-labelledby="take-limits">
      ${LIMITS.map(limit => limitView(limit, address.length))}
    </ul>
  </div>`;
}

function limitView({ name, most, exact }: (typeof LIMITS)[number], length: number): TemplateResult {
  const fits = length <= most;
  return html`<li class=${fits ? 'is-fit' : 'is-long'}>
    ${icon(fits ? 'i-check' : 'i-minus')}<b>${name}</b>
    <span>${say(exact ? t.link.upTo : t.link.about, { n: most })}: ${fits ? t.link.fits : t.link.long}</span>
  </li>`;
}

function select(event: Event): void {
  const field = event.currentTarget as HTMLInputElement;
  // Backwards: the beginning of the address stays in sight.
  field.setSelectionRange(0, field.value.length, 'backward');
}
