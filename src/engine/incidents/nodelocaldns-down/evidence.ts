import type { Facts } from '../../facts/facts.ts';
import { listedFlows } from '../../facts/listed-flows.ts';
import { lookups } from '../../facts/lookups.ts';
import { isNodeLocal, nodeLocalServers, resolverOf } from '../../facts/resolvers.ts';
import { chainsNamed, isWhole, rulesTo, rulesWith } from '../../facts/rules.ts';
import type { Place } from '../../model/place.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

const DNS = 53;

/** What the cache itself does: it refuses, stays silent, or answers. */
export function answerReasons(facts: Facts): Given[] {
  const [refused, silent, answered] = [refusals(facts), silences(facts), answers(facts)];
  const found: Given[] = [];
  const told = (seen: readonly Seen[]) => ({ times: seen.length, address: seen[0]?.address ?? '' });
  if (refused.length > 0)
    found.push(speaksFor('refuses', placesOf(refused), { values: told(refused), decisive: true }));
  if (silent.length > 0) found.push(speaksFor('silent', placesOf(silent), { values: told(silent) }));
  if (answered.length > 0) {
    const failed = [...refused, ...silent];
    // What answered after the last failure is up again.
    const decisive = failed.every(({ place }) => place.line < (answered.at(-1) as Seen).place.line);
    found.push(speaksAgainst('answers', placesOf(answered), { values: told(answered), decisive }));
  }
  return found;
}

interface Seen {
  readonly address: string;
  readonly place: Place;
}

function placesOf(seen: readonly Seen[]): Place[] {
  return seen.map(({ place }) => place);
}

/** A port that nobody listens on, said by dig and its kin, by a program's log, or by the kernel's ICMP error in a capture. */
function refusals(facts: Facts): Seen[] {
  const logged = facts
    .logged('connection-refused')
    .flatMap(({ values: { address, port }, place }) =>
      address !== undefined && port === DNS && isNodeLocal(address) ? [{ address, place }] : [],
    );
  const lookedUp = facts
    .logged('name-lookup-failed')
    .flatMap(({ values: { server, reason }, place }) =>
      server !== undefined && reason === 'refused' && isNodeLocal(server) ? [{ address: server, place }] : [],
    );
  const errors = facts.all('packets').flatMap(({ document }) =>
    document.icmpErrors.flatMap(({ kind, protocol, port, about, places }) => {
      const place = places[0];
      const ours = kind === 'port-unreachable' && protocol === 'udp' && port === DNS && about !== null;
      return ours && place && isNodeLocal(about) ? [{ address: about, place }] : [];
    }),
  );
  return [...troubles(facts, 'refused'), ...logged, ...lookedUp, ...errors];
}

function troubles(facts: Facts, kind: 'refused' | 'timed-out'): Seen[] {
  return facts
    .all('dns-answers')
    .flatMap(({ document }) =>
      document.answers.flatMap(answer =>
        answer.troubles.flatMap(({ trouble, server, place }) =>
          trouble === kind && server !== null && isNodeLocal(server) ? [{ address: server, place }] : [],
        ),
      ),
    );
}

/** Nothing comes back. An upstream that is dead looks the same to who asks the cache. */
function silences(facts: Facts): Seen[] {
  const logged = [...facts.logged('name-lookup-timeout'), ...facts.logged('name-lookup-failed')].flatMap(
    ({ values: { server, reason }, place }) =>
      server !== undefined && reason !== 'refused' && isNodeLocal(server) ? [{ address: server, place }] : [],
  );
  const asked = queries(facts).flatMap(({ address, answered, waited, place }) =>
    !answered && waited >= 2 ? [{ address, place }] : [],
  );
  return [...troubles(facts, 'timed-out'), ...unnamed(facts), ...logged, ...asked, ...unresolved(facts)];
}

