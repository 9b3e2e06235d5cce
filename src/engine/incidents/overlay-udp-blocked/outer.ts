import type { Facts } from '../../facts/facts.ts';
import { answeredPings, type OuterTraffic, outerTraffic } from '../../facts/underlay.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';

/** Fewer packets without an answer may be the beginning of a capture. */
const ENOUGH = 2;

/** What captures of the outer packets say. */
export function outerReasons(facts: Facts): Given[] {
  const traffic = outerTraffic(facts);
  const answered = traffic.filter(({ back }) => (back ?? 0) > 0);
  const reasons: Given[] = [];
  const unanswered = traffic.find(isUnanswered);
  if (unanswered) {
    const { to, port, packets, asked, places } = unanswered;
    const alive = answeredPings(facts).find(({ target, address }) => target === to || address === to);
    const values = { peer: to, port: String(port), packets, alive: alive ? 'yes' : 'no' };
    reasons.push(
      speaksFor('outer-unanswered', [...places, ...(alive ? [alive.place] : [])], {
        values,
        decisive: alive !== undefined && asked > 1,
      }),
    );
  }
  if (answered.length > 0)
    reasons.push(
      speaksAgainst(
        'outer-answered',
        answered.flatMap(({ places }) => places),
        {
          values: { peers: answered.length },
          decisive: !unanswered,
        },
      ),
    );
  return reasons;
}

function isUnanswered({ back, packets, received, wantsAnswer }: OuterTraffic): boolean {
  return back === 0 && packets >= ENOUGH && !received && wantsAnswer;
}
