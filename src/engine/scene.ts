import { bareHost, hostOfHeading, loopHosts } from './text/host-names.ts';
import { Shells } from './text/inner-shell.ts';
import { dropStart, joinLines, type MappedLine } from './text/line.ts';
import { type Prompt, readPrompt } from './text/prompt.ts';
import { readPromptHead } from './text/prompt-context.ts';
import { remoteHost } from './text/wrappers.ts';

/** Prompts that are remembered: a shell has one or two. */
const MOST_SHAPES = 16;
/** A command goes on over so many lines at most. */
const MOST_LINES = 40;
/** A rule of dashes, above and below a name: `dshbak`, `clush -b`. */
const RULE = /^\s{0,4}[-=]{4,200}$/;

/** Where an output stands: on which host, below which command. Told line by line, by what is not output. */
export class Scene {
  /** The command above, as typed; null where none shows. */
  command: string | null = null;
  #host: string | null;
  /** The host to which the command itself goes: `ssh node-3 conntrack -S`. */
  #remote: string | null = null;
  /** The line of the prompt, until its output begins. */
  #prompt: MappedLine | null = null;
  /** What stood before the commands of earlier prompts: alone on a line it is a prompt too. */
  readonly #shapes = new Set<string>();
  readonly #shells = new Shells();
  /** The word that ends the here-document in which the paste is. */
  #hereDocument: string | null = null;
  /** The number of the line that goes on in the next one, and how many there were. */
  #goesOn = { behind: 0, lines: 0 };
  /** A line that may be the first of a prompt of two. */
  #head: { readonly line: MappedLine; readonly host: string | null } | null = null;
  /** The number of the last rule of dashes. */
  #ruleAt = -2;

  constructor(host: string | null = null, command: string | null = null) {
    this.#host = host;
    this.command = command;
  }

  /** The command that opened the shell in which the command was typed; null where none is shown. */
  get inside(): string | null {
    return this.#shells.inside;
  }

  get host(): string | null {
    return this.#remote ?? this.#host;
  }

  /** The prompt above, for the first section below it alone. */
  takePrompt(): MappedLine | null {
    const prompt = this.#prompt;
    this.#prompt = null;
    return prompt;
  }

