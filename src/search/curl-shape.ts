/**
 * `time_connect: 3.01`, `time_namelookup 5.012s`, `appconnect=2.4`, `time_connect가 1초`: a time of curl, and its value where
 * one stands behind it.
 */
const TIME =
  /(time_)?(namelookup|appconnect|starttransfer|connect)(?:\W{1,4}(\d{1,3}(?:\.\d{1,6})?)(ms|ミリ秒|毫秒)?)?/gi;

/** From here on a phase is slow, in seconds: name resolution, connect (a lost SYN is sent again after 1 s), TLS. */
const slow = { lookup: 0.1, connect: 0.9, tls: 0.3 };

/** The runbook of each phase. */
const runbooks: Readonly<Record<string, string>> = {
  namelookup: 'dns-slow-or-timeout',
  connect: 'syn-retransmission',
  appconnect: 'tls-handshake-slow',
};

/**
 * The runbook for the phase of a request that took longest, from the times that somebody typed: curl counts all of them
 * from the start. Of a single name without a value it is the runbook of that phase. Null where no time is named, or none is
 * long.
 */
export function slowPhase(query: string): string | null {
  const times = new Map<string, number | null>();
  let sure = false;
  for (const [, prefix, name = '', value, unit] of query.slice(0, 400).matchAll(TIME)) {
    times.set(
      name.toLowerCase(),
      value === undefined ? null : Number(value) / (unit === undefined ? 1 : 1000),
    );
    sure ||= prefix !== undefined;
  }
  // “connect” alone is a word of every third query.
  if (!sure && times.size < 2) return null;
  const [name = '', value] = [...times][0] ?? [];
  if (times.size === 1 && value === null) return runbooks[name] ?? null;
  return longest(times);
}

function longest(times: ReadonlyMap<string, number | null>): string | null {
  const lookup = times.get('namelookup') ?? 0;
  const connected = times.get('connect') ?? null;
  const connect = connected === null ? 0 : connected - lookup;
  const secured = times.get('appconnect') ?? null;
  const tls = secured === null ? 0 : secured - (connected ?? lookup);
  const most = Math.max(lookup, connect, tls);
  if (lookup === most && lookup > slow.lookup)
    return isResolverTimeout(lookup) ? 'dns-conntrack-race-5s' : 'dns-slow-or-timeout';
  if (connect === most && connect > slow.connect) return 'syn-retransmission';
  return tls === most && tls > slow.tls ? 'tls-handshake-slow' : null;
}

/** A time in words: 5秒, 2.5 s, 10초. */
const RESOLVER_TIME = /(?<![\d.])(?:5|５|2\.5|10)(?:\.0\d*)?\s?(?:s(?:ec(?:ond)?s?)?\b|秒|초)/i;
const RESOLVING = /dns|lookup|resol|nslookup|\bdig\b|名前|解析|域名|조회|도메인|이름/i;
/** Each time the same is a dead first server, not a race. */
const ALWAYS = /always|every time|each time|constant|毎回|いつも|常に|必ず|매번|항상|每次/i;

/** True for a resolver's timeout told in words: “DNS sometimes takes 5 s”. */
export function tellsResolverTimeout(query: string): boolean {
  const text = query.slice(0, 400);
  return RESOLVER_TIME.test(text) && RESOLVING.test(text) && !ALWAYS.test(text);
}

/** glibc asks again after 5 s, musl after 2.5 s. */
function isResolverTimeout(seconds: number): boolean {
  return [2.5, 5, 10].some(timeout => seconds >= timeout && seconds < timeout + 0.3);
}
