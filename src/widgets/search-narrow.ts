import { html, type TemplateResult } from 'lit';
import { localeInfo, locales } from '../i18n/locales.ts';
import { isWide, type Narrowing, wide } from '../search/narrowing.ts';
import { components } from '../search/page.ts';
import { icon } from './icon.ts';
import type { ViewContext } from './search-view.ts';

/** What the results are narrowed to: four choices, folded away until they are wanted. */
export function narrowView(
  { t }: ViewContext,
  narrowing: Narrowing,
  onChange: (narrowing: Narrowing) => void,
): TemplateResult {
  const choice = (key: keyof Narrowing, options: readonly (readonly [value: string, name: string])[]) =>
    html`<label
      ><span>${t.narrow[key]}</span
      ><select
        @change=${(event: Event) => {
          const { value } = event.currentTarget as HTMLSelectElement;
          onChange({ ...narrowing, [key]: value === '' ? null : value } as Narrowing);
        }}
      >
        <option value="" ?selected=${narrowing[key] === null}>${t.narrow.any}</option>
        ${options.map(
          ([value, name]) =>
            html`<option value=${value} ?selected=${narrowing[key] === value}>${name}</option>`,
        )}
      </select></label
    >`;
  return html`<details class="search-narrow" ?open=${!isWide(narrowing)}>
    <summary>${icon('i-chev', 'chev')}${t.narrow.title}</summary>
    <div>
      ${choice(
        'language',
        locales.map(locale => [locale, localeInfo[locale].name] as const),
      )}
      ${choice(
        'component',
        components.map(component => [component, t.components[component]] as const),
      )}
      ${choice('kind', Object.entries(t.kinds))} ${choice('severity', Object.entries(t.severity))}
      <button type="button" class="key key-q" ?hidden=${isWide(narrowing)} @click=${() => onChange(wide)}>
        ${t.narrow.reset}
      </button>
    </div>
  </details>`;
}
