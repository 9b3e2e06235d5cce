import fc from 'fast-check';

/** TEST-NET addresses (RFC 5737) and those of a private network, few enough that flows share their ends. */
const ADDRESS4 = fc
  .tuple(fc.constantFrom('192.0.2', '198.51.100', '10.77.1'), fc.integer({ min: 1, max: 30 }))
  .map(([net, host]) => `${net}.${host}`);
const ADDRESS6 = fc
  .tuple(fc.constantFrom('fd77:1:', 'fd77:244:a:b:', 'fd77::0:'), fc.integer({ min: 1, max: 0xffff }))
  .map(([net, host]) => `${net}:${host.toString(16)}`.replace(':::', '::'));
const PORT = fc.oneof(fc.integer({ min: 1, max: 65535 }), fc.constantFrom(53, 80, 443, 8472));
const TCP = 'NONE SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT CLOSE_WAIT LAST_ACK TIME_WAIT CLOSE LISTEN'.split(
  ' ',
);
/** HEARTBEAT_SENT and HEARTBEAT_ACKED make conntrack 1.4.7 crash. */
const SCTP =
  'NONE CLOSED COOKIE_WAIT COOKIE_ECHOED ESTABLISHED SHUTDOWN_SENT SHUTDOWN_RECD SHUTDOWN_ACK_SENT'.split(
    ' ',
  );

const ports = fc.tuple(PORT, PORT).map(([from, to]) => `--sport ${from} --dport ${to}`);
const state = (names: readonly string[]) => fc.constantFrom(...names).map(name => `--state ${name}`);
const icmp = (prefix: string, type: number) =>
  fc
    .integer({ min: 0, max: 65535 })
    .map(id => `--${prefix}-type ${type} --${prefix}-code 0 --${prefix}-id ${id}`);
const both = (one: fc.Arbitrary<string>, other: fc.Arbitrary<string>) =>
  fc.tuple(one, other).map(words => words.join(' '));

/** Protocol and what belongs to it, for one address family. */
function layer4(six: boolean): fc.Arbitrary<string> {
  const choices: [number, fc.Arbitrary<string>][] = [
    [8, both(fc.constant('-p tcp'), both(ports, state(TCP)))],
    [4, both(fc.constant('-p udp'), ports)],
    [2, both(fc.constant('-p udplite'), ports)],
    [3, both(fc.constant('-p sctp --orig-vtag 12 --reply-vtag 13'), both(ports, state(SCTP)))],
    [1, fc.constant('-p dccp --sport 1 --dport 2 --state RESPOND --role client')],
    [1, fc.integer({ min: 100, max: 250 }).map(number => `-p ${number}`)],
    six
      ? [2, both(fc.constant('-p icmpv6'), icmp('icmpv6', 128))]
      : [2, both(fc.constant('-p icmp'), icmp('icmp', 8))],
  ];
  if (!six)
    choices.push([2, fc.tuple(PORT, PORT).map(([from, to]) => `-p gre --srckey ${from} --dstkey ${to}`)]);
  return fc.oneof(...choices.map(([weight, arbitrary]) => ({ weight, arbitrary })));
}

/** `weight` of six have it. */
const maybe = (arbitrary: fc.Arbitrary<string>, weight: number) =>
  fc.oneof({ weight: 6 - weight, arbitrary: fc.constant('') }, { weight, arbitrary });

/** The other end of a translation, with a port at times. */
function translation(option: string, six: boolean): fc.Arbitrary<string> {
  if (six) return ADDRESS6.map(address => `${option} ${address}`);
  return fc
    .tuple(ADDRESS4, fc.option(PORT))
    .map(([address, port]) => `${option} ${address}${port ? `:${port}` : ''}`);
}

const COMMON = [
  fc.integer({ min: 600, max: 432000 }).map(seconds => `-t ${seconds}`),
  maybe(
    fc
      .constantFrom('UNSET', 'SEEN_REPLY', 'SEEN_REPLY,ASSURED', 'SEEN_REPLY,ASSURED,FIXED_TIMEOUT')
      .map(flags => `-u ${flags}`),
    5,
  ),
  maybe(
    fc.constantFrom(1, 7, 99, 16384, 0x4000_0001, 0xffff_ffff).map(mark => `-m ${mark}`),
    3,
  ),
  maybe(fc.constantFrom('-w 5', '-w 77', '--orig-zone 3', '--reply-zone 4'), 2),
  maybe(
    fc.constantFrom('red', 'green,red', 'deep-blue').map(labels => `--label-add ${labels}`),
    2,
  ),
] as const;

function insertion(six: boolean): fc.Arbitrary<string> {
  const address = six ? ADDRESS6 : ADDRESS4;
  return fc
    .tuple(
      layer4(six),
      address.map(source => `-s ${source}`),
      address.map(destination => `-d ${destination}`),
      maybe(translation('-n', six), 2),
      maybe(translation('-g', six), 2),
      ...COMMON,
    )
    .map(words => `-I ${words.filter(word => word !== '').join(' ')}`);
}

/** The options of one `conntrack -I`: any protocol and state, both families, translated or not, with zone, mark and labels. */
export const insertions: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: insertion(false) },
  { weight: 1, arbitrary: insertion(true) },
);

/** The options of a `conntrack -U` that changes the mark of some entries. */
export const updates: fc.Arbitrary<string> = fc
  .tuple(ADDRESS4, fc.constantFrom('tcp', 'udp', 'icmp'), fc.integer({ min: 1, max: 20 }))
  .map(([source, protocol, mark]) => `-U -p ${protocol} -s ${source} -m ${mark}`);
