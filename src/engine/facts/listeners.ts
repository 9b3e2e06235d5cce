import type { Listener, SocketRow } from '../model/sockets.ts';
import { ranIn } from '../text/ran-in.ts';
import type { Facts } from './facts.ts';

/**
 * Every socket of the paste that listens for TCP, as its last listing shows it. ss prints no protocol where it was asked for one kind alone (`ss -lnt`): LISTEN is
 * then TCP, but for Unix sockets, whose address is a path or begins with `@`.
 */
export function tcpListeners(facts: Facts): Listener[] {
  const listings = facts.all('sockets').map(({ section, document }) => ({
    place: [section.inside ?? '', ranIn(section.command) ?? section.firstLine].join(' '),
    listeners: document.listeners.filter(
      ({ protocol, local }) => isTcp({ protocol }) && !/^[/@]/.test(local.address),
    ),
  }));
  const last = new Map<string, number>();
  const nameOf = (place: string, { local }: Listener) => [place, local.address, local.port].join(' ');
  for (const [i, { place, listeners }] of listings.entries())
    for (const listener of listeners) last.set(nameOf(place, listener), i);
  // Several sockets of one listing can share an address (SO_REUSEPORT).
  return listings.flatMap(({ place, listeners }, i) =>
    listeners.filter(listener => last.get(nameOf(place, listener)) === i),
  );
}

/** Whether a row of `ss` or `netstat` is one of TCP, as far as a state of TCP alone is looked for. */
export function isTcp({ protocol }: Pick<SocketRow, 'protocol'>): boolean {
  return protocol === 'tcp' || protocol === 'any';
}
