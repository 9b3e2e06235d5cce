import type { Checksum, DnsMessage, IcmpKind, IcmpMessage } from '../../model/packets.ts';
import { numberAt, numberEnd, wholeNumberAt } from './scan.ts';

/** `41001+ A? shop.default.svc. (48)`, `41002* NXDomain q: AAAA? x. 0/1/0 (120)`: the words that matter come early. */
const DNS_WORDS = 12;
const RCODES = new Set(
  `FormErr ServFail NXDomain NotImp Refused YXDomain YXRRSet NXRRSet NotAuth NotZone BADVERS`.split(' '),
);

/** Reads what print-domain.c prints of a question or an answer; null where it is neither. */
export function readDns(text: string): DnsMessage | null {
  const id = numberAt(text, 0);
  if (Number.isNaN(id) || id > 65535) return null;
  const words = text.slice(numberEnd, numberEnd + 600).split(' ', DNS_WORDS);
  const flags = words[0] as string;
  if (!/^[+%*|$-]{0,5}$/.test(flags)) return null;
  const found = { type: null, name: null, rcode: 'NoError', answers: null, truncated: flags.includes('|') };
  return dnsOf(id, words, found);
}

interface Found {
  type: string | null;
  name: string | null;
  rcode: string;
  answers: number | null;
  truncated: boolean;
}

function dnsOf(id: number, words: readonly string[], found: Found): DnsMessage | null {
  for (let i = 1; i < words.length; i++) {
    const word = words[i] as string;
    const rcode = /^([A-Za-z]{4,8})([*|$-]{0,4})$/.exec(word);
    if (rcode && RCODES.has(rcode[1] as string)) {
      found.rcode = rcode[1] as string;
      found.truncated ||= (rcode[2] as string).includes('|');
    } else if (/^Resp\d{1,5}/.test(word)) found.rcode = word;
    else if (/^[A-Za-z]\w{0,15}\?$/.test(word)) {
      found.type = word.slice(0, -1);
      found.name = words[i + 1] ?? null;
    } else if (/^\d{1,5}\/\d{1,5}\/\d{1,5}$/.test(word)) {
      found.answers = Number.parseInt(word, 10);
      break;
    }
  }
  const response = found.answers !== null;
  if (!response && found.type === null) return null;
  const { type, name, answers, truncated } = found;
  return { id, response, type, name, rcode: response ? found.rcode : null, answers, truncated };
}

const NONE = { about: null, protocol: null, port: null, mtu: null };

/** Reads what print-icmp.c prints behind `ICMP `. */
export function readIcmp(text: string): IcmpMessage {
  if (text.startsWith('echo re'))
    return { ...NONE, kind: text.startsWith('echo request') ? 'echo-request' : 'echo-reply' };
  if (text.startsWith('time exceeded') || text.startsWith('ip reassembly time exceeded'))
    return { ...NONE, kind: 'time-exceeded' };
  if (text.startsWith('redirect '))
    return { ...NONE, kind: 'redirect', about: text.split(' ', 2)[1] ?? null };
  const port = /^(\S{1,80}) (tcp|udp) port (\S{1,40}) unreachable/.exec(text);
  if (port) {
    const number = /^\d{1,5}$/.test(port[3] as string) ? Number(port[3]) : null;
    return {
      kind: 'port-unreachable',
      about: port[1] as string,
      protocol: port[2] as string,
      port: number,
      mtu: null,
    };
  }
  const unreachable =
    /^(?:(host|net) )?(\S{1,80}) (?:protocol (\S{1,20}) )?unreachable(?: - ([a-z ]{1,40}))?/.exec(text);
  if (!unreachable) return { ...NONE, kind: 'other' };
  const [, what, about = null, protocol = null, why = ''] = unreachable;
  return {
    ...NONE,
    kind: unreachableKind(what, protocol, why),
    about,
    protocol,
    mtu: mtuOf(text, '(mtu '),
  };
}

