import { expect, test } from 'vitest';
import { finding, paste } from '../paste.ts';

const verdict = async (text: string) => finding(await paste(text), 'mtu-pmtu').verdict;

/** Three pings of a size, as iputils prints them (ping.c). */
function pings(size: number, received: 0 | 3): string {
  const answers = [1, 2, 3].map(
    n => `${size + 8} bytes from 10.64.3.9: icmp_seq=${n} ttl=61 time=11.${10 - n} ms\n`,
  );
  return (
    `$ ping -c3 -M do -s ${size} 10.64.3.9\nPING 10.64.3.9 (10.64.3.9) ${size}(${size + 28}) bytes of data.\n` +
    `${received === 3 ? answers.join('') : ''}\n--- 10.64.3.9 ping statistics ---\n3 packets transmitted, ${received} received, ` +
    `${received === 3 ? 0 : 100}% packet loss, time 2031ms\n\n`
  );
}

test('the last ping of a size counts', async () => {
  const lost = pings(1472, 0) + pings(1200, 3);
  expect(await verdict(lost)).toBe('confirmed');
  expect(await verdict(lost + pings(1472, 3))).toBe('clear');
  expect(await verdict(pings(1472, 3) + lost)).toBe('confirmed');
});
