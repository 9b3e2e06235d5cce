import { readCommand } from '../../text/command.ts';

/** What the command line says of the output. */
export interface Options {
  /** How many `t`: the form of the stamps. */
  readonly ts: number;
  /** `-A`: payload is printed as text, on lines that can look like anything. */
  readonly text: boolean;
  /** `-i`; null without. */
  readonly interface: string | null;
}

/** Options of tcpdump that take a value: the letters behind them in one word are that value. */
const WITH_VALUE = 'BcCDEFGiMrsTVwWyzQjZ';

export function readOptions(command: string | null): Options {
  let ts = 0;
  let text = false;
  let at: string | null = null;
  const words = command === null ? [] : wordsOf(command);
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string;
    if (word.startsWith('--interface=')) at = word.slice(12);
    if (!/^-[A-Za-z#]/.test(word)) continue;
    for (let j = 1; j < word.length; j++) {
      const letter = word[j] as string;
      if (letter === 't') ts++;
      else if (letter === 'A') text = true;
      if (!WITH_VALUE.includes(letter)) continue;
      if (letter === 'i') at = word.slice(j + 1) || (words[i + 1] ?? null);
      break;
    }
  }
  return { ts, text, interface: at };
}

/** The words behind `tcpdump`, also behind `kubectl exec … --` and `ip netns exec …`. */
function wordsOf(command: string): readonly string[] {
  for (const { first } of readCommand(command)) {
    if (first.program === 'tcpdump') return first.args;
    const inner = first.args.findIndex(word => /(?:^|\/)tcpdump$/.test(word));
    if (inner >= 0) return first.args.slice(inner + 1);
  }
  return [];
}
