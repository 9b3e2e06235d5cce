import type { IpSetError, IpSets } from '../../model/ip-sets.ts';
import type { Line } from '../../text/line.ts';
import type { Outcome, Reader } from '../format.ts';
import { SetDraft } from './draft.ts';
import { readMember } from './member.ts';
import { readXml } from './xml.ts';

/** More sets than this are not kept: what comes after is refused. */
const MAX_SETS = 100_000;
const MAX_ERRORS = 200;
/** A terminal has at least so many columns: a line that it broke off is not shorter. */
const NARROWEST = 72;

/** `Name: a`, `Number of entries: 2`: the head of a set (lib/session.c of ipset, print_set). */
const HEAD =
  /^(Name|Type|Revision|Header|Size in memory|References|Number of entries|Members):(?: (.{0,2000}))?$/;
/** `create a hash:ip family inet …`, `add a 10.0.0.1 timeout 99`; `-N` and `-A` in files of old versions. */
const CREATE = /^(?:create|-N) (\S{1,31}) ((?:hash|bitmap|list):[a-z,]{2,24})(?: (.{0,2000}))?$/;
const ADD = /^(?:add|-A) (\S{1,31}) (.{1,600})$/;
const SAID = /^ipset v(\d[\d.]{0,10}): (.{1,400})$/;

export class IpSetReader implements Reader {
  readonly #names: boolean;
  readonly #sets = new Map<string, SetDraft>();
  readonly #errors: IpSetError[] = [];
  #set: SetDraft | null = null;
  /** The last line, where it is a header that a terminal may have broken. */
  #header = '';
  #form: IpSets['form'] = 'list';

  constructor(names: boolean) {
    this.#names = names;
    if (names) this.#form = 'names';
  }

  line(line: Line, whole: boolean): Outcome {
    const text = line.text.trim();
    const header = this.#header;
    this.#header = '';
    // A header of 104 columns, broken by a terminal: the next line would have to be `Size in memory: …`.
    if (header !== '' && this.#set && !HEAD.test(text) && /^[\w.:/ -]{1,120}$/.test(text)) {
      this.#set.header(header + line.text.trimEnd());
      return 'read';
    }
    if (!whole && / comment "[^"]{0,256}$/.test(text)) return 'more';
    const said = SAID.exec(text);
    if (said) return this.#said(said[2] as string, line);
    if (text.startsWith('<')) return this.#xml(text, line);
    const head = HEAD.exec(text);
    if (head) return this.#head(head[1] as string, head[2] ?? '', line);
    const create = CREATE.exec(text);
    if (create) return this.#create(create[1] as string, create[2] as string, create[3] ?? '', line);
    const add = ADD.exec(text);
    if (add) return this.#add(add[1] as string, add[2] as string, line);
    if (this.#names && /^[\w.:@-]{1,31}$/.test(text)) return this.#open(text, line);
    if (!this.#set?.listed || this.#form !== 'list') return 'refused';
    return this.#member(this.#set, text, line);
  }

  #member(set: SetDraft, text: string, line: Line): Outcome {
    const member = readMember(text, set.type, () => line.place());
    if (member) set.add(member);
    else set.damaged = true;
    return member ? 'read' : 'refused';
  }

  /** Begins a set; one of the same name again is another run. */
  #open(name: string | null, line: Line): Outcome {
    const key = name ?? `\0${line.number}`;
    if (this.#sets.has(key)) return 'again';
    if (this.#sets.size >= MAX_SETS) return 'refused';
    this.#set = new SetDraft(name, line.place());
    this.#sets.set(key, this.#set);
    return 'read';
  }

  #head(key: string, text: string, line: Line): Outcome {
    if (this.#form !== 'list') return 'refused';
    if (key === 'Name') return /^\S{1,31}$/.test(text) ? this.#open(text, line) : 'refused';
    if (!this.#set) this.#open(null, line);
    const set = this.#set as SetDraft;
    if (key === 'Members') {
      set.listed = true;
      return text.trim() === '' ? 'read' : 'refused';
    }
    if (key === 'Header') {
      set.header(text);
      this.#header = line.text.slice(line.text.indexOf('Header:') + 'Header:'.length);
      if (line.text.length < NARROWEST) this.#header = '';
      return 'read';
    }
    if (key === 'Type') {
      if (!/^(?:hash|bitmap|list):[a-z,]{2,24}$/.test(text)) return 'refused';
      set.type = text;
      return 'read';
    }
    return this.#count(set, key, text);
  }

  #count(set: SetDraft, key: string, text: string): Outcome {
    // Blacked out is not known.
    const number = /^\d{1,15}$/.test(text) ? Number(text) : null;
    if (number === null && !/^[\dx*<>a-z]{1,20}$/.test(text)) return 'refused';
    if (key === 'Revision') set.revision = number;
    else if (key === 'Size in memory') set.memory = number;
    else if (key === 'References') set.references = number;
    else set.entries = number;
    return 'read';
  }

  #create(name: string, type: string, options: string, line: Line): Outcome {
    if (this.#sets.size > 0 && this.#form !== 'save') return 'again';
    const outcome = this.#open(name, line);
    if (outcome !== 'read') return outcome;
    this.#form = 'save';
    const set = this.#set as SetDraft;
    set.type = type;
    set.listed = true;
    set.header(options);
    return 'read';
  }

  #add(name: string, element: string, line: Line): Outcome {
    if (this.#form === 'list' && this.#sets.size > 0) return 'refused';
    this.#form = 'save';
    // The line that creates the set may be cut off.
    if (!this.#sets.has(name)) this.#open(name, line);
    const set = this.#sets.get(name);
    if (!set) return 'refused';
    set.listed = true;
    return this.#member(set, element, line);
  }

  #xml(text: string, line: Line): Outcome {
    if (this.#form !== 'xml' && this.#sets.size > 0) return 'refused';
    const name = /^<ipset name="([^"]{1,64})">/.exec(text)?.[1];
    const opened = name === undefined ? 'read' : this.#open(name, line);
    if (opened !== 'read') return opened;
    if (this.#set && readXml(this.#set, text, () => line.place())) this.#form = 'xml';
    else if (!/^(?:<ipsets>|<\/ipsets>|<\?xml [^>]{1,60}>)$/.test(text)) return 'refused';
    return 'read';
  }

  #said(text: string, line: Line): Outcome {
    // `Warning: Kernel support protocol versions 6-7 while userspace supports protocol versions 6-6`
    if (/^Warning: /.test(text)) return 'noise';
    if (this.#errors.length >= MAX_ERRORS) return 'noise';
    this.#errors.push({ error: kindOf(text), text, place: line.place() });
    return 'read';
  }

  close(): IpSets | null {
    const sets = [...this.#sets.values()].filter(set => this.#form === 'names' || set.listed || !set.bare);
    if (sets.length === 0 && this.#errors.length === 0) return null;
    return { kind: 'ip-sets', form: this.#form, sets: sets.map(set => set.finish()), errors: this.#errors };
  }
}

/** lib/errcode.c of ipset. */
function kindOf(text: string): IpSetError['error'] {
  if (/set with the given name does not exist/.test(text)) return 'no-set';
  if (/Operation not permitted|must be root/i.test(text)) return 'not-permitted';
  if (/set type not supported|Cannot open session to kernel|protocol version/.test(text))
    return 'unsupported';
  return /(?:Hash|Set) is full/.test(text) ? 'full' : 'other';
}
