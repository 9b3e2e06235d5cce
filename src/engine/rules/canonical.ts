import type { Match, Negatable, RuleOption, RuleSpec, Target, Unknown } from '../model/ruleset.ts';
import { canonicalNetwork, type Family, isIpv6, isMasked } from './addresses.ts';
import type { Context, Extension } from './extensions/extension.ts';
import { MATCHES, matchName, TARGET_EXTENSIONS } from './extensions/index.ts';
import { protocolName } from './protocols.ts';

/**
 * Brings a rule to the one writing of iptables-save 1.8: masks written, names of protocols, options in the order and
 * the form in which it prints them, its defaults. Does the same again to what it gave back. Values that it does not
 * know stay as they are; a name or a masked text where an address is expected is added to `unknown`.
 */
export function canonical(spec: RuleSpec, family: Family | null): RuleSpec {
  const unknown = [...spec.unknown];
  const protocol = canonicalProtocol(spec.protocol);
  // What breaks off may have had more options: none is taken for its default then.
  const cut = spec.unknown.some(({ why }) => why === 'cut');
  const context: Context = {
    family: family ?? familyOf(spec),
    protocol: protocol && !protocol.negated ? protocol.value : null,
    cut: false,
  };
  return {
    source: network(spec.source, '-s', unknown),
    destination: network(spec.destination, '-d', unknown),
    inInterface: device(spec.inInterface),
    outInterface: device(spec.outInterface),
    protocol,
    fragment: spec.fragment,
    matches: spec.matches.map((match, i) => {
      const isCut = cut && !spec.target && i === spec.matches.length - 1;
      return canonicalMatch(match, { ...context, cut: isCut }, unknown);
    }),
    target: spec.target && canonicalTarget(spec.target, { ...context, cut }, unknown),
    unknown,
  };
}

/** What the rule itself tells of its family, where nothing around it does. */
function familyOf(spec: RuleSpec): Family {
  const six =
    [spec.source, spec.destination].some(side => side && isIpv6(side.value)) ||
    ['ipv6-icmp', 'icmpv6', '58'].includes(spec.protocol?.value ?? '') ||
    [...spec.matches, ...(spec.target ? [spec.target] : [])].some(isSix);
  return six ? 'ipv6' : 'ipv4';
}

const SIX_ONLY = new Set(['icmp6', 'icmpv6', 'hl', 'frag', 'rt', 'hbh', 'dst', 'ipv6header', 'eui64', 'HL']);
const ADDRESSED = new Set([
  '--mask',
  '--reject-with',
  '--ctorigsrc',
  '--ctorigdst',
  '--ctreplsrc',
  '--ctrepldst',
  '--src-range',
  '--dst-range',
  '--on-ip',
  '--gateway',
  '--to',
]);

function isSix({ name, options }: Match | Target): boolean {
  return (
    SIX_ONLY.has(name) ||
    options.some(
      ({ flag, values }) =>
        ADDRESSED.has(flag) &&
        values.some(value => value.startsWith('icmp6') || isIpv6(value.split('-')[0] as string)),
    ) ||
    options.some(({ flag, values }) => flag.startsWith('--to-') && values[0]?.startsWith('['))
  );
}

function canonicalProtocol(protocol: Negatable | null): Negatable | null {
  if (!protocol) return null;
  const value = protocolName(protocol.value);
  return value === 'all' && !protocol.negated ? null : { ...protocol, value };
}

/** `-i +` is any; `! -i +` is none, and iptables keeps it. */
function device(name: Negatable | null): Negatable | null {
  return name && name.value === '+' && !name.negated ? null : name;
}

function network(side: Negatable | null, what: string, unknown: Unknown[]): Negatable | null {
  if (!side) return null;
  const value = canonicalNetwork(side.value);
  if (value === null) {
    add(unknown, { what, why: isMasked(side.value) ? 'masked' : 'resolved' });
    return side;
  }
  const any = value === '0.0.0.0/0' || value === '::/0';
  return any && !side.negated ? null : { ...side, value };
}

function canonicalMatch(match: Match, context: Context, unknown: Unknown[]): Match {
  const name = matchName(match.name);
  const extension = MATCHES.get(name);
  if (!extension || match.text !== null) return { ...match, name };
  return { name, text: null, options: canonicalOptions(extension, match.options, context, unknown) };
}

function canonicalTarget(target: Target, context: Context, unknown: Unknown[]): Target {
  const extension = TARGET_EXTENSIONS.get(target.name);
  if (!extension || target.text !== null || target.goto) return target;
  return { ...target, options: canonicalOptions(extension, target.options, context, unknown) };
}

function canonicalOptions(
  extension: Extension,
  options: readonly RuleOption[],
  context: Context,
  unknown: Unknown[],
): readonly RuleOption[] {
  const written = options.map(option => canonicalOption(extension, option, context, unknown));
  const finished = extension.finish && !context.cut ? extension.finish(written, context) : written;
  return extension.ordered ? sortedGroups(extension, finished) : sorted(extension, finished);
}

function canonicalOption(
  extension: Extension,
  option: RuleOption,
  context: Context,
  unknown: Unknown[],
): RuleOption {
  const kind = extension.options.find(({ flag, also }) => flag === option.flag || also.includes(option.flag));
  if (!kind) return option;
  const values = option.values.map((value, i) => kind.canonical[i]?.(value, context) ?? value);
  if (kind.quoting === 'bare' && values.some(value => isMasked(value)))
    add(unknown, { what: kind.flag, why: 'masked' });
  else if (NUMBERED.test(kind.flag) && values.some(value => /[a-z*]/i.test(value)))
    add(unknown, {
      what: kind.flag,
      why: values.some(value => /^[xX*]+$/.test(value)) ? 'masked' : 'resolved',
    });
  return { flag: kind.flag, negated: option.negated, values };
}

/** Options whose value is a number to the kernel: a word there (`--dport http`) is a name of the host that printed it. */
const NUMBERED = /^--(?:[sd]?ports?|to-ports|on-port|vport|ct(?:orig|repl)(?:src|dst)port|[ug]id-owner)$/;

/** In the order of iptables-save; options that it prints at the same place keep theirs. */
function sorted(extension: Extension, options: readonly RuleOption[]): readonly RuleOption[] {
  const rank = ({ flag }: RuleOption) => {
    const at = extension.options.findIndex(kind => kind.flag === flag);
    return at < 0 ? extension.options.length : at;
  };
  return [...options].sort((a, b) => rank(a) - rank(b));
}

/** `--next` begins another element of an IPsec policy: only within one is the order free. */
function sortedGroups(extension: Extension, options: readonly RuleOption[]): readonly RuleOption[] {
  const groups: RuleOption[][] = [[]];
  for (const option of options) {
    if (option.flag === '--next') groups.push([option]);
    else groups.at(-1)?.push(option);
  }
  return groups.flatMap(([first, ...rest]) => {
    if (first?.flag === '--next') return [first, ...sorted(extension, rest)];
    return first ? sorted(extension, [first, ...rest]) : [];
  });
}

function add(unknown: Unknown[], entry: Unknown): void {
  if (!unknown.some(({ what }) => what === entry.what)) unknown.push(entry);
}
