import type { KernelMessage } from '../../model/log-events.ts';

export interface KnownMessage {
  readonly message: KernelMessage;
  readonly netns: string | null;
  readonly suppressed: number | null;
}

/**
 * What the kernel prints, whole messages only: a sentence or a line of source that holds the words is none.
 * The prefix stands twice where the message brings its own (`nf_conntrack: nf_conntrack: table full`).
 */
const MESSAGES: readonly (readonly [KernelMessage, RegExp])[] = [
  // net/netfilter/nf_conntrack_core.c, __nf_conntrack_alloc(); `in netns` since 2025 outside the first namespace.
  // Kernel 3.x and older end it with a full stop; `ip_conntrack` is the name before 2.6.20.
  [
    'conntrack-table-full',
    /^(?:(?:nf|ip)_conntrack: ){1,2}table full(?: in netns (\d{1,20}))?, dropping packet\.?$/,
  ],
  // net/netfilter/nf_conntrack_expect.c, nf_ct_expect_alloc(): the table of expected flows, not of flows.
  ['expectation-table-full', /^(?:nf_conntrack: ){1,2}expectation table full$/],
  // net/core/neighbour.c, neigh_alloc(); older kernels print `Neighbour table overflow.`
  [
    'neighbour-table-overflow',
    /^(?:neighbour: \w{1,20}: neighbor table overflow!|Neighbour table overflow\.?)$/,
  ],
  // net/ipv4/tcp_minisocks.c, tcp_time_wait()
  ['time-wait-bucket-overflow', /^(?:TCP: )?time wait bucket table overflow(?: \(CPU\d+\))?$/],
  // lib/ratelimit.c: how many messages were not printed.
  ['callbacks-suppressed', /^\w{1,60}: (\d{1,9}) callbacks suppressed$/],
];

/** Knows one of the messages by its whole text; null for any other. */
export function knownMessage(text: string): KnownMessage | null {
  for (const [message, pattern] of MESSAGES) {
    const match = pattern.exec(text);
    if (!match) continue;
    const value = match[1] ?? null;
    return {
      message,
      netns: message === 'conntrack-table-full' ? value : null,
      suppressed: message === 'callbacks-suppressed' ? Number(value) : null,
    };
  }
  return null;
}