  /** Whether a line is typed text behind a prompt, and no output: a here-document, or the rest of a command. */
  isInput(line: MappedLine): boolean {
    if (RULE.test(line.text)) this.#ruleAt = line.number;
    if (this.#hereDocument !== null) {
      if (line.text.trim() === this.#hereDocument) this.#hereDocument = null;
      return true;
    }
    if (this.#goesOn.behind === 0 || line.number !== this.#goesOn.behind + 1) return false;
    this.#goOn(line);
    return true;
  }

  /** Whether a line is a prompt, be it one that was seen before and stands alone now. */
  isPrompt(text: string): boolean {
    return readPrompt(text) !== null || this.#isKnownShape(text, 2);
  }

  /** Takes a line where it is a prompt. */
  offer(line: MappedLine): boolean {
    const prompt = readPrompt(line.text);
    if (prompt) this.#begin(prompt, line);
    else if (this.#isKnownShape(line.text, 2)) this.#begin({ host: null, command: null }, line);
    else return false;
    return true;
  }

  /** Takes a line that nothing reads, where it says whose output follows. */
  refused(line: MappedLine): boolean {
    if (this.#isKnownShape(line.text, 1)) {
      this.#begin({ host: null, command: null }, line);
      return true;
    }
    const host = this.#hostSaid(line);
    if (host === null) return false;
    // Below a loop the heading is its output, and the command stays the same.
    if (loopHosts(this.command).length === 0 && !this.#asksForName()) this.command = null;
    this.#host = host;
    this.#remote = null;
    return true;
  }

  /** Keeps a line that may be the first of a prompt of two, until the next one tells. */
  keepHead(line: MappedLine): boolean {
    const head = readPromptHead(line.text);
    if (head) this.#head = { line, host: head.host };
    return head !== null;
  }

  /** The line that was kept, where this one is no prompt below it; null where none was. */
  giveUpHead(next: MappedLine | null): MappedLine | null {
    const head = this.#head;
    if (!head) return null;
    if (next && next.number === head.line.number + 1) {
      const prompt = readPrompt(next.text);
      const alone = /^\s{0,4}(?:[╰└]─)?[$#%❯➜λ>»]\s{0,4}$/.test(next.text);
      if ((prompt && prompt.host === null && /^\s{0,4}\W/.test(next.text)) || alone) {
        this.#host = head.host ?? this.#host;
        if (alone) this.#shapes.add(next.text.trim());
        this.#head = null;
        return null;
      }
    }
    this.#head = null;
    return head.line;
  }

  #begin(prompt: Prompt, line: MappedLine): void {
    const { host, command } = prompt;
    this.#host = host ?? this.#host;
    this.command = command;
    this.#remote = command === null ? null : remoteHost(command);
    this.#hereDocument = hereDocument(command);
    this.#prompt = command === null ? null : line;
    this.#goesOn = { behind: command?.endsWith('\\') ? line.number : 0, lines: 0 };
    if (command === null) return;
    this.#shells.typed(command, shapeOf(line.text, command));
    this.#learn(line.text, command);
  }

  #learn(text: string, command: string): void {
    const shape = shapeOf(text, command);
    if (shape !== '' && this.#shapes.size < MOST_SHAPES) this.#shapes.add(shape);
  }

  /** `host#` below `host# conntrack -S`; `+ '[' 1 = 1 ']'` below `+ conntrack -S`. */
  #isKnownShape(text: string, least: number): boolean {
    if (this.#shapes.size === 0 || text.length > 300) return false;
    const line = text.trim();
    if (line.length >= least && this.#shapes.has(line)) return true;
    return least === 1 && /^\+{1,4} \S/.test(line) && this.#shapes.has(line.slice(0, line.indexOf(' ')));
  }

  /** The second line of `iptables -t nat \`, with the sign of the shell before it or without. */
  #goOn(line: MappedLine): void {
    const rest = line.text.replace(/^\s{0,8}(?:> ?)?\s{0,40}/, '');
    this.command = `${(this.command ?? '').replace(/\s{0,8}\\$/, '')} ${rest}`.trim();
    if (this.#prompt) this.#prompt = joinLines(this.#prompt, dropStart(line, 0));
    const lines = this.#goesOn.lines + 1;
    this.#goesOn = { behind: rest.endsWith('\\') && lines < MOST_LINES ? line.number : 0, lines };
    this.#hereDocument = hereDocument(this.command);
    this.#remote = remoteHost(this.command);
  }

  #hostSaid(line: MappedLine): string | null {
    const text = line.text.trim();
    if (text.length > 200) return null;
    const loop = loopHosts(this.command);
    const inLoop = loop.find(host => text.includes(host) && text.length < host.length + 24);
    if (inLoop) return inLoop;
    if (this.#asksForName() || this.#ruleAt === line.number - 1) return bareHost(text);
    return hostOfHeading(line.text);
  }

  /** `ssh node-3 'hostname; conntrack -S'` */
  #asksForName(): boolean {
    return this.command !== null && /(?:^|[\s;'"(])(?:hostname|uname -n)(?=[\s;'"&)]|$)/.test(this.command);
  }
}

/** What stands before the command. */
function shapeOf(text: string, command: string): string {
  return text.slice(0, text.lastIndexOf(command)).trim();
}

/** `iptables-restore <<EOF`, `cat <<-'END' | kubectl apply -f -`: the word that ends what was typed. */
function hereDocument(command: string | null): string | null {
  return command === null ? null : (/<<-?\s?["']?([A-Za-z_]\w{0,40})["']?/.exec(command)?.[1] ?? null);
}
