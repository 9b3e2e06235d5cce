import { describe, expect, test } from 'vitest';
import { Shells } from '../../../src/engine/text/inner-shell.ts';

/** What is known to be open behind each of the lines. */
function shown(...lines: readonly (readonly [shape: string, command: string])[]) {
  const shells = new Shells();
  return lines.map(([shape, command]) => {
    shells.typed(command, shape);
    return shells.inside;
  });
}

describe('the shell in which a command was typed', () => {
  test('until it is left', () => {
    const open = 'kubectl exec -it web-0 -- sh';
    expect(shown(['$', open], ['/ #', 'nstat'], ['/ #', 'exit'], ['$', 'nstat'])).toEqual([
      open,
      open,
      null,
      null,
    ]);
  });

  test('until the prompt of the first one is there again', () => {
    const open = 'docker exec -it web /bin/bash';
    expect(shown(['$', open], ['bash-5.1#', 'nstat'], ['$', 'nstat'])).toEqual([open, open, null]);
  });

  test('where both prompts look the same, nobody knows: it counts as open', () => {
    const open = 'ip netns exec blue bash';
    expect(shown(['#', open], ['#', 'nstat'])).toEqual([open, open]);
  });

  test('the next one takes its place', () => {
    const [one, other] = ['kubectl exec -it -n web web-0 -c app -- /bin/sh', 'nsenter -t 411 -n bash'];
    expect(shown(['$', one], ['$', other])).toEqual([one, other]);
  });

  test('a command that runs and ends opens none', () => {
    expect(shown(['$', 'kubectl exec web-0 -- nstat -az'], ['$', 'bash'], ['$', 'sh -c id'])).toEqual([
      null,
      null,
      null,
    ]);
  });
});
