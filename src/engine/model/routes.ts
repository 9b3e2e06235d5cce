import type { Place } from './place.ts';

/** Routes and rules: `ip route`, `ip -6 route`, `ip route get`, `ip rule`, `route -n`, `netstat -rn`. */
export interface Routes {
  readonly kind: 'routes';
  /** The first two thousand, in the order of the paste. */
  readonly routes: readonly Route[];
  readonly routesLeft: number;
  readonly rules: readonly RoutingRule[];
  /** `RTNETLINK answers: Network is unreachable` of `ip route get`. */
  readonly errors: readonly { readonly text: string; readonly place: Place }[];
}

export interface Route {
  /** `unicast`, `local`, `broadcast`, `blackhole`, `unreachable`, `prohibit`, `throw`, `multicast`, `anycast`, `nat`. */
  readonly type: string;
  /** As printed: `default`, `10.244.1.0/24`, `10.0.0.1`. `route -n`'s `0.0.0.0` with mask 0 is `default`. */
  readonly destination: string;
  /** `inet` or `inet6`; null for `default` where nothing else says. */
  readonly family: 'inet' | 'inet6' | null;
  readonly via: string | null;
  readonly device: string | null;
  readonly source: string | null;
  /** `kernel`, `static`, `bird`, `dhcp`, `ra`, …; null where not printed. */
  readonly protocol: string | null;
  /** `link`, `host`, `global`. */
  readonly scope: string | null;
  readonly metric: number | null;
  /** null where not printed: then `main`, or the one that the command asks for. */
  readonly table: string | null;
  /** Bytes; a limit that the route sets, or, with `got`, one that path MTU discovery has learnt. */
  readonly mtu: number | null;
  /** `mtu lock 1400` */
  readonly mtuLocked: boolean;
  readonly advertisedMss: number | null;
  /** True for the answer of `ip route get`. */
  readonly got: boolean;
  /** Seconds until a learnt MTU is forgotten (`cache expires 590sec mtu 1400`). */
  readonly expires: number | null;
  /** `onlink`, `linkdown`, `dead`, `offload`, `pervasive`, … */
  readonly flags: readonly string[];
  /** The ways of a route with several. */
  readonly nextHops: readonly NextHop[];
  readonly place: Place;
}

export interface NextHop {
  readonly via: string | null;
  readonly device: string | null;
  readonly weight: number | null;
  readonly flags: readonly string[];
  readonly place: Place;
}

export interface RoutingRule {
  readonly priority: number;
  /** What it matches, as printed: `from all fwmark 0x20000/0xf0000`. */
  readonly selector: string;
  /** `lookup main`, `unreachable`, `goto 100`: the table, else null. */
  readonly table: string | null;
  readonly action: string;
  readonly place: Place;
}
