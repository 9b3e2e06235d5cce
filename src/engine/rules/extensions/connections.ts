import type { Extension } from './extension.ts';
import { extension, flag, one, string } from './extension.ts';
import {
  addressWithMask,
  mark,
  number,
  ordered,
  owner,
  ports,
  protocolAsNumber,
  range32,
  upper,
} from './values.ts';

/** The order of print_state in extensions/libxt_conntrack.c, not that of the packets' life. */
const STATES = ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT'];
const STATUSES = ['EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED', 'NONE'];

/** Matches on what the kernel knows of a connection, and on who owns it. */
export const CONNECTIONS: readonly Extension[] = [
  extension('conntrack', [
    one('--ctstate', ordered(STATES)),
    one('--ctproto', protocolAsNumber),
    one('--ctorigsrc', addressWithMask),
    one('--ctorigdst', addressWithMask),
    one('--ctreplsrc', addressWithMask),
    one('--ctrepldst', addressWithMask),
    one('--ctorigsrcport', ports),
    one('--ctorigdstport', ports),
    one('--ctreplsrcport', ports),
    one('--ctrepldstport', ports),
    one('--ctstatus', ordered(STATUSES)),
    one('--ctexpire', range32),
    one('--ctdir', upper),
  ]),
  extension('state', [one('--state', ordered(STATES))]),
  extension('connmark', [one('--mark', mark)]),
  extension('mark', [one('--mark', mark)]),
  extension('connlabel', [string('--label', 'always'), flag('--set')]),
  extension('helper', [string('--helper')]),
  extension('ipvs', [
    flag('--ipvs'),
    one('--vproto', protocolAsNumber),
    one('--vaddr', addressWithMask),
    one('--vport', ports),
    one('--vdir', upper),
    one('--vmethod', upper),
    one('--vportctl', ports),
  ]),
  extension('socket', [flag('--transparent'), flag('--nowildcard'), flag('--restore-skmark')]),
  extension('owner', [
    flag('--socket-exists'),
    one('--uid-owner', owner),
    one('--gid-owner', owner),
    flag('--suppl-groups'),
  ]),
  extension('cgroup', [string('--path'), one('--cgroup', number)]),
];
