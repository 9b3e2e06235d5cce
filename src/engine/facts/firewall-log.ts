import type { Facts, LoggedEvent } from './facts.ts';

/** What ufw and firewalld write into the kernel's log before they drop or reject (ufw-logging-deny; LogDenied). */
const BLOCKED = /^\[UFW BLOCK\]|^FINAL_REJECT|^(?:filter_|IN_|FWD[IO]?_)\S{1,60}_(?:REJECT|DROP)/;

/** Packets that the firewall of the host logged as blocked. */
export function blockedPackets(facts: Facts): readonly LoggedEvent[] {
  return facts.logged('rule-log').filter(({ packet }) => BLOCKED.test(packet?.prefix ?? ''));
}

/** Whether an address is of a private network; a stranger's packet comes from elsewhere. */
export function isPrivate(address: string): boolean {
  return /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|fd[\da-f]{2}:)/.test(address);
}
