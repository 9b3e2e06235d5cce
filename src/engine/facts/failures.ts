import type { LogEvents } from '../model/log-events.ts';
import type { Packets } from '../model/packets.ts';
import type { Place } from '../model/place.ts';
import type { CurlError, CurlTrace } from '../model/timings.ts';
import type { Facts } from './facts.ts';
import { remembered } from './remembered.ts';

/**
 * How a connection did not come about. refused: the client was told so (RST, or an ICMP port unreachable: it cannot tell the
 * two apart). at-once: it failed within a moment, and the words do not say why (curl since 7.8x says `Couldn't connect to
 * server` for all). unanswered: nothing came back. no-route: `No route to host`, which is an ICMP error of somebody, or a
 * neighbour that does not answer. prohibited: an ICMP error that only a firewall sends.
 */
export type FailureKind = 'refused' | 'at-once' | 'unanswered' | 'no-route' | 'prohibited';

/** One connection (or ping) of the paste that failed, and where it went. */
export interface Failure {
  readonly how: FailureKind;
  /** Address or name as printed or as typed, without brackets; null where the paste does not tell. */
  readonly host: string | null;
  readonly port: number | null;
  /** Who said so, for an ICMP error of a capture or of ping; null elsewhere. */
  readonly from: string | null;
  /** Seconds until it failed; null where not printed. */
  readonly after: number | null;
  readonly place: Place;
}

/** What fails faster than this was answered, not waited for; in seconds. */
const AT_ONCE = 0.5;
/** A first SYN is repeated after 1 s (RFC 6298): with less time in the capture, none has to be there. In seconds. */
const ONE_RETRY = 0.9;

/** Every connection that the paste shows to fail, from curl, logs, captures, sockets and pings, in no order. */
export const failures = remembered((facts): readonly Failure[] => {
  return [
    ...fromCurl(facts),
    ...fromTrace(facts),
    ...fromLogs(facts),
    ...fromCaptures(facts),
    ...fromSockets(facts),
    ...fromPings(facts),
  ];
});

/**
 * The same with what failed on the other hosts of the paste: the client of a Service is a Pod or a laptop, and its rules are read
 * on a node. To be held against an address only (`wentTo`): of other hosts nobody knows which node their packets came through.
 */
export const failuresOfClients = remembered((facts): readonly Failure[] => [
  ...failures(facts),
  ...facts.others.flatMap(failures),
]);

function fromCurl(facts: Facts): Failure[] {
  return facts.all('timings').flatMap(({ section, document }) => {
    const typed = targetOfCommand(section.command);
    const told = document.errors.flatMap(error => ofError(error, typed));
    if (told.length > 0) return told;
    return document.samples.flatMap(({ numbers, texts, places, place }): Failure[] => {
      const total = numbers.time_total ?? 0;
      if (numbers.time_connect !== 0 || total <= 0) return [];
      const url = targetOfCommand(texts.url_effective ?? texts.url ?? null) ?? typed;
      const how = total < AT_ONCE ? 'at-once' : 'unanswered';
      return [
        {
          how,
          host: url?.host ?? texts.remote_ip ?? null,
          port: url?.port ?? null,
          from: null,
          after: total,
          place: places.time_connect ?? place,
        },
      ];
    });
  });
}

function fromTrace(facts: Facts): Failure[] {
  return facts.all('curl-trace').flatMap(({ section, document }) => {
    const tried = document.events.findLast(({ event, address }) => event === 'trying' && address !== null);
    const target = tried
      ? { host: tried.address as string, port: tried.port }
      : targetOfCommand(section.command);
    const refused = isRefused(document);
    const told = document.errors.flatMap(error => ofError(error, target, tried !== undefined));
    return told.map(failure =>
      refused && failure.how === 'at-once' ? { ...failure, how: 'refused' } : failure,
    );
  });
}

/** `connect to 10.1.2.9 port 8080 failed: Connection refused`: curl's last line has said less than this one since 7.8x. */
function isRefused({ events }: CurlTrace): boolean {
  const failed = events.filter(({ event }) => event === 'connect-failed').map(({ text }) => text);
  const why = failed.filter(text => / failed: /.test(text));
  return why.length > 0 && why.every(text => /refused/i.test(text));
}

interface Target {
  readonly host: string;
  readonly port: number | null;
}

function ofError(error: CurlError, typed: Target | null, typedFirst = false): Failure[] {
  const how = kindOfError(error);
  if (how === null) return [];
  const said = error.host === null ? null : { host: error.host, port: error.port };
  const target = typedFirst ? (typed ?? said) : (said ?? typed);
  return [
    {
      how,
      host: target ? bare(target.host) : null,
      port: target?.port ?? null,
      from: null,
      after: error.after,
      place: error.place,
    },
  ];
}

function kindOfError({ error, after, bytes }: CurlError): FailureKind | null {
  if (error === 'connect-refused') return 'refused';
  if (error === 'no-route') return 'no-route';
  if (error === 'connect-timeout') return 'unanswered';
  if (error === 'connect-failed')
    return after === null ? null : after < AT_ONCE ? 'at-once' : after > 60 ? 'unanswered' : null;
  // `Operation timed out … with 0 bytes received` is said before and after the connect: the sample tells, where there is one.
  return error === 'operation-timeout' && bytes === 0 ? 'unanswered' : null;
}

