import type { Facts } from '../../facts/facts.ts';
import type { Place } from '../../model/place.ts';
import { type Given, speaksFor } from '../incident.ts';

/** From so many seconds on, a request that got no byte was waiting and not cut short. */
const WAITED = 1;
/** One request may have met a slow server. */
const STALLED = 2;
/** A single SYN/ACK may come after its SYN's entry has timed out. */
const REPEATED = 2;

/** What the paste shows of connections that suffer from it. */
export interface Symptoms {
  /** Requests that connected and then got no byte. */
  readonly stalled: Given | null;
  /** The client got on with the connection, and its SYN/ACK was not seen here. */
  readonly halfSeen: Given | null;
  readonly log: readonly Given[];
  /** SYN/ACKs that a rule logged, and dropped, as INVALID. */
  readonly handshakes: Given | null;
}

export function symptomsOf(facts: Facts): Symptoms {
  return {
    stalled: stalled(facts),
    halfSeen: halfSeen(facts),
    log: logged(facts),
    handshakes: loggedHandshakes(facts),
  };
}

function stalled(facts: Facts): Given | null {
  const places = facts.all('timings').flatMap(({ document }) =>
    document.samples.flatMap(({ numbers, place }): Place[] => {
      const { time_connect, time_starttransfer, time_total } = numbers;
      const waited = (time_total ?? 0) >= WAITED && time_starttransfer === 0;
      return (time_connect ?? 0) > 0 && waited ? [place] : [];
    }),
  );
  return places.length < STALLED
    ? null
    : speaksFor('stalled', places, { values: { requests: places.length } });
}

/** A filter for one direction, or for SYNs, makes every connection look like this. */
const ONE_WAY = /\bsrc\b|\bdst\b|-Q\s?(?:in|out)\b|tcpflags|tcp\[/;

function halfSeen(facts: Facts): Given | null {
  const places = facts
    .all('packets')
    .filter(
      ({ section }) => section.command !== null && !ONE_WAY.test(section.command) && section.partial === null,
    )
    .flatMap(({ document }) => document.conversations)
    .filter(({ protocol, flows, answersTo }) => {
      const [sent, answered] = [
        flows.filter(flow => flow.fromClient),
        flows.filter(flow => !flow.fromClient),
      ];
      const went = sent.some(({ syns, segments }) => syns > 0 && segments > 0);
      return (
        protocol === 'tcp' && answersTo === null && went && answered.every(({ packets }) => packets === 0)
      );
    })
    .map(({ place }) => place);
  return places.length === 0
    ? null
    : speaksFor('half-seen', places, { values: { connections: places.length } });
}

/**
 * What nf_conntrack_log_invalid logs (nf_conntrack_proto_tcp.c). `invalid, state SYN_SENT` in dir 0: the client goes on, and
 * its SYN/ACK was never seen: asymmetric. `SEQ is over upper bound`, `ACK is under lower bound`: out of the window.
 */
function logged(facts: Facts): Given[] {
  const events = facts.logged('conntrack-invalid').filter(({ prefixed }) => prefixed);
  const asymmetric = events.filter(
    ({ values }) => values.state === 'SYN_SENT' || /\bstate NONE\b/.test(values.reason ?? ''),
  );
  const outside = events.filter(({ values }) =>
    /\b(?:SEQ|ACK|seq|ack) is (?:over|under)\b/.test(values.reason ?? ''),
  );
  return [
    ...given(
      'log-asymmetric',
      asymmetric.map(({ place }) => place),
    ),
    ...given(
      'log-window',
      outside.map(({ place }) => place),
    ),
  ];
}

/** firewalld's `STATE_INVALID_DROP: `, and what people call theirs: `INVALID DROP: `, `[FW DROP INVALID]`. ufw's `[UFW AUDIT INVALID]` drops nothing itself. */
const INVALID_DROPPED = /invalid.{0,20}(?:drop|reject|deny|block)|(?:drop|reject|deny|block).{0,20}invalid/i;

/** A forwarded SYN/ACK is INVALID where its SYN took another way (nf_conntrack_proto_tcp.c, tcp_conntracks: NONE, synack → IV). */
function loggedHandshakes(facts: Facts): Given | null {
  const places = facts
    .logged('rule-log')
    .filter(({ packet }) => {
      if (!packet || packet.in === null || packet.out === null) return false;
      const { tcpFlags: flags } = packet;
      return INVALID_DROPPED.test(packet.prefix) && flags.includes('SYN') && flags.includes('ACK');
    })
    .map(({ place }) => place);
  return places.length < REPEATED
    ? null
    : speaksFor('logged-handshakes', places, { values: { packets: places.length } });
}

function given(key: string, places: readonly Place[]): Given[] {
  return places.length === 0 ? [] : [speaksFor(key, places, { values: { times: places.length } })];
}
