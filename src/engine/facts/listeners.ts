import type { Listener, SocketRow } from '../model/sockets.ts';
import type { Facts } from './facts.ts';

/**
 * Every socket of the paste that listens for TCP. ss prints no protocol where it was asked for one kind alone (`ss -lnt`): LISTEN is
 * then TCP, but for Unix sockets, whose address is a path or begins with `@`.
 */
export function tcpListeners(facts: Facts): Listener[] {
  return facts
    .all('sockets')
    .flatMap(({ document }) => document.listeners)
    .filter(({ protocol, local }) => isTcp({ protocol }) && !/^[/@]/.test(local.address));
}

/** Whether a row of `ss` or `netstat` is one of TCP, as far as a state of TCP alone is looked for. */
export function isTcp({ protocol }: Pick<SocketRow, 'protocol'>): boolean {
  return protocol === 'tcp' || protocol === 'any';
}
