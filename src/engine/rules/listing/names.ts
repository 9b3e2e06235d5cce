/** `LOG level warn`: extensions/libxt_LOG.c; the short names are the ones that are printed. */
export const LOG_LEVELS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    emerg: '0',
    panic: '0',
    alert: '1',
    crit: '2',
    error: '3',
    err: '3',
    warn: '4',
    warning: '4',
    notice: '5',
    info: '6',
    debug: '7',
  }),
);

/** `tos match Minimize-Delay`: extensions/tos_values.c; only printed where the mask is 0x3f. */
export const TOS_NAMES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'Minimize-Delay': '0x10',
    'Maximize-Throughput': '0x08',
    'Maximize-Reliability': '0x04',
    'Minimize-Cost': '0x02',
    'Normal-Service': '0x00',
  }),
);

/** TCPOPTSTRIP without `-n`: extensions/libxt_TCPOPTSTRIP.c. */
export const TCP_OPTIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    mss: '2',
    wscale: '3',
    'sack-permitted': '4',
    sack: '5',
    timestamp: '8',
    md5: '19',
  }),
);

/** DCCP packet types by number, as dccp prints them with `-n` (extensions/libxt_dccp.c). */
export const DCCP_TYPES = [
  'REQUEST',
  'RESPONSE',
  'DATA',
  'ACK',
  'DATAACK',
  'CLOSEREQ',
  'CLOSE',
  'RESET',
  'SYNC',
  'SYNCACK',
];

/** SCTP chunks by number, as sctp prints them with `-n` (extensions/libxt_sctp.c). */
export const SCTP_CHUNKS: Readonly<Record<number, string>> = {
  0: 'DATA',
  1: 'INIT',
  2: 'INIT_ACK',
  3: 'SACK',
  4: 'HEARTBEAT',
  5: 'HEARTBEAT_ACK',
  6: 'ABORT',
  7: 'SHUTDOWN',
  8: 'SHUTDOWN_ACK',
  9: 'ERROR',
  10: 'COOKIE_ECHO',
  11: 'COOKIE_ACK',
  12: 'ECN_ECNE',
  13: 'ECN_CWR',
  14: 'SHUTDOWN_COMPLETE',
  64: 'I_DATA',
  128: 'ASCONF_ACK',
  130: 'RE_CONFIG',
  132: 'PAD',
  192: 'FORWARD_TSN',
  193: 'ASCONF',
  194: 'I_FORWARD_TSN',
};

const TCP_FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'];

/** `0x17` is `FIN,SYN,RST,ACK`; null where a bit has no name. */
export function tcpFlags(bits: number): string | null {
  if (bits > 63) return null;
  const names = TCP_FLAGS.filter((_, i) => bits & (1 << i));
  return names.length > 0 ? names.join(',') : 'NONE';
}