/** The end that a `curl`, `wget` or `nc` command names by URL or address; null where none stands in it. */
function targetOfCommand(command: string | null): Target | null {
  const text = (command ?? '').slice(0, 2000);
  const url = /\b(https?):\/\/(\[[\da-fA-F:.]{2,45}\]|[\w.-]{1,253})(?::(\d{1,5}))?/.exec(text);
  if (url) {
    const port = url[3] === undefined ? (url[1] === 'https' ? 443 : 80) : Number(url[3]);
    return { host: bare(url[2] as string), port };
  }
  const plain = /(?:^|\s)(\d{1,3}(?:\.\d{1,3}){3})(?:(?::| )(\d{1,5}))?(?=[\s/]|$)/.exec(text);
  if (!plain) return null;
  const port = plain[2] === undefined ? (/\bcurl\b/.test(text) ? 80 : null) : Number(plain[2]);
  return { host: plain[1] as string, port };
}

const LOGGED = {
  'connection-refused': 'refused',
  'connection-timeout': 'unanswered',
  'no-route-to-host': 'no-route',
} as const;

function fromLogs(facts: Facts): Failure[] {
  return (Object.keys(LOGGED) as (keyof typeof LOGGED)[]).flatMap(message =>
    facts.logged(message).map(({ values, place, log }) => {
      const typed = values.port === undefined ? typedAbove(facts, log, values.address ?? null) : null;
      return {
        how: LOGGED[message],
        host: values.address ? bare(values.address) : (typed?.host ?? null),
        port: values.port ?? typed?.port ?? null,
        from: null,
        after: null,
        place,
      };
    }),
  );
}

/** `nc -vz 10.96.0.1 443`, `telnet 10.96.0.1 443`: Ncat and telnet do not say whom they asked. */
function typedAbove(facts: Facts, log: LogEvents, address: string | null): Target | null {
  const command = facts.all('log-events').find(({ document }) => document === log)?.section.command ?? null;
  if (!/(?:^|[\s/"'])(?:nc|ncat|telnet)\s/.test(command ?? '')) return null;
  const typed = targetOfCommand(command);
  return address === null || typed?.host === address ? typed : null;
}

function fromCaptures(facts: Facts): Failure[] {
  return facts
    .all('packets')
    .flatMap(({ document }) => [...icmpErrors(document), ...unansweredSyns(document)]);
}

function icmpErrors({ icmpErrors: errors }: Packets): Failure[] {
  return errors.flatMap((error): Failure[] => {
    const how =
      error.kind === 'admin-prohibited'
        ? 'prohibited'
        : error.kind === 'port-unreachable' && error.protocol === 'tcp'
          ? 'refused'
          : null;
    if (how === null) return [];
    const port = error.port ?? error.quoted?.destination.port ?? null;
    const host = error.about ?? error.quoted?.destination.address ?? null;
    const place = error.places[0];
    return place ? [{ how, host, port, from: error.from, after: null, place }] : [];
  });
}

function unansweredSyns({ conversations }: Packets): Failure[] {
  return conversations.flatMap((talk): Failure[] => {
    const sent = talk.flows.filter(flow => flow.fromClient);
    const back = talk.flows.some(flow => !flow.fromClient && flow.packets > 0);
    const most = sent.reduce((syns, flow) => Math.max(syns, flow.syns), 0);
    const waited = (talk.lastTime ?? 0) - (talk.firstTime ?? 0);
    if (talk.protocol !== 'tcp' || !talk.clientKnown || back || most < 2 || waited < ONE_RETRY) return [];
    const { address, port } = talk.server;
    return [{ how: 'unanswered', host: address, port, from: null, after: waited, place: talk.place }];
  });
}

function fromSockets(facts: Facts): Failure[] {
  return facts.all('sockets').flatMap(({ document }) =>
    [...document.rows, ...document.retransmitting].flatMap((row): Failure[] => {
      if (row.state !== 'SYN-SENT' || !row.peer.exact) return [];
      const { address, port } = row.peer;
      return [{ how: 'unanswered', host: address, port, from: null, after: null, place: row.place }];
    }),
  );
}

function fromPings(facts: Facts): Failure[] {
  return facts.all('pings').flatMap(({ document }) =>
    document.runs.flatMap(run =>
      run.errors.flatMap((error): Failure[] => {
        if (
          error.error !== 'host-prohibited' &&
          error.error !== 'net-prohibited' &&
          error.error !== 'filtered'
        )
          return [];
        const host = run.address ?? run.target;
        return [{ how: 'prohibited', host, port: null, from: error.from, after: null, place: error.place }];
      }),
    ),
  );
}

function bare(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

/** One end of a service: what a rule names. Null where the rule, or the print, leaves it open. */
export interface ServiceEnd {
  /** Without a mask. */
  readonly address: string | null;
  readonly port: number | null;
  /** `shop/cart:http`, `shop/cart`. */
  readonly name: string | null;
}

/**
 * Whether a failure went to this very end: the same address and port, or the same port on any address where the end is a node
 * port, or the service's name (`cart.shop`, `cart.shop.svc.cluster.local`) where a name was typed.
 */
export function wentTo(failure: Failure, end: ServiceEnd): boolean {
  const { host, port } = failure;
  if (port !== null && end.port !== null && port !== end.port) return false;
  if (host === null) return false;
  if (end.address !== null && host.toLowerCase() === end.address.toLowerCase()) return true;
  if (end.address === null) return end.port !== null && port === end.port;
  const [service = '', namespace = ''] = host.split('.');
  return end.name !== null && namespace !== '' && nameOnly(end.name) === `${namespace}/${service}`;
}

/** `shop/cart` of `shop/cart:http`. */
export function nameOnly(name: string): string {
  return name.split(':', 1)[0] as string;
}
