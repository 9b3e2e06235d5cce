import { html, LitElement, nothing, type PropertyValues, svg } from 'lit';
import type { Picture, TalkId } from '../../../explore/pictures/picture.ts';
import type { Texts } from '../../../i18n/texts.ts';
import { knownCommand, miniCommand } from '../../next-command.ts';
import type { Report } from '../../report.ts';
import { showLine } from '../../report-place.ts';
import { texts } from '../../texts.ts';
import { HATCH, HATCH_DROP } from './bars.ts';
import { figureView } from './figure.ts';
import { p } from './words.ts';

/** Commands of content/commands.yaml whose output gives a picture. */
const COMMANDS = [
  'conntrack-count-max',
  'conntrack-list',
  'curl-timing',
  'tcpdump-syn',
  'iptables-save',
  'conntrack-stats-twice',
] as const;

type State = 'waiting' | 'working' | 'done' | 'failed';

/** Pictures of a paste, those of its findings first. */
export class PictureView extends LitElement {
  static override properties = {
    report: { attribute: false },
    shown: { type: Boolean, attribute: false },
    _state: { state: true },
    _pictures: { state: true },
    _texts: { state: true },
  };

  declare report: Report | null;
  declare shown: boolean;
  declare _state: State;
  declare _pictures: readonly Picture[];
  declare _texts: Texts | null;
  #asked: Report | null = null;
  #asking: AbortController | null = null;

  constructor() {
    super();
    this.report = null;
    this.shown = false;
    this._state = 'waiting';
    this._pictures = [];
    this._texts = null;
  }

  protected override createRenderRoot(): this {
    return this;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#asking?.abort();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('report') && this.report !== this.#asked) {
      this.#asking?.abort();
      this._state = 'waiting';
      this._pictures = [];
    }
    if (this.shown && this.report && this._state === 'waiting') void this.#ask(this.report);
  }

  async #ask(report: Report): Promise<void> {
    this.#asked = report;
    this._state = 'working';
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const { pictures } = await report.ask('pictures', {}, asking.signal);
      if (pictures.length === 0) this._texts = await texts.catch(() => null);
      if (this.report !== report) return;
      this._pictures = pictures;
      this._state = 'done';
    } catch {
      if (this.report === report && !asking.signal.aborted) this._state = 'failed';
    }
  }

  /** Another conversation takes the place of the one that is drawn. */
  async #choose(of: Picture, talk: TalkId): Promise<void> {
    const { report } = this;
    const answer = await report?.ask('talk', talk, this.#asking?.signal).catch(() => null);
    const picture = answer?.picture;
    if (!picture || this.report !== report) return;
    // It keeps its id: the fold of its table stays as it is.
    this._pictures = this._pictures.map(one => (one.id === of.id ? { ...picture, id: of.id } : one));
  }

  protected override render(): unknown {
    if (this._state === 'waiting' || this._state === 'working')
      return html`<p class="pic-state" role="status">${p.working}</p>`;
    if (this._state === 'failed') return html`<p class="pic-state" role="alert">${p.failed}</p>`;
    if (this._pictures.length === 0) return this.#emptyView();
    const onLine = (line: number) => showLine(this, line);
    return html`<h2 class="vh">${p.heading}</h2>
      ${hatchings()}
      <div class="pictures">
        ${this._pictures.map(picture =>
          figureView(picture, this.report?.findings ?? [], {
            onLine,
            onTalk: talk => void this.#choose(picture, talk),
          }),
        )}
      </div>`;
  }

  #emptyView(): unknown {
    const known = this._texts;
    return html`<h2 class="vh">${p.heading}</h2>
      <p class="pic-state">${p.empty}</p>
      ${
        known
          ? html`<ul class="pic-commands">
              ${COMMANDS.map(id => {
                const command = knownCommand(known, id);
                return command
                  ? html`<li><span>${p.commands[id]}</span>${miniCommand(command)}</li>`
                  : nothing;
              })}
            </ul>`
          : nothing
      }`;
  }
}

/** The hatchings that all bars of the view use: what is not answered, and what is dropped, is told apart without its hue. */
function hatchings(): unknown {
  return html`<svg class="sprite" aria-hidden="true">
    <defs>
      ${[HATCH, HATCH_DROP].map(
        id => svg`<pattern id=${id} width="6" height="6" patternUnits="userSpaceOnUse">
          <path class=${id} d="M-1 7l8-8M-1 1l2-2M5 7l2-2" />
        </pattern>`,
      )}
    </defs>
  </svg>`;
}
