import { readCommand } from '../../text/command.ts';

/** The objects of `ip` that are read here, by their shortest abbreviation: iproute2 ip/ip.c, `cmds` and matches(). */
const OBJECTS: readonly (readonly [name: string, least: number])[] = [
  ['address', 1],
  ['route', 1],
  ['rule', 2],
  ['neighbour', 1],
  ['neighbor', 1],
  ['link', 1],
];

export interface IpCall {
  /** `address`, `link`, `route`, `rule`, `neighbour`. */
  readonly object: string;
  /** The words behind the object. */
  readonly args: readonly string[];
  /** `-6`, `-s`, `-br`, … */
  readonly options: readonly string[];
}

/** What the first `ip` of a command line asks for: `ip -s -s link show dev eth0`, `ip netns exec x ip -br a`; null without. */
export function ipCall(command: string | null): IpCall | null {
  return ipCalls(command)[0] ?? null;
}

/** What each `ip` of a command line asks for: `ip -d link; ip addr`. */
export function ipCalls(command: string | null): IpCall[] {
  if (command === null) return [];
  return readCommand(command).flatMap(({ first }) => {
    if (first.program !== 'ip') return [];
    let words = [...first.args];
    const inner = words.indexOf('ip');
    if (words.includes('exec') && inner > 0) words = words.slice(inner + 1);
    const options: string[] = [];
    while (words[0]?.startsWith('-')) {
      const option = words.shift() as string;
      options.push(option);
      // `-n NETNS`, `-f FAMILY`, `-l COUNT`, `-b FILE` take a word.
      if (/^-(?:n|netns|f|family|l|loops|b|batch)$/.test(option)) options.push(words.shift() ?? '');
    }
    const word = words[0] ?? '';
    const object = OBJECTS.find(([name, least]) => word.length >= least && name.startsWith(word));
    if (!object) return [];
    return [{ object: object[0].replace('neighbor', 'neighbour'), args: words.slice(1), options }];
  });
}
