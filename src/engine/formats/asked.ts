import type { SectionStart } from './format.ts';

/**
 * Whether the command above a section runs one of these programs, also behind words that carry it elsewhere:
 * `kubectl exec -it web-0 -- nslookup web`, `nsenter -t 812 -n dig web`, `ip netns exec pod ping -c 3 10.0.0.1`.
 */
export function asksFor(start: SectionStart, programs: readonly string[]): boolean {
  if (start.command === null) return false;
  if (start.command !== lastCommand) {
    lastWords = wordsOf(start.command);
    lastCommand = start.command;
  }
  return programs.some(program => lastWords.has(program));
}

/** The command above, taken apart once: it is the same for many lines. */
let lastCommand: string | null = null;
let lastWords: ReadonlySet<string> = new Set();

function wordsOf(command: string): ReadonlySet<string> {
  const words = command.slice(0, 4000).split(/[\s;|&()]{1,200}/);
  return new Set(words.map(word => word.split('/').pop() as string));
}
