import type { Place } from './place.ts';

/** What `dig`, `nslookup`, `host` or `getent` said about names; one entry a question that was asked. */
export interface DnsAnswers {
  readonly kind: 'dns-answers';
  readonly answers: readonly DnsAnswer[];
  /** Answers beyond the limit that were read and not kept. */
  readonly leftOut: number;
}

export interface DnsAnswer {
  readonly tool: 'dig' | 'nslookup' | 'host' | 'getent';
  /** The name that was asked for, without the last dot; null where the form does not print it. */
  readonly name: string | null;
  /** `A`, `AAAA`, `PTR`; null where the form does not print it. */
  readonly type: string | null;
  /** `NOERROR`, `NXDOMAIN`, `SERVFAIL` as printed; null where no answer came, or the form prints none. */
  readonly status: string | null;
  readonly id: number | null;
  /** `qr`, `aa`, `tc`, `rd`, `ra`; empty where they are not printed. */
  readonly flags: readonly string[];
  readonly records: readonly DnsRecord[];
  /** True where the tool says that the name exists without a record of this type (`No answer`, `has no AAAA record`). */
  readonly empty: boolean;
  readonly server: DnsServer | null;
  /** `UDP`, `TCP`; null where it is not printed. */
  readonly transport: string | null;
  /** Milliseconds between question and answer, parts of one included (`521 usec`); null where not printed. */
  readonly milliseconds: number | null;
  /** Size of the answer; null where not printed. */
  readonly bytes: number | null;
  /** What went wrong on the way to this answer, in order; a question may be answered after a time-out. */
  readonly troubles: readonly DnsTrouble[];
  /** Names that `host -v` tried, the search list included. */
  readonly tried: readonly string[];
  readonly place: Place;
  /** Where the status stands. */
  readonly statusPlace: Place | null;
  /** Where the time stands. */
  readonly timePlace: Place | null;
}

export interface DnsServer {
  /** As printed; a name where the tool was given one and prints no address. */
  readonly address: string;
  readonly port: number | null;
  readonly place: Place;
}

export interface DnsRecord {
  readonly section: 'answer' | 'authority' | 'additional';
  /** Without the last dot. */
  readonly name: string;
  /** Seconds; null where the form prints none. */
  readonly ttl: number | null;
  readonly type: string;
  /** As printed; a name without its last dot. */
  readonly data: string;
  readonly place: Place;
}

/**
 * timed-out: this server stayed silent. refused: its port is closed. unreachable: no way there. no-servers: the tool gave up.
 * unexpected-source: an answer from another address than was asked. truncated: asked again over TCP. failure-reply: a
 * server said SERVFAIL or REFUSED and another was asked. unknown-server: the server's own name was not found.
 */
export type DnsTroubleKind =
  | 'timed-out'
  | 'refused'
  | 'unreachable'
  | 'reset'
  | 'no-servers'
  | 'unexpected-source'
  | 'truncated'
  | 'failure-reply'
  | 'unknown-server'
  | 'other';

export interface DnsTrouble {
  readonly trouble: DnsTroubleKind;
  /** The server that was asked; null where the line names none. */
  readonly server: string | null;
  readonly port: number | null;
  /** The address from which an unexpected answer came. */
  readonly from: string | null;
  readonly place: Place;
}
