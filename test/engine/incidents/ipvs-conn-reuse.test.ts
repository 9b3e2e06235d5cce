import { describe, expect, test } from 'vitest';
import { finding, paste } from '../paste.ts';

const SLUG = 'ipvs-conn-reuse';

const verdict = async (text: string) => finding(await paste(text), SLUG).verdict;

const prompt = (command: string) => `root@node-3:~# ${command}\n`;
const mode = (value: number) =>
  `${prompt('sysctl net.ipv4.vs.conn_reuse_mode')}net.ipv4.vs.conn_reuse_mode = ${value}\n`;
const kernel = (release: string) => `${prompt('uname -r')}${release}\n`;
const at = (time: string) => `${prompt('date')}Mon Nov 23 ${time} UTC 2026\n`;
const listed = (inactive: number, active = 0, flags = 'rr') =>
  `${prompt('ipvsadm -Ln')}IP Virtual Server version 1.2.1 (size=4096)\n` +
  'Prot LocalAddress:Port Scheduler Flags\n  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n' +
  `TCP  10.96.70.9:8080 ${flags}\n` +
  `  -> 10.244.1.8:8080              Masq    0      ${active}          ${inactive}         \n` +
  '  -> 10.244.2.9:8080              Masq    1      2          40         \n';
const requests = (...times: number[]) =>
  prompt(
    "curl -s -o /dev/null --local-port 2348 -w '%{local_port} %{time_connect}\\n' http://10.96.70.9:8080/",
  ) + times.map(time => `2348 ${time.toFixed(6)}\n`).join('');

describe('a server of weight 0, twice', () => {
  test.each([
    [
      'mode 0, closed connections that stay',
      mode(0) + at('08:00:00') + listed(400) + at('08:04:00') + listed(200),
      'confirmed',
    ],
    [
      'less than twice the time that they are kept',
      mode(0) + at('08:00:00') + listed(400) + at('08:03:59') + listed(390),
      'suspected',
    ],
    ['most of them gone', mode(0) + at('08:00:00') + listed(400) + at('08:05:00') + listed(99), 'undecided'],
    [
      'active ones at first: they close in the meantime',
      mode(0) + at('08:00:00') + listed(400, 1) + at('08:05:00') + listed(400),
      'suspected',
    ],
    ['no time between the readings', mode(0) + listed(400) + listed(400), 'suspected'],
    [
      'more than before: new entries, so it had weight in between',
      mode(0) + at('08:00:00') + listed(400) + at('08:05:00') + listed(401),
      'suspected',
    ],
    [
      'weight in between, by a third reading',
      mode(0) +
        at('08:00:00') +
        listed(400) +
        at('08:03:00') +
        listed(390).replace('Masq    0', 'Masq    1') +
        at('08:05:00') +
        listed(380),
      'suspected',
    ],
    ['the mode is not known', at('08:00:00') + listed(400) + at('08:05:00') + listed(400), 'suspected'],
    [
      'persistence',
      mode(0) +
        at('08:00:00') +
        listed(400, 0, 'rr persistent 10800') +
        at('08:05:00') +
        listed(400, 0, 'rr persistent 10800'),
      'undecided',
    ],
  ])('%s', async (_name, text, expected) => {
    expect(await verdict(text)).toBe(expected);
  });
});

describe('weight 0, once', () => {
  test.each([
    [99, 'undecided'],
    [100, 'suspected'],
  ])('%d connections', async (inactive, expected) => {
    expect(await verdict(listed(inactive))).toBe(expected);
  });
});

describe('requests from one port', () => {
  const node = (release: string, value = 1) => mode(value) + kernel(release) + listed(0);

  test.each([
    ['the last kernel before', node('5.8.18') + requests(0.001, 1.001, 1.002), 'confirmed'],
    ['the first kernel with it', node('5.9.0') + requests(0.001, 1.001, 1.002), 'clear'],
    ['mode 0', node('5.8.18', 0) + requests(0.001, 1.001, 1.002), 'clear'],
    ['one late request', node('5.8.18') + requests(0.001, 1.001), 'suspected'],
    ['not all of them late', node('5.8.18') + requests(0.001, 1.001, 0.001), 'suspected'],
    ['the first is late too', node('5.8.18') + requests(1.001, 1.001, 1.002), 'undecided'],
    ['three seconds', node('5.8.18') + requests(0.001, 3.001, 3.002), 'undecided'],
    ['nothing of IPVS', requests(0.001, 1.001, 1.002), 'undecided'],
  ])('%s', async (_name, text, expected) => {
    expect(await verdict(text)).toBe(expected);
  });
});
