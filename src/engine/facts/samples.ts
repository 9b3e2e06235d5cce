import type { Section } from '../model/document.ts';
import { readCommand } from '../text/command.ts';

/** Programs behind a pipe that pick lines by their place alone. */
const CUTTERS: ReadonlySet<string> = new Set(['head', 'tail', 'less', 'more', 'cat', 'tee', 'column']);

/**
 * Whether a listing of flows shows all TCP flows of the host, or some of them that nobody chose: `-p tcp`, `| head`, an elision. The
 * kernel lists by hash bucket (nf_conntrack_netlink.c, ctnetlink_dump_table()), so the first lines are as good as any. `| grep` and
 * filters for a state, an address or a port choose.
 */
export function isFairOfTcp({ command, partial }: Section): boolean {
  if (partial === null || command === null) return true;
  return readCommand(command).every(({ first: { args }, filters }) => {
    const options =
      args.join(' ').match(/(?:^| )(?:-[a-zA-Z]\w*|--[a-z-]{2,30})(?:[ =][^-\s]\S{0,60})?/g) ?? [];
    const narrow = options.filter(
      option => !/^ ?(?:-L|-n|--list|-p tcp|--proto[ =]tcp|-o|-f|--dump)/.test(option),
    );
    return narrow.length === 0 && filters.every(({ program }) => CUTTERS.has(program));
  });
}
