import type { IpSet, IpSetMember } from '../../model/ip-sets.ts';
import type { Place } from '../../model/place.ts';

const MAX_EXAMPLES = 100;

/** Options of a header that have no value. */
const FLAGS = new Set(['counters', 'comment', 'skbinfo', 'forceadd', 'nomatch', 'wildcard']);

/** A set while it is read. */
export class SetDraft {
  readonly name: string | null;
  readonly place: Place;
  type: string | null = null;
  revision: number | null = null;
  memory: number | null = null;
  references: number | null = null;
  entries: number | null = null;
  /** Whether a list of members was begun. */
  listed = false;
  /** Whether a line of the list could not be read. */
  damaged = false;
  #members = 0;
  #hit: number | null = null;
  #options: Record<string, string | true> = {};
  readonly #examples: IpSetMember[] = [];

  constructor(name: string | null, place: Place) {
    this.name = name;
    this.place = place;
  }

  /** True where nothing but a line `Name: x` came, which many tools print. */
  get bare(): boolean {
    return this.type === null && this.memory === null && this.references === null && this.entries === null;
  }

  /** Reads `family inet hashsize 1024 maxelem 65536 timeout 300 counters`. */
  header(text: string): void {
    this.#options = {};
    const words = text.trim().split(/\s+/, 64);
    for (let i = 0; i < words.length; i++) {
      const word = words[i] as string;
      if (word === '') continue;
      const next = words[i + 1];
      if (FLAGS.has(word) || next === undefined) this.#options[word] = true;
      else {
        this.#options[word] = next;
        i++;
      }
    }
  }

  add(member: IpSetMember): void {
    this.#members++;
    if (member.packets !== null) this.#hit = (this.#hit ?? 0) + (member.packets > 0 ? 1 : 0);
    if (this.#examples.length < MAX_EXAMPLES) this.#examples.push(member);
  }

  finish(): IpSet {
    const options = this.#options;
    const { entries, listed, type } = this;
    return {
      name: this.name,
      type,
      revision: this.revision,
      family: options['family'] === 'inet' || options['family'] === 'inet6' ? options['family'] : null,
      hashsize: number(options['hashsize']),
      maxelem: number(options['maxelem']) ?? (type === 'list:set' ? number(options['size']) : null),
      timeout: number(options['timeout']),
      netmask: typeof options['netmask'] === 'string' ? options['netmask'] : null,
      range: typeof options['range'] === 'string' ? options['range'] : null,
      counters: options['counters'] === true,
      comments: options['comment'] === true,
      options,
      memory: this.memory,
      references: this.references,
      entries,
      members: listed ? this.#members : null,
      membersComplete: !listed || entries === null ? null : !this.damaged && entries === this.#members,
      examples: this.#examples,
      membersHit: this.#hit,
      place: this.place,
    };
  }
}

function number(value: string | true | undefined): number | null {
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : null;
}
