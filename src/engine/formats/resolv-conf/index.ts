import type { Place } from '../../model/place.ts';
import type { Nameserver, ResolverConfig, ResolverOption } from '../../model/resolver-config.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';

/** `nameserver 10.96.0.10`, `nameserver fe80::1%eth0`, `nameserver 10.xx.0.10`; a remark may follow. */
const NAMESERVER = /^\s{0,8}nameserver\s{1,8}([^\s;#]{1,80})\s{0,8}(?:[#;].{0,400})?$/;
/** `search shop.svc.cluster.local svc.cluster.local cluster.local`, `domain example.net`; `search .` asks for none. */
const LIST = /^\s{0,8}(search|domain)((?:\s{1,8}[\w*<>.-]{1,255}){1,64})\s{0,8}$/;
/** `options ndots:5 timeout:2 attempts:2 single-request-reopen` */
const OPTIONS = /^\s{0,8}options((?:\s{1,8}[a-z][\w:*-]{1,60}){0,40})\s{0,8}$/;
const SORTLIST = /^\s{0,8}sortlist(?:\s{1,8}[\d./]{1,40}){1,10}\s{0,8}$/;
/** The names of resolv.conf(5): a word that is none of them makes a line of prose or of another file. */
const NAMES =
  /^(?:ndots|timeout|attempts|debug|rotate|no-aaaa|no-check-names|inet6|ip6-bytestring|ip6-dotint|no-ip6-dotint|edns0|single-request|single-request-reopen|no-tld-query|use-vc|no-reload|trust-ad)(?::\S{0,20})?$/;
const REMARK = /^\s{0,8}[#;]/;
const TROUBLE = /^cat: \S{1,200}: (?:Permission denied|No such file or directory)$/;
const ADDRESS = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F:]{2,39}(?:\.\d{1,3}){0,3})(?:%[\w.-]{1,40})?$/;

/** Far more than any file has; what goes beyond is listed as unread. */
const MAX_ENTRIES = 200;

/** `/etc/resolv.conf`, of a node or of a pod. */
export const resolvConf: Format = {
  id: 'resolv-conf',
  detect(text, start) {
    if (!/^\s{0,8}(?:nameserver|search|domain|options|sortlist|[#;])/.test(text)) return null;
    const server = NAMESERVER.exec(text);
    if (server && (isAddress(server[1] as string) || isMasked(server[1] as string)))
      return { score: 0.95, reason: 'a line «nameserver» of resolv.conf' };
    const words = OPTIONS.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
    if (words.length > 0 && words.every(word => NAMES.test(word)))
      return { score: 0.95, reason: 'a line «options» of resolv.conf' };
    const list = LIST.exec(text);
    if (list && (readsFile(start) || isList(list[2] as string)))
      return { score: readsFile(start) ? 0.95 : 0.7, reason: 'the search list of resolv.conf' };
    // `# This is /run/systemd/resolve/stub-resolv.conf managed by man:systemd-resolved(8).`
    if (REMARK.test(text) && /\bresolv(?:\.conf|econf)\b/.test(text))
      return { score: 0.8, reason: 'the head of a resolv.conf' };
    if (readsFile(start) && (REMARK.test(text) || SORTLIST.test(text)))
      return { score: 0.9, reason: 'a line below a command that prints resolv.conf' };
    return null;
  },
  open: () => new ResolvConfReader(),
};

function readsFile(start: SectionStart): boolean {
  return start.command?.includes('resolv.conf') ?? false;
}

/** Two names with dots at least: `search for the answer` is prose. */
function isList(words: string): boolean {
  const names = words.trim().split(/\s+/);
  return names.every(name => /^[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}\.?$/.test(name));
}

function isAddress(text: string): boolean {
  return ADDRESS.test(text) && /[.:]/.test(text);
}

/** `10.xx.0.10`, `x.x.x.x`, `<redacted>`, `***` */
function isMasked(text: string): boolean {
  return /^(?:(?:\d{1,3}|[xX*]{1,3})(?:\.(?:\d{1,3}|[xX*]{1,3})){3}|<[\w -]{1,40}>|\*{2,40}|\[[A-Za-z]{1,40}\])$/.test(
    text,
  );
}

class ResolvConfReader implements Reader {
  readonly #nameservers: Nameserver[] = [];
  readonly #options: ResolverOption[] = [];
  #search: string[] = [];
  #searchPlace: Place | null = null;

  line(line: Line): Outcome {
    if (REMARK.test(line.text) || TROUBLE.test(line.text) || SORTLIST.test(line.text)) return 'noise';
    if (this.#nameservers.length + this.#options.length >= MAX_ENTRIES) return 'refused';
    return this.#nameserver(line) ?? this.#list(line) ?? this.#optionLine(line) ?? 'refused';
  }

  #nameserver(line: Line): Outcome | null {
    const match = NAMESERVER.exec(line.text);
    if (!match) return null;
    const address = match[1] as string;
    const known = isAddress(address);
    if (!known && !isMasked(address)) return 'refused';
    const from = line.text.indexOf(address, line.text.indexOf('nameserver') + 10);
    this.#nameservers.push({ address, known, place: line.place(from, from + address.length) });
    return 'read';
  }

  #list(line: Line): Outcome | null {
    const match = LIST.exec(line.text);
    if (!match) return null;
    const words = (match[2] as string).trim();
    const from = line.text.indexOf(words, line.text.indexOf(match[1] as string) + 6);
    this.#search = words === '.' ? [] : words.split(/\s+/);
    this.#searchPlace = line.place(from, from + words.length);
    return 'read';
  }

  #optionLine(line: Line): Outcome | null {
    const match = OPTIONS.exec(line.text);
    if (!match) return null;
    let at = line.text.indexOf('options') + 7;
    for (const word of (match[1] as string).trim().split(/\s+/).filter(Boolean)) {
      at = line.text.indexOf(word, at);
      const [name, value = ''] = word.split(':') as [string, string?];
      const number = /^\d{1,6}$/.test(value) ? Number(value) : null;
      this.#options.push({ name, value: number, place: line.place(at, at + word.length) });
      at += word.length;
    }
    return 'read';
  }

  close(): ResolverConfig | null {
    if (this.#nameservers.length === 0 && this.#options.length === 0 && !this.#searchPlace) return null;
    return {
      kind: 'resolver-config',
      nameservers: this.#nameservers,
      search: this.#search,
      searchPlace: this.#searchPlace,
      options: this.#options,
      ndots: this.#value('ndots'),
      timeout: this.#value('timeout'),
      attempts: this.#value('attempts'),
    };
  }

  /** The last one counts. */
  #value(name: string): number | null {
    return this.#options.findLast(option => option.name === name)?.value ?? null;
  }
}
