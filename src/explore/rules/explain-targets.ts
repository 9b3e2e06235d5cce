import type { RuleOption, Target } from '../../engine/model/ruleset.ts';
import { TARGET_EXTENSIONS } from '../../engine/rules/extensions/index.ts';
import { sayOptions } from './explain-matches.ts';
import { elsewhere, given, has, hex, listed, markOf, plain, type SayOption, said } from './explain-parts.ts';
import type { Said } from './explained.ts';

/** `--set-xmark VALUE/MASK` takes the bits of the mask away and turns those of the value over. */
function setsMark(field: 'packet' | 'connection'): SayOption {
  return ({ values }) => {
    const mark = markOf(values[0] ?? '');
    if (!mark) return undefined;
    const { value, mask } = mark;
    const [v, m] = [hex(value), hex(mask)];
    if (mask === 0xffffffff) return said('MARK.set', { field, v });
    if (value === mask) return said('MARK.or', { field, v });
    if (value === 0) return said('MARK.clear', { field, v: m });
    return mask === 0 ? said('MARK.xor', { field, v }) : said('MARK.xmark', { field, v, m });
  };
}

/** Between packet and connection, under masks where they are not all ones. */
function copiesMark(key: string): SayOption {
  return (_, options) => {
    const [nf, ct] = ['--nfmask', '--ctmask'].map(flag => given(options, flag) ?? '0xffffffff');
    const all = nf === '0xffffffff' && ct === '0xffffffff';
    return all ? said(key) : [said(key), said('CONNMARK.masks', { nf: nf as string, ct: ct as string })];
  };
}

const RANDOM = {
  '--random': () => said('nat.random'),
  '--random-fully': () => said('nat.randomFully'),
  '--persistent': () => said('nat.persistent'),
};

const reject: SayOption = ({ values }) =>
  values[0] === 'tcp-reset' ? said('REJECT.reset') : said('REJECT', { v: values[0] ?? '' });

function changesSet(key: string): SayOption {
  return ({ values }) => said(key, { v: values[0] ?? '', dirs: listed(values[1] ?? '') });
}

function hops(field: string): Options {
  const by =
    (key: string): SayOption =>
    ({ values }) =>
      said(key, { field, v: values[0] ?? '' });
  const flag = field === 'TTL' ? '--ttl' : '--hl';
  return { [`${flag}-set`]: by('TTL.set'), [`${flag}-dec`]: by('TTL.dec'), [`${flag}-inc`]: by('TTL.inc') };
}

type Options = Readonly<Record<string, SayOption>>;

