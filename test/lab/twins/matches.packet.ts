import fc, { type Arbitrary } from 'fast-check';
import { line, maybe, not, number, oneOf, option, port, ports, quoted, some, text } from './words.ts';

/** Of a port range that holds every port, 1.8.9 with nft does not save the `!`; a listing shows it. */
export const portOption = (flag: string): Arbitrary<string> =>
  option(flag, ports).filter(words => !/^! .* 0:65535$/.test(words));

export const PORT_LIST = fc
  .array(
    fc.oneof(
      { arbitrary: port, weight: 3 },
      { arbitrary: oneOf('1:1024', '8000:8080', '0:65535', '5:6'), weight: 1 },
    ),
    {
      minLength: 1,
      maxLength: 7,
    },
  )
  .map(list => list.join(','));

const TCP_FLAGS = some(6, 'FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG');

export const tcp = (): Arbitrary<string> => {
  const flags = fc.oneof(
    line(not, '--syn'),
    line(not, '--tcp-flags', TCP_FLAGS, TCP_FLAGS),
    line(not, '--tcp-flags', oneOf('ALL', 'SYN,RST'), oneOf('NONE', 'ALL', 'SYN')),
  );
  return line(
    maybe(portOption('--sport'), 0.3),
    maybe(portOption('--dport'), 0.6),
    maybe(flags, 0.25),
    maybe(option('--tcp-option', number(1, 255)), 0.1),
  );
};

export const ICMP4 = [
  'echo-request',
  'echo-reply',
  'any',
  'fragmentation-needed',
  '3',
  '3/4',
  '8/0',
  '255',
  '11',
  'redirect',
  '13',
  '0',
  '42',
  '5/1',
  '200/7',
];

export const ICMP6 = [
  'echo-request',
  'packet-too-big',
  'router-advertisement',
  '1',
  '1/4',
  '128',
  'neighbour-solicitation',
  '255',
  '200/3',
  'ttl-exceeded',
  '0',
];

const HEX_STRINGS = ['|00|', '|0d0a|GET', 'a|ff fe|b', '|50 4f|ST', 'plain', '|7c|', '|22 5c 27|'];

export const string = (): Arbitrary<string> =>
  line(
    '--algo',
    oneOf('bm', 'kmp'),
    maybe(line('--from', number(0, 1400)), 0.3),
    maybe(line('--to', number(1401, 65535)), 0.3),
    fc.oneof(
      line(
        not,
        '--string',
        text(60)
          .filter(value => value !== '')
          .map(quoted),
      ),
      line(not, '--hex-string', oneOf(...HEX_STRINGS).map(quoted)),
    ),
    maybe(fc.constant('--icase'), 0.3),
  );

export const U32 = [
  '6&0xFF=1',
  '0>>22&0x3C@4=0x29',
  '6&0xFF=0:5,17',
  '4&0x3FFF=0&&0>>22&0x3C@0>>24=0:255',
  '0=0x0:0xffffffff',
  '3<<2=1,2,3',
];

export const BYTECODE = ['1,6 0 0 65535', '4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0', '2,177 0 0 0,6 0 0 1'];

const CLASSES = ['be', 'cs0', 'cs1', 'cs7', 'af11', 'af43', 'ef', 'BE', 'EF'];

export const dscpClass: Arbitrary<string> = oneOf(...CLASSES);

export const hops = (flag: string): Arbitrary<string> =>
  fc.oneof(
    option(`--${flag}-eq`, number(0, 255)),
    line(oneOf(`--${flag}-lt`, `--${flag}-gt`), number(1, 254)),
  );
