import type { RuleOption } from '../../model/ruleset.ts';
import type { Extension } from './extension.ts';
import { extension, flag, one, two, withoutDefault } from './extension.ts';
import { icmp6Type, icmpType } from './icmp-types.ts';
import { number, ordered, portList, ports, range32 } from './values.ts';

const TCP_FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];
const inOrder = ordered([...TCP_FLAGS, 'NONE']);

/** `ALL` is all six, in the order of the bits. */
function tcpFlags(value: string): string {
  if (/^all$/i.test(value)) return TCP_FLAGS.join(',');
  return inOrder(value);
}

const sport = one('--sport', ports, '--source-port');
const dport = one('--dport', ports, '--destination-port');

/** A match on all ports is none, unless it is negated: that one matches nothing. */
function withoutAllPorts(options: readonly RuleOption[]): readonly RuleOption[] {
  return options.filter(
    ({ flag: name, negated, values }) =>
      negated || values[0] !== '0:65535' || (name !== '--sport' && name !== '--dport'),
  );
}

function finishTcp(options: readonly RuleOption[]): readonly RuleOption[] {
  const done = options.map(option =>
    option.flag === '--syn'
      ? { flag: '--tcp-flags', negated: option.negated, values: ['FIN,SYN,RST,ACK', 'SYN'] }
      : option,
  );
  return withoutAllPorts(done);
}

/** A range of everything, which iptables-save leaves out. */
const ALL_32 = '0:4294967295';

const DCCP_TYPES = 'REQUEST RESPONSE DATA ACK DATAACK CLOSEREQ CLOSE RESET SYNC SYNCACK INVALID'.split(' ');
const SCTP_CHUNKS =
  'DATA INIT INIT_ACK SACK HEARTBEAT HEARTBEAT_ACK ABORT SHUTDOWN SHUTDOWN_ACK ERROR COOKIE_ECHO COOKIE_ACK ECN_ECNE ECN_CWR SHUTDOWN_COMPLETE I_DATA ASCONF_ACK RE_CONFIG PAD FORWARD_TSN ASCONF I_FORWARD_TSN'.split(
    ' ',
  );

/** Matches on the headers of protocols above IP; `-p tcp` loads `tcp` without `-m`. */
export const LAYERS: readonly Extension[] = [
  extension(
    'tcp',
    [sport, dport, one('--tcp-option', number), two('--tcp-flags', tcpFlags, tcpFlags), flag('--syn')],
    finishTcp,
  ),
  extension('udp', [sport, dport], withoutAllPorts),
  extension('udplite', [sport, dport], withoutAllPorts),
  extension('sctp', [
    sport,
    dport,
    two(
      '--chunk-types',
      v => v.toLowerCase(),
      v => (v.includes(':') ? v : ordered(SCTP_CHUNKS)(v)),
    ),
  ]),
  extension('dccp', [sport, dport, one('--dccp-types', ordered(DCCP_TYPES)), one('--dccp-option', number)]),
  extension('multiport', [
    one('--sports', portList, '--source-ports'),
    one('--dports', portList, '--destination-ports'),
    one('--ports', portList),
  ]),
  extension('icmp', [one('--icmp-type', icmpType)]),
  extension('icmp6', [one('--icmpv6-type', icmp6Type, '--icmp6-type')]),
  extension('esp', [one('--espspi', range32)], options => withoutDefault(options, '--espspi', ALL_32)),
  extension('ah', [one('--ahspi', range32), one('--ahlen', number), flag('--ahres')], options =>
    withoutDefault(options, '--ahspi', ALL_32),
  ),
  extension('ipcomp', [one('--ipcompspi', range32), flag('--compres')], options =>
    withoutDefault(options, '--ipcompspi', ALL_32),
  ),
  extension('tcpmss', [one('--mss', ports)]),
  extension('frag', [
    one('--fragid', range32),
    one('--fraglen', number),
    flag('--fragres'),
    flag('--fragfirst'),
    flag('--fragmore'),
    flag('--fraglast'),
  ]),
  extension('rt', [
    one('--rt-type', number),
    one('--rt-segsleft', range32),
    one('--rt-len', number),
    flag('--rt-0-res'),
    one('--rt-0-addrs'),
    flag('--rt-0-not-strict'),
  ]),
  extension('hbh', [one('--hbh-len', number), one('--hbh-opts')]),
  extension('dst', [one('--dst-len', number), one('--dst-opts')]),
  extension('ipv6header', [one('--header'), flag('--soft')]),
  extension('mh', [one('--mh-type')]),
  extension('eui64', []),
];
