import type { Hop, HopHost } from '../../model/paths.ts';
import type { Place } from '../../model/place.ts';

/** A hop of which nothing but its number is known yet. */
export function emptyHop(number: number, place: Place): Hop {
  return {
    number,
    hosts: [],
    lossPercent: null,
    sent: null,
    times: [],
    silent: 0,
    last: null,
    average: null,
    best: null,
    worst: null,
    deviation: null,
    marks: [],
    mtu: null,
    place,
  };
}

const ADDRESS =
  /^(?:\d{1,3}(?:\.\d{1,3}){3}|(?=[0-9a-fA-F]{0,4}:)[0-9a-fA-F:]{2,39}(?:\.\d{1,3}){0,3})(?:%[\w.-]{1,40})?$/;

/** `gw-1.example.net (10.77.1.1)`, `gw-1.example.net`, `10.77.1.1` */
export function readHost(text: string, bracketed: string | undefined): HopHost {
  if (bracketed !== undefined) return { name: text === bracketed ? null : text, address: bracketed };
  return ADDRESS.test(text) ? { name: null, address: text } : { name: text, address: null };
}