/** `@10.96.0.10` of dig, an address at the end of nslookup, host or drill: then it was not resolv.conf that said whom to ask. */
const NAMES_SERVER = /\s@\S|\s(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{0,4}:[\da-f:]{2,40})(?=[\s'")]|$)/i;

/** nslookup and old digs do not say who stayed silent: without a server on the command line it is the one of resolv.conf. */
function unnamed(facts: Facts): Seen[] {
  const [server] = nodeLocalServers(facts);
  const alone = resolverOf(facts)?.nameservers.length === 1;
  if (!server || !alone) return [];
  return facts
    .all('dns-answers')
    .filter(({ section: { command } }) => command !== null && !NAMES_SERVER.test(command))
    .flatMap(({ document }) =>
      document.answers.flatMap(({ status, server: told, records, troubles: all }) => {
        const silent = all.find(({ trouble, server: of }) => trouble === 'timed-out' && of === null);
        const none = status === null && told === null && records.length === 0;
        return silent && none ? [{ address: server.address, place: silent.place }] : [];
      }),
    );
}

/** Requests whose name was never found, in a Pod that asks the cache alone. */
function unresolved(facts: Facts): Seen[] {
  const server = nodeLocalServers(facts)[0];
  return server ? lookups(facts).unfinished.map(({ place }) => ({ address: server.address, place })) : [];
}

function queries(facts: Facts) {
  return facts.all('packets').flatMap(({ document }) =>
    document.dns.queries
      .filter(({ server }) => isNodeLocal(server.address))
      .flatMap(({ server, answer, asked, waited }) => {
        const first = asked[0];
        const again = asked.length > 1;
        if (!first) return [];
        const late = again || document.dns.answers > 0 ? (waited ?? 0) : 0;
        return [
          {
            address: server.address,
            answered: answer !== null,
            waited: late,
            place: answer?.place ?? first.place,
          },
        ];
      }),
  );
}

function answers(facts: Facts): Seen[] {
  const told = facts.all('dns-answers').flatMap(({ document }) =>
    document.answers.flatMap(({ status, server, records, milliseconds }) =>
      // `dig +short` and `+noall +answer +stats` print no status.
      (status !== null || records.length > 0 || milliseconds !== null) &&
      server &&
      isNodeLocal(server.address)
        ? [{ address: server.address, place: server.place }]
        : [],
    ),
  );
  const seen = queries(facts).filter(({ answered }) => answered);
  return [...told, ...seen.map(({ address, place }) => ({ address, place }))];
}

/** So many entries without a single answer are no questions that have just been asked. */
const MANY = 5;

/** Packets for the cache that are tracked: its rules for NOTRACK were not in force when they came. */
export function trackedReasons(facts: Facts): { reasons: Given[]; notes: Given[] } {
  const table = facts.flowTables().at(-1)?.document;
  const flows = (table ? listedFlows(table).udp : []).filter(
    ({ original }) => original.destinationPort === DNS && isNodeLocal(original.destination),
  );
  const first = flows[0];
  if (!first) return { reasons: [], notes: [] };
  const places = flows.map(({ place }) => place);
  const values = { flows: flows.length, address: first.original.destination };
  if (flows.some(({ unreplied }) => !unreplied))
    return { reasons: [], notes: [speaksFor('tracked', places, { values })] };
  const decisive = flows.length >= MANY;
  return { reasons: [speaksFor('tracked-unanswered', places, { values, decisive })], notes: [] };
}

/** What is set up for the cache: rules for its address, its Pods. `failing`: the paste shows that it does not answer. */
export function setupReasons(facts: Facts, failing: boolean): { reasons: Given[]; notes: Given[] } {
  const reasons = [...absent(facts, failing), ...pods(facts, failing)];
  return { reasons, notes: failing ? present(facts) : [] };
}

/** node-cache writes `NOTRACK` for its address into the raw table while it runs, and takes them out when it is stopped in order. */
function absent(facts: Facts, failing: boolean): Given[] {
  const server = nodeLocalServers(facts)[0];
  if (!server) return [];
  const raw = [...chainsNamed(facts, 'PREROUTING'), ...chainsNamed(facts, 'OUTPUT')]
    .filter(chain => chain.table.name === 'raw' && isWhole(chain))
    .sort((one, other) => one.place.line - other.place.line);
  if (new Set(raw.map(({ name }) => name)).size < 2 || rulesWith(facts, server.address).length > 0) return [];
  const places = [server.place, ...raw.map(({ place }) => place)];
  return [speaksFor('rules-absent', places, { values: { address: server.address }, decisive: failing })];
}

function present(facts: Facts): Given[] {
  const rules = rulesTo(facts, ['NOTRACK', 'CT'], '169.254.').filter(({ spec }) => {
    const to = spec.destination?.value.replace(/\/32$/, '') ?? '';
    return isNodeLocal(to);
  });
  const first = rules[0];
  if (!first) return [];
  const address = first.spec.destination?.value.replace(/\/32$/, '') ?? '';
  return [
    speaksFor(
      'rules-present',
      rules.map(({ place }) => place),
      { values: { address } },
    ),
  ];
}

/** `node-local-dns-x7k2p`, `nodelocaldns-4rj5d` (kubespray) */
const POD = /^node-?local-?dns-/;

function pods(facts: Facts, failing: boolean): Given[] {
  const down = facts.all('kube-objects').flatMap(({ document }) =>
    document.objects.filter(({ name, pod }) => {
      if (!pod || !POD.test(name)) return false;
      return (
        (pod.ready !== null && pod.containers !== null && pod.ready < pod.containers) ||
        pod.status === 'CrashLoopBackOff'
      );
    }),
  );
  const first = down[0];
  if (!first) return [];
  const values = { pods: down.length, name: first.name, status: first.pod?.status ?? '' };
  return [
    speaksFor(
      'pod-down',
      down.map(({ place }) => place),
      { values, decisive: failing },
    ),
  ];
}
