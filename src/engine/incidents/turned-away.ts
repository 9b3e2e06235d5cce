import { type Failure, wentTo } from '../facts/failures.ts';
import { rose, wasHit } from '../facts/hits.ts';
import { type ServiceRule, toldEnd } from '../facts/service-rules.ts';
import { type Given, speaksFor } from './incident.ts';

/** The keys of the sentences; `has` null where the counter of one reading is no reason. */
export interface TurnedAwayKeys {
  readonly met: string;
  readonly now: string;
  readonly has: string | null;
}

/** So many rules are told one by one. */
const MOST = 8;

/**
 * What rules that drop in silence have done to the clients of a Service: a connection to this very end that got no answer while the
 * rule has matched, and a counter that rises, are each enough by themselves.
 */
export function turnedAway(
  rules: readonly ServiceRule[],
  failed: readonly Failure[],
  { met, now, has }: TurnedAwayKeys,
): Given[] {
  const silent = failed.filter(({ how }) => how === 'unanswered');
  return rules
    .flatMap((rule): Given[] => {
      const { hits } = rule;
      const waited = wasHit(hits) ? silent.filter(failure => wentTo(failure, rule)) : [];
      const values = { service: toldEnd(rule), packets: hits.packets?.low ?? 0 };
      if (waited.length > 0) {
        const places = [...hits.places, ...waited.slice(0, 3).map(({ place }) => place)];
        return [speaksFor(met, places, { values, decisive: true })];
      }
      if (rose(hits)) {
        const rise = {
          packets: hits.rise?.low ?? 0,
          seconds: hits.seconds ?? 0,
          timed: hits.seconds === null ? 'no' : 'yes',
        };
        return [speaksFor(now, hits.places, { values: { ...values, ...rise }, decisive: true })];
      }
      return has !== null && wasHit(hits) ? [speaksFor(has, hits.places, { values })] : [];
    })
    .slice(0, MOST);
}
