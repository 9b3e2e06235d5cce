import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/engine/analyze.ts';

const counter = (value: number) => `#kernel\nTcpExtListenOverflows           ${value}                0.0\n`;
const ask = 'nstat -az TcpExtListenOverflows';

async function verdict(text: string) {
  const { findings } = await analyze(new Blob([text]));
  return findings.find(({ incident }) => incident === 'accept-queue-overflow')?.verdict;
}

describe('counters of two network namespaces are never held against each other', () => {
  test('the shells of two pods', async () => {
    const shell = (pod: string, value: number) =>
      `$ kubectl exec -it ${pod} -- sh\n/ # ${ask}\n${counter(value)}/ # exit\n`;
    expect(await verdict(shell('cart-a', 12) + shell('cart-b', 7120))).toBe('undecided');
    expect(await verdict(shell('cart-a', 12) + shell('cart-a', 7120))).toBe('confirmed');
  });

  test('a shell in a pod, and its host behind it', async () => {
    const inside = `$ kubectl exec -it cart-a -- sh\n/ # ${ask}\n${counter(12)}/ # exit\n`;
    expect(await verdict(`${inside}$ ${ask}\n${counter(7120)}`)).toBe('undecided');
  });

  test('one shell, twice', async () => {
    const twice = `/ # ${ask}\n${counter(12)}/ # ${ask}\n${counter(7120)}`;
    expect(await verdict(`$ kubectl exec -it cart-a -- sh\n${twice}`)).toBe('confirmed');
    expect(await verdict(twice)).toBe('confirmed');
  });
});
