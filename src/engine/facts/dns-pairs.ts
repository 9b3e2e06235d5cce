import type { DnsQuery } from '../model/packets.ts';
import type { Place } from '../model/place.ts';
import { remembered } from './remembered.ts';

/** The questions for A and AAAA that one socket sent at once, as glibc and musl do, at one point of capture. */
export interface DnsPair {
  readonly name: string;
  readonly clientPort: number;
  /** Neither was lost, one, or both. A question is lost that was asked again or that nobody answered while the capture went on. */
  readonly lost: 'none' | 'one' | 'both';
  /** Seconds until the lost one was asked again, or else how long the capture waited for it in vain; null where none is lost. */
  readonly after: number | null;
  /** Whether the lost one was answered in the end. */
  readonly recovered: boolean;
  readonly places: readonly Place[];
}

/** The two leave the socket within microseconds (sendmmsg); so much is allowed for a slow machine. In seconds. */
const AT_ONCE = 0.005;
/** A question without an answer for so long is lost: resolvers wait at least 1 s. In seconds. */
const LOST_AFTER = 0.9;

/** Every such pair of all captures, each told once: the first point of capture that shows it. */
export const dnsPairs = remembered((facts): readonly DnsPair[] => {
  const seen = new Set<string>();
  return facts.all('packets').flatMap(({ document }) => {
    const open = new Map<string, DnsQuery>();
    return document.dns.queries.flatMap((query): DnsPair[] => {
      if (query.name === null || query.client.port === null || (query.type !== 'A' && query.type !== 'AAAA'))
        return [];
      const socket = `${query.interface} ${query.inner} ${query.client.address}.${query.client.port} ${query.server.address} ${query.name}`;
      const other = open.get(socket);
      open.set(socket, query);
      if (!other || other.type === query.type || !atOnce(other, query)) return [];
      const key = `${query.client.address}.${query.client.port} ${query.name} ${other.id} ${query.id}`;
      if (seen.has(key)) return [];
      seen.add(key);
      return [pairOf(other, query)];
    });
  });
});

function atOnce(one: DnsQuery, other: DnsQuery): boolean {
  const [from, to] = [one.asked[0]?.time ?? null, other.asked[0]?.time ?? null];
  return from !== null && to !== null && Math.abs(to - from) <= AT_ONCE;
}

function pairOf(one: DnsQuery, other: DnsQuery): DnsPair {
  const lost = [one, other].filter(isLost);
  const first = lost[0];
  const again = first?.asked.at(1) ?? null;
  const begun = first?.asked[0]?.time ?? null;
  const repeated = again && again.time !== null && begun !== null ? again.time - begun : null;
  return {
    name: (one.name as string).replace(/\.$/, ''),
    clientPort: one.client.port as number,
    lost: lost.length === 0 ? 'none' : lost.length === 1 ? 'one' : 'both',
    after: first ? (repeated ?? first.waited) : null,
    recovered: first?.answer?.fromAsked ?? false,
    places: [one, other]
      .flatMap(({ asked, answer }) => [
        ...asked.slice(0, 2).map(({ place }) => place),
        ...(answer ? [answer.place] : []),
      ])
      .sort((a, b) => a.line - b.line),
  };
}

/** With glibc the answered one of a pair is asked again too, once the other has timed out: only the wait for the answer tells. */
function isLost({ answer, delay, waited }: DnsQuery): boolean {
  if (answer?.fromAsked) return (delay ?? 0) >= LOST_AFTER;
  return (waited ?? 0) >= LOST_AFTER;
}
