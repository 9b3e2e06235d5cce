import { html, nothing, type TemplateResult } from 'lit';
import type { ReportCommand } from '../i18n/report.ts';
import type { CommandText, Texts } from '../i18n/texts.ts';
import { icon } from './icon.ts';
import { t } from './locale.ts';
import { say } from './say.ts';

/** A value that the paste does not give: `<service-ip>`. */
const OPEN = /<([a-z-]{1,40})>/;

type Shown = Pick<ReportCommand, 'command' | 'does' | 'root' | 'purpose'>;

/** A command as it is shown, with what it does to the node, what it is for, and a key that copies it. */
export function commandView({ command, does, root, purpose }: Shown): TemplateResult {
  return html`<div class="cmd cmd-${does}">
    <div class="cmd-bar">
      <span class="does does-${does}">${icon(`d-${does}`)}${t.command.does[does]}</span>
      ${root ? html`<span class="where">${t.command.asRoot}</span>` : nothing} ${copyKey(command)}
    </div>
    <p class="cmd-for">${purpose}</p>
    <pre tabindex="0" role="group" aria-label=${t.command.text} translate="no"><code>${commandText(command)}</code></pre>
  </div>`;
}

/** A command in a row of a list. */
export function miniCommand({ command }: Pick<Shown, 'command'>): TemplateResult {
  return html`<span class="mini"><code translate="no">${commandText(command)}</code>${copyKey(command, true)}</span>`;
}

/** A command of content/commands.yaml by its id, as a report has it. */
export function knownCommand(texts: Texts, id: string): Shown | null {
  const known: CommandText | undefined = texts.commands[id];
  return known ? { ...known, command: known.text } : null;
}

function commandText(command: string): unknown[] {
  return command
    .split(OPEN)
    .map((piece, index) => (index % 2 === 1 ? html`<span class="ph">${piece}</span>` : piece));
}

/** The site's script handles the key: it copies, says so, and refuses while a value is open. */
function copyKey(command: string, small = false): TemplateResult {
  const open = command.split(OPEN).filter((_, index) => index % 2 === 1);
  return html`<button
    type="button"
    class="key key-s copy ${small ? 'key-i' : ''}"
    data-copy=${command}
    data-needs=${open.length > 0 ? open.join(' ') : nothing}
    aria-label=${small ? say(t.command.copyThis, { command }) : nothing}
  >
    ${icon('i-copy')}${small ? nothing : html`<span>${t.command.copy}</span>`}
  </button>`;
}
