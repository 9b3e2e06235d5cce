import { readCommand } from '../../text/command.ts';

/** `1472: 1 packets transmitted, …`: what `echo -n "$s: "` of a loop over sizes puts in front. */
export const SWEPT = /^(\d{2,5})(?: ?bytes)? ?(?:[:=-]|->|=>)? {0,4}(?=\d{1,10} packets transmitted, )/;

/** Where a loop sends its pings of many sizes, `ping -c1 -M do -s $s 10.9.0.4 | grep loss`; null for any other command. */
export function sweepTarget(command: string | null): string | null {
  const stages = readCommand(command ?? '').map(({ first }) => first);
  const args = stages.find(({ program }) => program === 'ping' || program === 'ping6')?.args ?? [];
  if (
    !args.some(
      (word, i) =>
        /^-s["']?\$/.test(word) || (/^-\w{0,6}s$/.test(word) && /^["']?\$/.test(args[i + 1] ?? '')),
    )
  )
    return null;
  return args.find(word => /^[\w-]{1,60}(?:[.:][\w-]{0,60}){1,8}$/.test(word)) ?? null;
}
