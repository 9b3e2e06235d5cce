import { isProgram, startsWithProgram } from './command.ts';
import type { Prompt } from './prompt.ts';

/**
 * Prompts of themes, shells and toolboxes that no single pattern covers: what stands before the command is taken apart piece by piece
 * (who and where, a path, a time, brackets, signs), and each piece must be one that prompts have. A program must stand behind
 * them: `me@node-3 ~/src (main)> conntrack -S`, `(⎈ |prod:web)➜  ~ ss -s`, `✔ node-3 ❯ ss -s`, `[k8s] root@node-3:~# ss -s`.
 */

/** Who and where: `root@node-3`, `root@[node-3]`, `I have no name!@web-0` of a container whose user is in no list. */
const WHO = /^(?:I have no name!|[\w.-]{1,64})[@㉿]\[?([\w.-]{1,120})\]?/;
/** `[root@node-3 ~]`, `(⎈|prod:default)`, `{…}`, `<…>` */
const ENCLOSED = /^(?:\[([^[\]]{0,100})\]|\([^()]{0,100}\)|\{([^{}]{0,100})\}|<([^<>]{0,100})>)/;
const PATH = /^(?:[~/][\w./…@+-]{0,200}|[A-Z]:\\[^>]{0,200})/;
const TIME =
  /^(?:(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} [ \d]\d |\d{4}-\d\d-\d\d[T ]?)?\d\d:\d\d(?::\d\d)?(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?(?: ?[AP]M)?(?![\w:.])/;
/** Shells that show their name, and words of themes; none of them is a host. */
const WORD =
  /^(?:-?(?:ba|z|da|a|k)?sh(?:-\d[\d.]{0,12})?|root|PS|MINGW(?:32|64)|MSYS|in|on|at|via|talos|git:\([^)]{1,60}\)|[\w-]{1,60}\(\))(?![\w.@-])/;
/** The end of a prompt, or of one of its parts: `$`, `❯`, `λ`, and the separators of powerline fonts (private use area). */
const SIGN = /^(?:[$#%❯➜λ✗✔»]>?|>{1,3}|\+{1,4}(?=[ (])|[\ue000-\uf8ff])/;
const ICON = /^(?:[╰╭└┌─│⎈|✓✘×●★⚡↑↓*!±?:-]|\p{Extended_Pictographic}\ufe0f?)/u;
const NUMBER = /^\d{1,5}(?![\w.@-])/;
/** The name of a host alone: `node-3`, `controlplane`. */
const HOST = /^[A-Za-z][\w.-]{0,80}(?![\w@/])/;
/** Within brackets: `root@node-3 ~`, `node-3 ~`, `node-3:/root`. */
const INSIDE = /^(?:[\w.-]{1,64}@([\w.-]{1,120})|([A-Za-z][\w.-]{1,120}))(?=[ :]|$)/;

/** Characters in which a prompt must have ended, and pieces of which it may be made. */
const MOST = 200;
const PIECES = 24;

/** What was learned of a prompt while its pieces were taken off. */
interface Taken {
  who: string | null;
  /** A host that stands alone, or in brackets: `user@host` is surer. */
  alone: string | null;
  /** Whether it has a sign that ends prompts, or says who and where: without, it is a sentence. */
  sure: boolean;
  /** Whether a sign stands behind all that was taken: no word follows it but the command. */
  signed: boolean;
  path: boolean;
  words: number;
}

function nothingTaken(): Taken {
  return { who: null, alone: null, sure: false, signed: false, path: false, words: 0 };
}

/** Reads such a prompt; null where a piece is none of a prompt, or no program follows. */
export function readContext(text: string): Prompt | null {
  const taken = nothingTaken();
  let at = text.length - text.trimStart().length;
  for (let piece = 0; piece < PIECES && at < Math.min(text.length, MOST); piece++) {
    const length = takePiece(text.slice(at, at + MOST), taken);
    if (length === 0) return null;
    at += length;
    const rest = text.slice(at);
    const blanks = rest.length - rest.trimStart().length;
    const command = rest.slice(blanks);
    if (taken.sure && blanks > 0 && /^[\w./("'-]/.test(command) && startsWithProgram(command))
      return { host: taken.who ?? taken.alone, command: command.trim() };
    at += blanks;
  }
  return null;
}

/**
 * The first line of a prompt of two: `╭─me@node-3 ~`, `me@node-3 in ~/k8s`, `[root@node-3:/root]`, `~/src main*`. Null for a line that has
 * other pieces, or says neither who nor where. What it says counts only where a prompt stands below.
 */
export function readPromptHead(text: string): { readonly host: string | null } | null {
  if (text.length > MOST || !HEAD_SIGN.test(text)) return null;
  const line = text.trim();
  const taken = nothingTaken();
  for (let at = 0, piece = 0; at < line.length; piece++) {
    const length = takePiece(line.slice(at), taken);
    if (length === 0 || piece > PIECES) return null;
    at += length;
    at += line.slice(at).length - line.slice(at).trimStart().length;
  }
  const says = taken.who !== null || (taken.path && (line.startsWith('~') || / in [~/]/.test(line)));
  return says ? { host: taken.who ?? (taken.words === 1 && / in /.test(line) ? taken.alone : null) } : null;
}

/** Every first line of two says who, or where within a home. */
const HEAD_SIGN = /[@㉿~]| in \//;

/** How many characters the first piece takes; 0 where it is none of a prompt. */
function takePiece(text: string, taken: Taken): number {
  const who = WHO.exec(text);
  if (who) {
    taken.who ??= who[1] as string;
    taken.sure = true;
    return who[0].length;
  }
  const path = PATH.exec(text);
  if (path) taken.path = true;
  const known = path ?? TIME.exec(text) ?? WORD.exec(text) ?? NUMBER.exec(text);
  if (known) return known[0].length;
  const enclosed = ENCLOSED.exec(text);
  if (enclosed) {
    takeInside(enclosed[1] ?? enclosed[2] ?? enclosed[3] ?? '', taken);
    return enclosed[0].length;
  }
  const sign = SIGN.exec(text);
  if (sign) {
    taken.sure = true;
    // `➜  repo git:(main) ✗ `: what follows the arrow is a folder.
    if (sign[0] === '➜' && taken.words === 0) taken.words = 1;
    else taken.signed = !/[\ue000-\uf8ff✔]/.test(sign[0]);
    return sign[0].length;
  }
  return (ICON.exec(text) ?? takeHost(text, taken))?.[0].length ?? 0;
}

/** One word may stand alone for the host, and one more for a branch or a user. */
function takeHost(text: string, taken: Taken): RegExpExecArray | null {
  const host = HOST.exec(text);
  if (!host || taken.signed || taken.words > 1 || isProgram(host[0])) return null;
  taken.words++;
  if (taken.words === 1) taken.alone ??= host[0];
  return host;
}

function takeInside(inside: string, taken: Taken): void {
  const found = INSIDE.exec(inside.trim());
  if (!found || inside.includes('|')) return;
  if (found[1] !== undefined) taken.who ??= found[1];
}
