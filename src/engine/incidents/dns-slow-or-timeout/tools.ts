import type { Facts } from '../../facts/facts.ts';
import type { DnsAnswer } from '../../model/dns-answers.ts';
import { type Given, speaksAgainst, speaksFor } from '../incident.ts';
import { ENOUGH, SLOW, VERY_SLOW } from './requests.ts';

/** dig in milliseconds: the value from which operators call an answer slow. */
const SLUGGISH_ANSWER = 200;

/** What dig, nslookup and host say. */
export function toolReasons(facts: Facts): Given[] {
  const answers = facts.all('dns-answers').flatMap(({ document }) => document.answers);
  const silent = answers.filter(isSilent);
  return [...silence(silent), ...late(answers, silent), ...times(answers), ...refusals(answers, silent)];
}

function timedOut({ troubles }: DnsAnswer) {
  return troubles.filter(({ trouble }) => trouble === 'timed-out');
}

/** No answer at all: a server stayed silent and the tool gave up. */
function isSilent(answer: DnsAnswer): boolean {
  return (
    answer.status === null && answer.records.length === 0 && !answer.empty && timedOut(answer).length > 0
  );
}

function silence(silent: readonly DnsAnswer[]): Given[] {
  if (silent.length === 0) return [];
  const server = silent.flatMap(timedOut).find(trouble => trouble.server !== null)?.server ?? null;
  const places = silent.flatMap(answer => timedOut(answer).map(({ place }) => place));
  const values = { count: silent.length, server: server ?? '', named: server === null ? 'no' : 'yes' };
  return [speaksFor('server-silent', places, { values, decisive: true })];
}

/** Answered, but only when asked again. */
function late(answers: readonly DnsAnswer[], silent: readonly DnsAnswer[]): Given[] {
  const lost = answers.filter(answer => !silent.includes(answer) && timedOut(answer).length > 0);
  if (lost.length === 0) return [];
  const places = lost.flatMap(answer => timedOut(answer).map(({ place }) => place));
  return [speaksFor('answered-again', places, { values: { count: lost.length } })];
}

function times(answers: readonly DnsAnswer[]): Given[] {
  const timed = answers.flatMap(({ milliseconds, timePlace, place }) =>
    milliseconds === null ? [] : { milliseconds, place: timePlace ?? place },
  );
  const worst = timed.reduce((most, { milliseconds }) => Math.max(most, milliseconds), 0);
  const slow = timed.filter(({ milliseconds }) => milliseconds >= SLUGGISH_ANSWER);
  const values = { slow: slow.length, count: timed.length, milliseconds: Math.round(worst) };
  if (slow.length > 0) {
    const verySlow = slow.filter(({ milliseconds }) => milliseconds >= SLOW * 1000).length;
    const decisive = verySlow > 1 || worst >= VERY_SLOW * 1000;
    return [
      speaksFor(
        'answers-slow',
        slow.map(({ place }) => place),
        { values, decisive },
      ),
    ];
  }
  if (timed.length === 0) return [];
  return [
    speaksAgainst(
      'answers-quick',
      timed.map(({ place }) => place),
      { values, decisive: timed.length >= ENOUGH },
    ),
  ];
}

function refusals(answers: readonly DnsAnswer[], silent: readonly DnsAnswer[]): Given[] {
  const refused = answers.flatMap(({ troubles }) => troubles.filter(({ trouble }) => trouble === 'refused'));
  const server = refused[0]?.server ?? null;
  if (server === null || silent.length > 0) return [];
  return [
    speaksAgainst(
      'server-refuses',
      refused.map(({ place }) => place),
      { values: { server } },
    ),
  ];
}
