import type { Line } from '../../text/line.ts';
import { wholeNumber, wordsOf } from '../../text/words.ts';
import { addCounters, type Building, newInterface } from './builder.ts';

const STATE = /^(?:UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|NOTPRESENT|TESTING)$/;
/** A name and a state: what most lines do not begin with. */
const STATED = /^\s*\S{1,129}\s+(?:UP|DOWN|UNKNOWN|LOWERLAYERDOWN|DORMANT|NOTPRESENT|TESTING)(?=\s|$)/;
const MAC = /^(?:[0-9a-fx*]{2}(?::[0-9a-fx*]{2}){3,19})$/i;
const FLAGGED = /^<([A-Z\d_,-]{0,300})>$/;
const ADDRESS = /^([0-9a-fx.:*]{2,64}?)(?:\/(\d{1,3}))?$/i;

/**
 * `ip -br addr`: `eth0@if7  UP  10.0.0.1/24 fe80::1/64`; `ip -br link`: `lo  UNKNOWN  00:00:00:00:00:00
 * <LOOPBACK,UP,LOWER_UP>`. Null where the line is neither; `bare` allows one without address: `eth1  DOWN`.
 */
export function readBrief(line: Line, bare: boolean): Building | null {
  if (line.text.length > 4000 || !STATED.test(line.text)) return null;
  const words = wordsOf(line.text, 80);
  const name = /^([^\s:@]{1,64})(?:@(\S{1,64}))?$/.exec(words[0]?.text ?? '');
  if (!name || words.length < 2 || !STATE.test(words[1]?.text ?? '')) return null;
  if (words.length === 2 && !bare) return null;
  const now = newInterface(name[1] as string, line.place());
  now.peer = name[2] ?? null;
  now.state = words[1]?.text as string;
  const rest = words.slice(2);
  const flags = FLAGGED.exec(rest.at(-1)?.text ?? '');
  if (flags) {
    now.flags = (flags[1] as string).split(',').filter(flag => flag !== '');
    now.mac = rest.length > 1 ? (rest[0]?.text ?? null) : null;
    return rest.length <= 2 && (now.mac === null || MAC.test(now.mac) || ADDRESS.test(now.mac)) ? now : null;
  }
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] as (typeof rest)[number];
    if (word.text === 'peer') {
      const [peer, prefix] = (rest[++i]?.text ?? '').split('/');
      const last = now.addresses.at(-1);
      if (last) Object.assign(last, { peer: peer ?? null, prefix: wholeNumber(prefix) });
      continue;
    }
    if (word.text === 'metric' && wholeNumber(rest[i + 1]?.text) !== null) {
      i++;
      continue;
    }
    const address = ADDRESS.exec(word.text);
    if (!address || !/[.:]/.test(word.text)) return null;
    now.addresses.push({
      family: (address[1] as string).includes(':') ? 'inet6' : 'inet',
      address: address[1] as string,
      prefix: wholeNumber(address[2]),
      peer: null,
      broadcast: null,
      scope: null,
      flags: [],
      place: line.place(word.from, word.to),
    });
  }
  return now;
}

/** `netstat -i`: `Iface MTU RX-OK RX-ERR RX-DRP RX-OVR TX-OK TX-ERR TX-DRP TX-OVR Flg`; older with `Met` behind MTU. */
export const NETSTAT_I =
  /^\s{0,4}Iface\s+MTU\s+(?:Met\s+)?RX-OK\s+RX-ERR\s+RX-DRP\s+RX-OVR\s+TX-OK\s+TX-ERR\s+TX-DRP\s+TX-OVR\s+Flg\s{0,4}$/;

/** A row below that header: nine numbers between a name and letters; `eth0:1 … - no statistics available -` too. */
export function readNetstatI(line: Line, metric: boolean): Building | null {
  const words = wordsOf(line.text, 20);
  if (words.length !== (metric ? 12 : 11) || !/^[A-Z]{1,12}$/.test(words.at(-1)?.text ?? '')) return null;
  const numbers = words.slice(1, -1).map(word => wholeNumber(word.text));
  if (numbers.some(number => number === null)) return null;
  if (metric) numbers.splice(1, 1);
  const [mtu, packets, errors, dropped, overrun, sent, sentErrors, sentDropped, sentOverrun] =
    numbers as number[] as [number, number, number, number, number, number, number, number, number];
  const now = newInterface((words[0] as { text: string }).text, line.place());
  now.mtu = mtu;
  now.received = addCounters(null, { packets, errors, dropped, overrun }, line.place());
  now.sent = addCounters(
    null,
    { packets: sent, errors: sentErrors, dropped: sentDropped, overrun: sentOverrun },
    line.place(),
  );
  return now;
}
