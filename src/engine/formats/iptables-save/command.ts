import type { Ruleset } from '../../model/ruleset.ts';
import { readCommand } from '../../text/command.ts';

/** One run of an iptables program within a command line. */
export interface Invoked {
  readonly family: 'ipv4' | 'ipv6';
  readonly backend: Ruleset['backend'];
  /** `iptables-save` or its kin. */
  readonly saves: boolean;
  readonly args: readonly string[];
  /** The table that `-t` names, `filter` without it; null where a variable of the shell names it, and for save. */
  readonly table: string | null;
}

const PROGRAM = /^(ip6?tables)(?:-(legacy|nft))?(-save)?$/;

/** The runs of iptables programs in a command line, in their order. */
export function invoked(command: string | null): Invoked[] {
  if (command === null) return [];
  return readCommand(command).flatMap(({ first: { program, args } }) => {
    const match = PROGRAM.exec(program);
    if (!match) return [];
    const saves = match[3] !== undefined;
    const backend = match[2] === 'legacy' ? 'legacy' : match[2] === 'nft' ? 'nf_tables' : null;
    return [
      {
        family: match[1] === 'ip6tables' ? 'ipv6' : 'ipv4',
        backend,
        saves,
        args,
        table: tableOf(args, saves),
      } as const,
    ];
  });
}

function tableOf(args: readonly string[], saves: boolean): string | null {
  const at = args.findIndex(word => /^(?:-\w*t|--table)$/.test(word));
  const named =
    at >= 0 ? args[at + 1] : args.map(word => /^(?:-t|--table=)(\w+)$/.exec(word)?.[1]).find(Boolean);
  if (named !== undefined) return /^[a-z]{2,12}$/.test(named) ? named : null;
  return saves ? null : 'filter';
}

/** Whether a run lists rules in the form of `-S`. */
export function listsRules({ saves, args }: Invoked): boolean {
  return !saves && args.some(word => /^-[a-zA-Z0-9]*S$/.test(word) || word === '--list-rules');
}
