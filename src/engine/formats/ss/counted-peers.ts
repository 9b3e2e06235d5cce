import type { CountedPeer } from '../../model/sockets.ts';
import { readCommand } from '../../text/command.ts';
import { countsLines } from '../../text/counted.ts';
import type { Line } from '../../text/line.ts';
import { filteredState } from './states.ts';

/** `  28229 10.0.5.20:8080`, `     12 [fd00::5]:443`, and what older tools print for IPv6: `fd00::5:443`. */
const COUNTED =
  /^\s{0,12}(\d{1,9})\s+(?:\[?(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})\]?|\[([\da-f:]{2,45})\]|([\da-f]{0,4}(?::[\da-f]{0,4}){2,7})):(\d{1,5})$/i;
/** What is counted of headers, listeners and wildcards. */
const OTHER =
  /^\s{0,12}\d{1,9}\s+(?:Address:Port|Peer|Local|Foreign|Address|servers\)|\(servers|(?:\[?[\d.:*]{1,40}\]?):\*)$/;

/**
 * Whether the command counts the far ends of sockets: the column of the peer, then `uniq -c`. It is the fifth of `ss -tan` and of
 * `netstat -ant`, the fourth where `ss … state X` prints none of states.
 */
export function countsPeers(command: string | null): boolean {
  if (!countsLines(command)) return false;
  return readCommand(command as string).some(({ first, filters }) => {
    const netstat = first.program === 'netstat';
    if (!netstat && first.program !== 'ss') return false;
    const column = netstat || filteredState(first.args) === null ? '$5' : '$4';
    return filters.some(
      ({ program, args }) => /^[gm]?awk$/.test(program) && args.join(' ').includes(`print ${column}`),
    );
  });
}

/** noise: a line of a header that was counted as well. null: something else. */
export function readCountedPeer(line: Line): CountedPeer | 'noise' | null {
  const found = COUNTED.exec(line.text);
  if (!found) return OTHER.test(line.text) ? 'noise' : null;
  const [, count, ipv4, bracketed, plain, port] = found;
  const address = (ipv4 ?? bracketed ?? plain) as string;
  return { address, port: Number(port), count: Number(count), place: line.place() };
}
