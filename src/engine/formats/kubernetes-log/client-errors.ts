import type { NetworkError } from '../../model/log-events.ts';
import type { NetworkPattern } from './network-errors.ts';

const WORDS =
  '(?<words>Connection refused|Connection timed out|Operation timed out|No route to host|Host is unreachable|Network is unreachable|Network unreachable|Connection reset by peer|TIMEOUT)';

const REASONS: Readonly<Record<string, NetworkError>> = {
  'Connection refused': 'connection-refused',
  'Connection timed out': 'connection-timeout',
  'Operation timed out': 'connection-timeout',
  TIMEOUT: 'connection-timeout',
  'No route to host': 'no-route-to-host',
  'Host is unreachable': 'no-route-to-host',
  'Network is unreachable': 'network-unreachable',
  'Network unreachable': 'network-unreachable',
  'Connection reset by peer': 'connection-reset',
};

/**
 * Whole lines that small clients print where a connection does not come about: Ncat of nmap, nc of busybox and of Debian's
 * netcat-traditional, telnet, wget of busybox and of GNU, ssh. Ncat and telnet may leave out whom they asked.
 */
const LINES: readonly string[] = [
  // `Ncat: Connection refused.`, before 7.8x with ` QUITTING.`
  `^Ncat: ${WORDS}\\.(?: QUITTING\\.)?$`,
  // busybox: `wget: can't connect to remote host (10.96.0.1): Connection refused`
  `^(?:nc|wget|telnet|ftpget): can't connect to remote host(?: \\((?<address>[\\w.:]{1,80})\\))?: ${WORDS}$`,
  // busybox: `nc: 10.96.0.1 (10.96.0.1:443): Connection refused`
  `^nc: [\\w.:-]{1,255} \\(\\[?(?<address>[\\w.:]{1,80}?)\\]?:(?<port>\\d{1,5})\\): ${WORDS}$`,
  // netcat-traditional: `(UNKNOWN) [10.96.0.1] 443 (https) : Connection refused`
  `^(?:\\(UNKNOWN\\)|[\\w.-]{1,255}) \\[(?<address>[\\d.]{7,15})\\] (?<port>\\d{1,5}) \\([^()]{1,40}\\) : ${WORDS}$`,
  // netkit-telnet, inetutils: `telnet: Unable to connect to remote host: Connection refused`, `telnet: connect to address 10.0.0.1: …`
  `^telnet: (?:Unable to connect to remote host|connect to address (?<address>[\\w.:]{1,80})): ${WORDS}$`,
  // GNU wget: `Connecting to web (web)|10.96.0.1|:80... failed: Connection refused.`
  `^Connecting to (?:[\\w.-]{1,255} \\([\\w.-]{1,255}\\)\\|)?(?<address>[\\w.-]{1,255})\\|?:(?<port>\\d{1,5})\\.\\.\\. failed: ${WORDS}\\.$`,
  // OpenSSH: `ssh: connect to host 10.0.0.5 port 22: No route to host`
  `^ssh: connect to host (?<address>[\\w.:-]{1,255}) port (?<port>\\d{1,5}): ${WORDS}$`,
];

const CLIENT_LINES: readonly RegExp[] = LINES.map(line => new RegExp(line));

/** Whether a line is one of them. */
export function isClientError(text: string): boolean {
  return CLIENT_LINES.some(line => line.test(text));
}

export const CLIENT_ERRORS: readonly NetworkPattern[] = CLIENT_LINES.map(line => [
  line,
  ({ words = '', address, port }) => ({
    message: REASONS[words] as NetworkError,
    values: {
      protocol: 'tcp',
      ...(address !== undefined && { address }),
      ...(port !== undefined && { port: Number(port) }),
    },
  }),
]);
