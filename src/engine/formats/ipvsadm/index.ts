import { readCommand, runs } from '../../text/command.ts';
import type { Format } from '../format.ts';
import { readConnection } from './connections.ts';
import { DAEMON, IpvsReader, isTitle, SAID, TIMEOUTS, VERSION } from './reader.ts';
import { columnsAsked, readSavedServer, readSavedService, readServer, readService } from './rows.ts';

const NOWHERE = { line: 0, span: { start: 0, end: 0 } };

/** What a line can begin with: most lines of a paste do not. */
const BEGINS =
  /^(?:IP|Pro|pro |->|-[aA]\s|master |backup |Timeout |Can't |Are you |Warning: IPVS|(?:TCP|UDP|SCTP|FWM|ICMP|\d{1,3})\s)/;

/** `ipvsadm -Ln` with all its options, `ipvsadm -Sn`, `ipvsadm -Lnc`, `/proc/net/ip_vs`, `/proc/net/ip_vs_conn`. */
export const ipvsadm: Format = {
  id: 'ipvsadm',
  detect(line, start) {
    const text = line.trim();
    if (text.length > 1000 || !BEGINS.test(text)) return null;
    if (VERSION.test(text) || isTitle(text)) return { score: 0.95, reason: 'the head of a listing of IPVS' };
    if (DAEMON.test(text)) return { score: 0.95, reason: 'a sync daemon of IPVS' };
    if (TIMEOUTS.test(text)) return { score: 0.95, reason: 'the timeouts of IPVS' };
    if (SAID.test(text)) return { score: 0.9, reason: 'a sentence of ipvsadm' };
    if (readServer(text, columnsAsked(start.command), NOWHERE))
      return { score: 0.9, reason: 'a real server of IPVS' };
    if (readSavedService(text, NOWHERE) || readSavedServer(text, NOWHERE))
      return { score: 0.85, reason: 'a line of ipvsadm -S' };
    if (readConnection(text, () => NOWHERE)) return { score: 0.85, reason: 'a connection of IPVS' };
    if (readService(text, null, NOWHERE))
      return {
        score: runs(start.command, 'ipvsadm', () => true) ? 0.9 : 0.7,
        reason: 'a virtual service of IPVS',
      };
    return null;
  },
  open: start => new IpvsReader(start.command),
  narrows: command =>
    readCommand(command).some(
      ({ first }) =>
        first.program === 'ipvsadm' &&
        first.args.some(word => /^(?:-[tuf]|--(?:tcp|udp|sctp|fwmark)-service)$/.test(word)),
    ),
};
