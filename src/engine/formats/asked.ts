import type { SectionStart } from './format.ts';

/**
 * Whether the command above a section runs one of these programs, also behind words that carry it elsewhere:
 * `kubectl exec -it web-0 -- nslookup web`, `nsenter -t 812 -n dig web`, `ip netns exec pod ping -c 3 10.0.0.1`.
 */
export function asksFor(start: SectionStart, programs: readonly string[]): boolean {
  if (start.command === null) return false;
  return start.command
    .slice(0, 4000)
    .split(/[\s;|&()]{1,200}/)
    .some(word => programs.includes(word.split('/').pop() as string));
}
