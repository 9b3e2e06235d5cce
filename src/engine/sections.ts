import { BEGINS, BREAKS_OFF, beginsSurely, detect } from './detect.ts';
import type { Format } from './formats/format.ts';
import { Gutter } from './gutter.ts';
import { LabelledLines } from './labelled.ts';
import type { Section } from './model/document.ts';
import type { Place } from './model/place.ts';
import { OpenSection } from './open-section.ts';
import { Scene } from './scene.ts';
import { indentOf, ManifestTexts, straighten, unquote } from './text/clothes.ts';
import { type Dress, EntityGuard, indented, Wardrobe, withoutEntities } from './text/dress.ts';
import { isElision } from './text/elision.ts';
import { dropStart, joinLines, type MappedLine } from './text/line.ts';
import { isAside, isMarkup } from './text/markup.ts';
import type { LineSink } from './text/splitter.ts';
import { WeakStart } from './weak-start.ts';

/** A terminal breaks a long entry into so many lines at most that are joined again. */
const MAX_JOINED = 8;

/** A line that nothing could read, and the output in whose midst it stands. */
export interface Unread {
  readonly line: Place;
  readonly within: Section['format'] | null;
}

/**
 * Puts lines together to sections: a prompt with a command, a change of shape, or the start of another run
 * ends one and begins the next. Which format reads a line depends on the line and the command above it
 * alone, not on the order of the formats.
 */
