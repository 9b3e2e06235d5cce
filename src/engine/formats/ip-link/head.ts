/** The first line of an interface: iproute2 ip/ipaddress.c, print_linkinfo. */
export interface Head {
  readonly index: number;
  readonly name: string;
  readonly peer: string | null;
  readonly flags: readonly string[];
  readonly mtu: number | null;
  readonly state: string | null;
  readonly master: string | null;
  readonly qdisc: string | null;
  readonly queueLength: number | null;
  /** True where `mode` is printed, which `ip addr` never does. */
  readonly mode: boolean;
}

/** `7: cali1@if4: <BROADCAST,UP,LOWER_UP> mtu 1450 qdisc noqueue master cni0 state UP mode DEFAULT group default qlen 1000` */
const HEAD =
  /^\s{0,8}(\d{1,9}): ([^\s:@]{1,64})(?:@([^\s:]{1,64}))?: <([A-Z\d_,-]{0,300})>((?: {1,3}[^\s\\]{1,64}){0,40})\s{0,4}$/;
/** Keys that are followed by a value; others (`mtu_frozen`) stand alone. */
const KEYS = new Set('mtu qdisc master state mode group qlen vrf'.split(' '));

export function readHead(text: string): Head | null {
  const match = HEAD.exec(text);
  if (!match) return null;
  const words = (match[5] as string).trim().split(/\s+/);
  const fields = new Map<string, string>();
  for (let i = 0; i < words.length; i++) {
    const key = words[i] as string;
    if (KEYS.has(key)) fields.set(key, words[++i] ?? '');
  }
  return {
    index: Number(match[1]),
    name: match[2] as string,
    peer: match[3] ?? null,
    flags: (match[4] as string).split(',').filter(flag => flag !== ''),
    mtu: number(fields.get('mtu')),
    state: fields.get('state') || null,
    master: fields.get('master') || fields.get('vrf') || null,
    qdisc: fields.get('qdisc') || null,
    queueLength: number(fields.get('qlen')),
    mode: fields.has('mode'),
  };
}

/** Whether a line looks like a head that a terminal broke: `… <BROADCAST,UP` or a key without its value. */
export function isBrokenHead(text: string): boolean {
  if (!/^\s{0,8}\d{1,9}: [^\s:@]{1,64}(?:@[^\s:]{1,64})?: </.test(text) || text.length < 40) return false;
  if (!text.includes('>')) return true;
  const last = /(\S{1,64})\s?$/.exec(text)?.[1];
  return last !== undefined && KEYS.has(last);
}

function number(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