const TARGETS: Readonly<Record<string, Options>> = {
  ACCEPT: {},
  DROP: {},
  RETURN: {},
  QUEUE: {},
  NOTRACK: {},
  TRACE: {},
  REJECT: { '--reject-with': reject },
  NFQUEUE: {
    '--queue-num': plain('NFQUEUE.num'),
    '--queue-balance': ({ values }) => said('NFQUEUE.balance', { v: (values[0] ?? '').replace(':', '–') }),
    '--queue-bypass': elsewhere,
    '--queue-cpu-fanout': () => said('NFQUEUE.fanout'),
  },
  LOG: {
    '--log-prefix': plain('LOG.prefix'),
    '--log-level': plain('LOG.level'),
    '--log-tcp-sequence': () => said('LOG.sequence'),
    '--log-tcp-options': () => said('LOG.tcpOptions'),
    '--log-ip-options': () => said('LOG.ipOptions'),
    '--log-uid': () => said('LOG.uid'),
    '--log-macdecode': () => said('LOG.mac'),
  },
  NFLOG: {
    '--nflog-prefix': plain('LOG.prefix'),
    '--nflog-group': plain('NFLOG.group'),
    '--nflog-size': plain('NFLOG.size'),
    '--nflog-threshold': plain('NFLOG.threshold'),
  },
  MARK: { '--set-xmark': setsMark('packet') },
  CONNMARK: {
    '--set-xmark': setsMark('connection'),
    '--save-mark': copiesMark('CONNMARK.save'),
    '--restore-mark': copiesMark('CONNMARK.restore'),
    '--nfmask': elsewhere,
    '--ctmask': elsewhere,
  },
  MASQUERADE: { '--to-ports': plain('nat.ports'), ...RANDOM },
  SNAT: { '--to-source': plain('SNAT.to'), ...RANDOM },
  DNAT: { '--to-destination': plain('DNAT.to'), ...RANDOM },
  REDIRECT: { '--to-ports': plain('REDIRECT.ports'), ...RANDOM },
  NETMAP: { '--to': plain('NETMAP') },
  TPROXY: {
    '--on-port': (_, options) =>
      said('TPROXY', { port: given(options, '--on-port') ?? '', ip: given(options, '--on-ip') ?? '' }),
    '--on-ip': elsewhere,
    '--tproxy-mark': ({ values }) =>
      values[0] === '0x0/0x0' ? null : said('TPROXY.mark', { v: values[0] ?? '' }),
  },
  CT: {
    '--notrack': () => said('NOTRACK'),
    '--helper': plain('CT.helper'),
    '--timeout': plain('CT.timeout'),
    '--ctevents': ({ values }) => said('CT.events', { v: listed(values[0] ?? '') }),
    '--expevents': ({ values }) => said('CT.expevents', { v: listed(values[0] ?? '') }),
    '--zone': plain('CT.zone'),
    '--zone-orig': plain('CT.zoneOrig'),
    '--zone-reply': plain('CT.zoneReply'),
  },
  TCPMSS: { '--set-mss': plain('TCPMSS.set'), '--clamp-mss-to-pmtu': () => said('TCPMSS.clamp') },
  CHECKSUM: { '--checksum-fill': () => said('CHECKSUM') },
  SET: {
    '--add-set': changesSet('SET.add'),
    '--del-set': changesSet('SET.del'),
    '--map-set': changesSet('SET.map'),
    '--exist': () => said('SET.exist'),
    '--timeout': plain('SET.timeout'),
    '--map-mark': () => said('SET.mapMark'),
    '--map-prio': () => said('SET.mapPrio'),
    '--map-queue': () => said('SET.mapQueue'),
  },
  DSCP: { '--set-dscp': plain('DSCP') },
  TTL: hops('TTL'),
  HL: hops('hop limit'),
  CLASSIFY: { '--set-class': plain('CLASSIFY') },
  AUDIT: { '--type': plain('AUDIT') },
  SYNPROXY: {
    '--sack-perm': () => said('SYNPROXY.sack'),
    '--timestamp': () => said('SYNPROXY.timestamp'),
    '--wscale': plain('SYNPROXY.wscale'),
    '--mss': plain('SYNPROXY.mss'),
    '--ecn': () => said('SYNPROXY.ecn'),
  },
  TEE: { '--gateway': plain('TEE'), '--oif': plain('TEE.oif') },
  HMARK: {
    '--hmark-tuple': ({ values }) => said('HMARK.tuple', { v: listed(values[0] ?? '') }),
    '--hmark-mod': plain('HMARK.mod'),
    '--hmark-offset': plain('HMARK.offset'),
    '--hmark-rnd': plain('HMARK.rnd'),
    '--hmark-src-prefix': plain('HMARK.srcPrefix'),
    '--hmark-dst-prefix': plain('HMARK.dstPrefix'),
  },
};

/** What a target does by its name, before its options. */
const HEADS: Readonly<Record<string, (options: readonly RuleOption[]) => Said[]>> = {
  ACCEPT: () => [said('ACCEPT')],
  DROP: () => [said('DROP')],
  RETURN: () => [said('RETURN')],
  QUEUE: () => [said('QUEUE')],
  NOTRACK: () => [said('NOTRACK')],
  TRACE: () => [said('TRACE')],
  LOG: () => [said('LOG')],
  NFLOG: () => [said('NFLOG')],
  MASQUERADE: () => [said('MASQUERADE')],
  REDIRECT: () => [said('REDIRECT')],
  SYNPROXY: () => [said('SYNPROXY')],
  HMARK: () => [said('HMARK')],
  NFQUEUE: options => [
    said('NFQUEUE'),
    said('NFQUEUE.bypass', { bypass: has(options, '--queue-bypass') ? 'yes' : 'no' }),
  ],
};

/** What happens to a packet that fits; empty where nobody explains the target. */
export function sayTarget(target: Target | null, isUnknown: (name: string) => boolean): Said[] {
  if (!target) return [said('none')];
  const { name, options, text } = target;
  const known = TARGETS[name];
  if (known && TARGET_EXTENSIONS.has(name) && text === null)
    return [...(HEADS[name]?.(options) ?? []), ...sayOptions(known, options)];
  // A name that is no target is a chain, as far as the ruleset shows.
  if (text !== null || TARGET_EXTENSIONS.has(name) || isUnknown(name)) return [];
  return [said(target.goto ? 'goto' : 'jump', { v: name })];
}