export class SectionReader implements LineSink {
  readonly sections: Section[] = [];
  readonly #unread: (unread: Unread) => void;
  readonly #scene: Scene;
  /** Outputs of several hosts, each line with the name of its host; null within one of them. */
  readonly #labelled: LabelledLines | null;
  #open: OpenSection | null = null;
  #wrapped: MappedLine[] = [];
  readonly #gutter = new Gutter({
    behind: line => this.#readOrRefuse(line),
    unread: line => this.#unreadLine(line),
    counted: line => this.#begin(line, null, true),
  });
  readonly #manifest = new ManifestTexts();
  readonly #wardrobe = new Wardrobe();
  readonly #entities = new EntityGuard();
  /** A line that may begin another output, if the next one says so as well. */
  #weak: WeakStart | null = null;
  /** Whether the lines above the next section were left out. */
  #elided = false;
  /** Whether the line that is being read is quoted. */
  #quoted = false;

  /** `label` is the host whose name stands before each of the lines, and the command above them. */
  constructor(
    unread: (unread: Unread) => void,
    label: { host: string; command: string | null } | null = null,
  ) {
    this.#unread = unread;
    this.#scene = new Scene(label?.host, label?.command);
    const open = (host: string, command: string | null) => new SectionReader(unread, { host, command });
    this.#labelled = label ? null : new LabelledLines(beginsSurely, open);
  }

  /** Whether a section is being read: what progress may count. */
  get reading(): boolean {
    return this.#open !== null || (this.#labelled?.reading ?? false);
  }

  block(bytes: Uint8Array, from: number, to: number, offset: number, firstLine: number) {
    if (!this.#open || this.#wrapped.length > 0) return { bytes: 0, lines: 0 };
    const end = this.#open.exact ? to : this.#entities.before(bytes, from, to);
    if (end <= from) return { bytes: 0, lines: 0 };
    return this.#open.block(bytes, from, end, offset, firstLine);
  }

  line(line: MappedLine): void {
    if (this.#labelled?.follow(line)) return;
    if (this.#wrapped.length > 0) this.#lineAfterWrapped(line);
    else this.#wholeLine(line);
  }

  end(): void {
    this.#giveUpWrapped();
    this.#gutter.takeCounted(null);
    this.#gutter.giveUp();
    this.#giveUpHead(null);
    this.#giveUpWeak();
    this.#changeScene();
    this.sections.sort((one, other) => one.span.start - other.span.start);
  }

  #giveUpHead(next: MappedLine | null): void {
    const head = this.#scene.giveUpHead(next);
    if (head) this.#unreadLine(head);
  }

  /** The line above begins another output where this one is a line of that output for sure. */
  #takeWeak(line: MappedLine): void {
    const weak = this.#weak;
    if (!weak) return;
    if (!weak.isConfirmedBy(line, this.#scene.command, BREAKS_OFF)) {
      this.#giveUpWeak();
      return;
    }
    this.#weak = null;
    this.#close();
    this.#start(weak.format, weak.reason, weak.line, weak.dress);
  }

  #giveUpWeak(): void {
    const weak = this.#weak;
    this.#weak = null;
    if (weak) this.#unreadLine(weak.line);
  }

  #wholeLine(quoted: MappedLine): void {
    const line = withoutEntities(unquote(quoted));
    this.#quoted = line !== quoted;
    if (this.#scene.isInput(line)) return;
    this.#gutter.takeCounted(line);
    this.#giveUpHead(line);
    this.#takeWeak(line);
    if (this.#manifest.holds(line.text)) {
      if (line.text.trim() !== '') this.#unreadLine(line);
      return;
    }
    const kept = this.#open?.keeps(line.text) ?? false;
    if (!kept && isMarkup(line.text)) {
      // A blank line ends nothing: `conntrack -S` piped through a chat tool has them between its lines.
      if (line.text.trim() !== '') this.#close();
    } else if (!kept && isElision(line.text)) {
      if (this.#open) this.#open.elide();
      else this.#elided = true;
    } else if (this.#gutter.follow(line)) {
      return;
    } else if (this.#read(line)) {
      this.#gutter.giveUp();
    } else {
      this.#refuse(line);
    }
  }

  /** Reads what stands behind an editor's number; lists it as unread where nothing can. */
  #readOrRefuse(line: MappedLine): void {
    if (line.text.trim() === '' || this.#read(line)) return;
    this.#weak = null;
    this.#unreadLine(line);
  }

  /** Reads a line as it stands, or else with straight quotes and dashes, or without what stands around it. */
  #read(line: MappedLine): boolean {
    const read = this.#readDressed(line);
    if (read) this.#weak = null;
    return read;
  }

  #readDressed(line: MappedLine): boolean {
    const dress = this.#open?.begun.dress ?? null;
    const undressed = dress?.(line) ?? line;
    if (dress && undressed !== line && this.#readPlain(undressed, dress)) return true;
    // No text is offered twice: most lines of a paste that nobody reads have none of these clothes.
    if ((!dress || undressed !== line) && this.#readPlain(line, null)) return true;
    const straight = straighten(line);
    if (straight && this.#readPlain(straight, null)) return true;
    const blanks = indentOf(line.text);
    const deeper = blanks > line.text.length - undressed.text.length;
    if (deeper && this.#readPlain(dropStart(line, blanks), indented(blanks))) return true;
    return this.#wardrobe.of(line).some(other => other !== dress && this.#beginDressed(line, other));
  }

  /** Begins an output whose lines wear something: only what is surely the start of one is taken for it. */
  #beginDressed(line: MappedLine, dress: Dress): boolean {
    const inner = dress(line);
    if (!inner) return false;
    const begun =
      this.#takePrompt(inner) || (beginsSurely(inner.text, this.#scene.command) && this.#begin(inner, dress));
    this.#wardrobe.tried(begun);
    return begun;
  }

  #readPlain(line: MappedLine, dress: Dress | null): boolean {
    if (this.#takePrompt(line)) return true;
    const outcome = this.#offer(line, false);
    if (outcome === 'refused') return this.#begin(line, dress);
    if (outcome === 'more') this.#wrapped = [line];
    return true;
  }

  /** Nothing reads this line: it says whose output follows, or it is numbered, or it is unread. */
  #refuse(line: MappedLine): void {
    if (this.#labelled?.begin(line, this.#scene.command)) return;
    if (this.#weak || isAside(line.text)) this.#gutter.giveUp();
    else if (this.#scene.refused(line)) this.#changeScene();
    else if (!this.#scene.keepHead(line)) this.#gutter.refused(line);
  }

  #unreadLine(line: MappedLine): void {
    this.#elided = false;
    this.#unread({ line: line.place(), within: this.#open?.format.id ?? null });
  }

  #takePrompt(line: MappedLine): boolean {
    if (!this.#scene.offer(line)) return false;
    this.#changeScene();
    return true;
  }

  /** Another command, or another host: nothing of what was read goes on. */
  #changeScene(): void {
    this.#close();
    this.#elided = false;
    this.#manifest.end();
    this.sections.push(...(this.#labelled?.end() ?? []));
  }

  /** Offers a line to the section that is being read. */
  #offer(line: MappedLine, whole: boolean): 'taken' | 'more' | 'refused' {
    const open = this.#open;
    if (!open) return 'refused';
    const outcome = open.line(line, whole);
    if (outcome === 'refused' || outcome === 'more') return outcome;
    if (outcome === 'again') {
      const { format, reason, dress } = open.begun;
      this.#close();
      this.#start(format, reason, line, dress);
    }
    return 'taken';
  }

  /** Finds the format that a line begins; false where there is none. */
  #begin(line: MappedLine, dress: Dress | null, counted = false): boolean {
    const best = detect(line.text, { command: this.#scene.command, counted });
    if (!best || best.score < BEGINS) return false;
    if (this.#open && best.score < BREAKS_OFF) {
      if (best.format !== this.#open.format) this.#weak = new WeakStart(line, dress, best);
      return false;
    }
    this.#close();
    this.#start(best.format, best.reason, line, dress);
    return true;
  }

  #start(format: Format, reason: string, line: MappedLine, dress: Dress | null): void {
    const { host, command, inside } = this.#scene;
    const first = this.#scene.takePrompt() ?? line;
    const dressed = dress !== null || this.#quoted || this.#gutter.sure;
    const elided = this.#elided;
    this.#elided = false;
    this.#open = new OpenSection({ format, reason, host, command, inside, first, dress, dressed, elided });
    const outcome = this.#offer(line, false);
    if (outcome === 'more') this.#wrapped = [line];
    else if (outcome === 'refused') this.#unread({ line: line.place(), within: format.id });
  }

  #lineAfterWrapped(line: MappedLine): void {
    const rest = withoutEntities(unquote(line));
    if (rest.text.trim() === '') return;
    if (this.#beginsAnew(rest)) {
      this.#giveUpWrapped();
      this.#wholeLine(line);
      return;
    }
    const pieces = [...this.#wrapped, rest];
    this.#wrapped = [];
    const outcome = this.#offer(pieces.reduce(joinLines), false);
    if (outcome === 'more' && pieces.length < (this.#open?.format.pieces ?? MAX_JOINED)) {
      this.#wrapped = pieces;
    } else if (outcome !== 'taken') {
      this.#wrapped = pieces.slice(0, -1);
      this.#giveUpWrapped();
      this.#wholeLine(line);
    }
  }

  /** Whether a line cannot be the rest of the one before: a prompt, a fence, or the beginning of another entry. */
  #beginsAnew(line: MappedLine): boolean {
    if (isMarkup(line.text) || isElision(line.text) || this.#scene.isPrompt(line.text)) return true;
    const begins = this.#open?.format.detect(line.text, { command: this.#scene.command });
    return begins != null && begins.score >= BREAKS_OFF;
  }

  /** Takes what looked wrapped as it stands, each piece as a line of its own. */
  #giveUpWrapped(): void {
    const pieces = this.#wrapped;
    this.#wrapped = [];
    for (const piece of pieces) {
      const within = this.#open?.format.id ?? null;
      if (this.#offer(piece, true) !== 'taken') this.#unread({ line: piece.place(), within });
    }
  }

  #close(): void {
    this.#giveUpWrapped();
    const open = this.#open;
    this.#open = null;
    if (!open) return;
    const closed = open.close();
    if ('document' in closed) this.sections.push(closed);
    else for (const line of closed) this.#unread({ line, within: null });
  }
}