/** At the end of a line digits may be missing: with -v, where nothing follows, the caller says so by a blank. */
function mtuOf(text: string, word: string): number | null {
  const at = text.indexOf(word);
  return at < 0 ? null : wholeNumberAt(text, at + word.length);
}

function unreachableKind(what: string | undefined, protocol: string | null, why: string): IcmpKind {
  if (why.startsWith('need to frag')) return 'need-to-frag';
  if (why.startsWith('admin prohibited')) return 'admin-prohibited';
  if (protocol !== null) return 'protocol-unreachable';
  if (what === 'host') return 'host-unreachable';
  return what === 'net' ? 'net-unreachable' : 'unreachable';
}

/** Reads what print-icmp6.c prints behind `ICMP6, `. */
export function readIcmp6(text: string): IcmpMessage {
  if (text.startsWith('echo re'))
    return { ...NONE, kind: text.startsWith('echo request') ? 'echo-request' : 'echo-reply' };
  if (text.startsWith('packet too big')) return { ...NONE, kind: 'packet-too-big', mtu: mtuOf(text, 'mtu ') };
  if (text.startsWith('time exceeded')) return { ...NONE, kind: 'time-exceeded' };
  const neighbour =
    /^neighbor (solicitation|advertisement), (?:.{0,40}?who has |tgt is )?(\S{1,60}?)(?:,|$)/.exec(text);
  if (neighbour)
    return {
      ...NONE,
      kind: `neighbor-${neighbour[1] as 'solicitation' | 'advertisement'}`,
      about: neighbour[2] ?? null,
    };
  if (!text.startsWith('destination unreachable')) return { ...NONE, kind: 'other' };
  const port = /unreachable port, (\S{1,60}) (tcp|udp) port (\S{1,40}?)(?:,|$)/.exec(text);
  if (port) {
    const number = /^\d{1,5}$/.test(port[3] as string) ? Number(port[3]) : null;
    return {
      kind: 'port-unreachable',
      about: port[1] as string,
      protocol: port[2] as string,
      port: number,
      mtu: null,
    };
  }
  const about = /unreachable (?:route|address|prohibited)[ ,]{1,2}(\S{1,60}?)(?:,|$)/.exec(text)?.[1] ?? null;
  if (text.includes('prohibited')) return { ...NONE, kind: 'admin-prohibited', about };
  if (text.includes('unreachable route')) return { ...NONE, kind: 'net-unreachable', about };
  return { ...NONE, kind: text.includes('unreachable address') ? 'host-unreachable' : 'unreachable', about };
}

/** `Request who-has 10.77.1.1 tell 10.77.1.2, length 28`, `Reply 10.77.1.1 is-at 6a:…, length 28`; with -v a few words before. */
export function readArp(text: string): { request: boolean; target: string; sender: string | null } | null {
  const request = /\bRequest who-has (\S{1,80}?)(?: \(\S{1,40}\))? tell (\S{1,80}?)(?:,|$)/.exec(text);
  if (request) return { request: true, target: request[1] as string, sender: request[2] as string };
  const reply = /\bReply (\S{1,80}) is-at /.exec(text);
  return reply ? { request: false, target: reply[1] as string, sender: null } : null;
}

/** A remark in brackets before the message, and how many characters it takes: `[bad udp cksum 0x178e -> 0x0597!] `, `[udp sum ok] `. */
export function readRemark(text: string): { checksum: Checksum | null; length: number } | null {
  const match =
    /^\[(?:(bad) (udp|icmp6) cksum (0x[\da-f]{1,4}) -> (0x[\da-f]{1,4})!|(udp|icmp6) sum ok|no (?:udp )?cksum)\] ?/.exec(
      text,
    );
  if (!match) return null;
  const [whole, bad, badHeader, found = null, expected = null, goodHeader] = match;
  const header = (badHeader ?? goodHeader ?? 'udp') as Checksum['header'];
  const verdict = bad ? 'bad' : goodHeader ? 'good' : 'none';
  return { checksum: { header, verdict, found, expected }, length: whole.length };
}
