import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { FIRST_EXAMPLES } from '../i18n/first-examples.ts';
import type { Texts } from '../i18n/texts.ts';
import { icon } from './icon.ts';
import { locale, t } from './locale.ts';
import { number } from './say.ts';
import { texts } from './texts.ts';

/** A paste to try. */
export interface Example {
  /** The slug of the incident that it shows, or `healthy`. */
  readonly id: string;
  /** False where it was written from facts: no lab brings the incident about. */
  readonly recorded: boolean;
  readonly text: string;
}

/** Loaded with the page that has the big box: choosing an example asks for nothing. */
const loaded: Promise<readonly Example[]> = document.querySelector('paste-box[size="big"]')
  ? import('virtual:conntriage/examples').then(module => module.examples)
  : Promise.resolve([]);
loaded.catch(() => {});

/** Settled as soon as the list can be drawn at once, or never will be. */
export const examplesReady: Promise<unknown> = Promise.allSettled([loaded, texts]);

/** The text of an example: a whole terminal scroll. Empty where there is none of that name. */
export async function exampleText(id: string): Promise<string> {
  return (await loaded).find(example => example.id === id)?.text ?? '';
}

/** The example that the address asks for (`?example=mtu-pmtu`); null without. */
export function exampleAsked(): string | null {
  return new URLSearchParams(location.search).get('example');
}

type Choose = (id: string) => void;

/** `<example-list>`: a few examples, and below a fold one for every incident. */
export class ExampleList extends LitElement {
  static override properties = {
    choose: { attribute: false },
    known: { state: true },
    whole: { state: true },
  };

  declare choose: Choose;
  declare known: readonly [readonly Example[], Texts] | null;
  /** The others have been asked for: to sort them by the rules of a language takes a slow phone 30 ms. */
  declare whole: boolean;

  constructor() {
    super();
    this.choose = () => {};
    this.known = null;
    this.whole = false;
    Promise.all([loaded, texts]).then(
      known => {
        this.known = known;
      },
      () => {},
    );
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override render(): unknown {
    if (!this.known) return nothing;
    const [all, words] = this.known;
    const titleOf = ({ id }: Example) => words.incidents[id]?.title ?? t.examples.healthy;
    const first = FIRST_EXAMPLES.flatMap(id => all.find(example => example.id === id) ?? []);
    const rest = all.filter(example => !first.includes(example));
    const onWhole = () => {
      this.whole = true;
    };
    return html`<h2 class="legend" id="examples-h">${t.examples.title}</h2>
      ${listView(first, titleOf, this.choose)}
      <details class="fold fold-s" @toggle=${onWhole}>
        <summary @click=${onWhole}>${icon('i-chev', 'chev')}${t.examples.all}<span class="n">${number(rest.length)}</span></summary>
        ${this.whole ? listView(sorted(rest, titleOf), titleOf, this.choose) : nothing}
      </details>`;
  }
}

function sorted(examples: readonly Example[], titleOf: (example: Example) => string): Example[] {
  const { compare } = new Intl.Collator(locale);
  return [...examples].sort((one, other) => compare(titleOf(one), titleOf(other)));
}

function listView(
  examples: readonly Example[],
  titleOf: (example: Example) => string,
  choose: Choose,
): TemplateResult {
  return html`<ul class="chips" aria-labelledby="examples-h">
    ${examples.map(
      example => html`<li>
        <button type="button" class="chip" data-example=${example.id} @click=${() => choose(example.id)}>
          ${titleOf(example)}${example.recorded ? nothing : html`<span class="dim">${t.examples.written}</span>`}
        </button>
      </li>`,
    )}
  </ul>`;
}
