import fc, { type Arbitrary } from 'fast-check';
import { at, type Context, flag, type Part, plain, ported, v4 } from './context.ts';
import { host, line, mark, maybe, number, oneOf, portsDash } from './words.ts';

const randomness = line(flag('--random', 0.2), flag('--random-fully', 0.2));

const wrapped = (context: Context, address: string, port: string) =>
  port === '' ? address : v4(context) ? `${address}:${port}` : `[${address}]:${port}`;

function translated(context: Context, toPort: Arbitrary<string>): Arbitrary<string> {
  const single = v4(context)
    ? oneOf('10.0.0.1', '192.0.2.80', '10.77.1.2')
    : oneOf('2001:db8::1', 'fd77:1::2');
  const several = v4(context) ? oneOf('10.0.0.1-10.0.0.9') : oneOf('2001:db8::1-2001:db8::9');
  const addresses = fc.oneof({ arbitrary: single, weight: 3 }, { arbitrary: several, weight: 1 });
  const chosen = ported(context) ? maybe(toPort, 0.6) : plain;
  return fc
    .tuple(addresses, chosen)
    .map(([address, port]) =>
      address.includes('-') && !v4(context) && port !== ''
        ? `[${address}]:${port}`
        : wrapped(context, address, port),
    );
}

export const snat: Part = context =>
  context.table === 'nat' && at(context, 'POSTROUTING', 'INPUT')
    ? line(
        '--to-source',
        translated(
          context,
          portsDash.filter(port => port !== '0'),
        ),
        randomness,
        flag('--persistent', 0.2),
      )
    : null;

export const dnat: Part = context =>
  context.table === 'nat' && at(context, 'PREROUTING', 'OUTPUT')
    ? line(
        '--to-destination',
        translated(
          context,
          fc.oneof(oneOf('80', '8080', '53', '1-65535', '30000-30100'), oneOf('8000-8010/9000')),
        ),
        flag('--random', 0.2),
        flag('--persistent', 0.2),
      )
    : null;

export const redirect: Part = context =>
  context.table === 'nat' && at(context, 'PREROUTING', 'OUTPUT')
    ? line(ported(context) ? maybe(line('--to-ports', portsDash), 0.8) : '', flag('--random', 0.2))
    : null;

export const masquerade: Part = context =>
  context.table === 'nat' && at(context, 'POSTROUTING')
    ? line(ported(context) ? maybe(line('--to-ports', portsDash), 0.5) : '', randomness)
    : null;

export const netmap: Part = context =>
  context.table === 'nat' && at(context, 'PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING')
    ? line(
        '--to',
        v4(context) ? oneOf('10.0.0.0/8', '192.0.2.0/24', '10.1.2.3') : oneOf('2001:db8::/64', 'fd77::/48'),
      )
    : null;

export const tproxy: Part = context =>
  context.table === 'mangle' && at(context, 'PREROUTING') && ['tcp', 'udp'].includes(context.protocol ?? '')
    ? line(
        '--on-port',
        number(0, 65535),
        maybe(line('--on-ip', host(context.family)), 0.5),
        maybe(line('--tproxy-mark', mark), 0.6),
      )
    : null;
