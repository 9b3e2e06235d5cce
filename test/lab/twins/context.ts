import fc, { type Arbitrary } from 'fast-check';
import { type Family, maybe, oneOf } from './words.ts';

/** Where a rule stands: what decides which extensions are legal in it. */
export interface Context {
  readonly family: Family;
  readonly table: 'filter' | 'nat' | 'mangle' | 'raw' | 'security';
  /** A built-in chain, or `user`: a chain that nothing jumps to. */
  readonly hook: 'PREROUTING' | 'INPUT' | 'FORWARD' | 'OUTPUT' | 'POSTROUTING' | 'user';
  /** The protocol that the rule asks for, not negated; else null. */
  readonly protocol: string | null;
}

/** The extension's options as restore syntax (without `-m name`); null where the context does not allow it. */
export type Part = (context: Context) => Arbitrary<string> | null;

/** Sets, accounting objects and lists that the namespace has. */
export const SETS = ['ips', 'KUBE-LOOP-BACK', 'a-set-name-of-thirty-one-letter'];

export const PAIRS = ['ip-port', 'KUBE-CLUSTER-IP'];

export const ACCOUNTS = ['http', 'acct_2', 'with-dash'];

export const at = (context: Context, ...hooks: Context['hook'][]) =>
  context.hook === 'user' || hooks.includes(context.hook);

export const v4 = (context: Context) => context.family === 'ipv4';

export const setName: Arbitrary<string> = oneOf(...SETS, ...PAIRS);

export const directions: Arbitrary<string> = oneOf('src', 'dst', 'src,dst', 'dst,src', 'src,src,dst');

/** Whether the rule's protocol has ports. */
export const ported = ({ protocol }: Context): boolean =>
  ['tcp', 'udp', 'sctp', 'dccp', 'udplite'].includes(protocol ?? '');

export const plain: Arbitrary<string> = fc.constant('');
/** A flag that stands there now and then. */
export const flag = (name: string, weight = 0.3): Arbitrary<string> => maybe(fc.constant(name), weight);
