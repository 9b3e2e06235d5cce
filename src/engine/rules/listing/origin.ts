import type { RuleOption } from '../../model/ruleset.ts';
import { type Cursor, match, option, type ReadMatch } from './cursor.ts';
import { readQuoted } from './quoted.ts';

const TYPES = '(!?)([A-Z]{3,14}(?:,[A-Z]{3,14}){0,12})(?=\\s|$)';
const SOURCE_TYPE = new RegExp(` {1,2}src-type ?${TYPES}`, 'y');
const DESTINATION_TYPE = new RegExp(` {1,2}dst-type ?${TYPES}`, 'y');

/** `ADDRTYPE match src-type !LOCAL dst-type LOCAL limit-in` */
const readAddrtype: ReadMatch = (cursor, negated) => {
  if (negated || !cursor.take(/ADDRTYPE match(?=\s|$)/y)) return null;
  const options: RuleOption[] = [];
  const source = cursor.take(SOURCE_TYPE);
  if (source) options.push(option('--src-type', source[1] === '!', source[2] as string));
  const destination = cursor.take(DESTINATION_TYPE);
  if (destination) options.push(option('--dst-type', destination[1] === '!', destination[2] as string));
  if (options.length === 0) return null;
  if (cursor.take(/ {1,2}limit-in(?=\s|$)/y)) options.push(option('--limit-iface-in', false));
  if (cursor.take(/ {1,2}limit-out(?=\s|$)/y)) options.push(option('--limit-iface-out', false));
  return match('addrtype', options);
};

/** `! match-set blocked src,dst return-nomatch ! update-counters packets-gt 5` (extensions/libxt_set.c) */
const readSet: ReadMatch = (cursor, negated) => {
  const found = cursor.take(/match-set (\S{1,31}) ((?:src|dst)(?:,(?:src|dst)){0,5})(?=\s|$)/y);
  if (!found) return null;
  const options = [option('--match-set', negated, found[1] as string, found[2] as string)];
  for (let i = 0; i < 8; i++) {
    const flag = cursor.take(/ {1,2}(! )?(return-nomatch|update-counters|update-subcounters)(?=\s|$)/y);
    const counter = flag
      ? null
      : cursor.take(/ {1,2}(! )?((?:packets|bytes)-(?:eq|lt|gt)) (\d{1,20})(?=\s|$)/y);
    if (flag) options.push(option(`--${flag[2]}`, flag[1] !== undefined));
    else if (counter) options.push(option(`--${counter[2]}`, counter[1] !== undefined, counter[3] as string));
    else break;
  }
  return match('set', options);
};

/** `PHYSDEV match ! --physdev-is-in --physdev-in eth0` */
const readPhysdev: ReadMatch = (cursor, negated) => {
  if (negated || !cursor.take(/PHYSDEV match(?=\s|$)/y)) return null;
  const options: RuleOption[] = [];
  for (let i = 0; i < 5; i++) {
    const found = cursor.take(
      / {1,2}(! )?(?:(--physdev-(?:in|out)) (\S{1,15})|(--physdev-is-(?:in|out|bridged)))(?=\s|$)/y,
    );
    if (!found) break;
    const [, not, named, device, flag] = found;
    options.push(
      named ? option(named, not !== undefined, device as string) : option(flag as string, not !== undefined),
    );
  }
  return options.length > 0 ? match('physdev', options) : null;
};

const OWNER_FLAGS: Readonly<Record<string, string>> = {
  UID: '--uid-owner',
  GID: '--gid-owner',
  PID: '--pid-owner',
  SID: '--sid-owner',
  CMD: '--cmd-owner',
};

/** `! owner UID match 1000 owner GID match root incl. suppl. groups`, `owner socket exists` */
const readOwner: ReadMatch = (cursor, negated) => {
  const options: RuleOption[] = [];
  let not = negated;
  for (let i = 0; i < 6; i++) {
    const start = cursor.at;
    if (options.length > 0) {
      cursor.skipBlanks();
      not = cursor.take(/! ?(?=owner )/y) !== null;
    }
    const read = readOwnerItem(cursor, not);
    if (!read || options.some(given => given.flag === read.flag)) {
      cursor.at = start;
      break;
    }
    options.push(read);
    if (cursor.take(/ {1,2}incl\. suppl\. groups(?=\s|$)/y)) options.push(option('--suppl-groups', false));
  }
  return options.length > 0 ? match('owner', options) : null;
};

function readOwnerItem(cursor: Cursor, not: boolean): RuleOption | null {
  if (cursor.take(/owner socket exists(?=\s|$)/y)) return option('--socket-exists', not);
  const found = cursor.take(/owner ([UGPS]ID|CMD) match (\S{1,64})(?=\s|$)/y);
  if (!found) return null;
  const flag = OWNER_FLAGS[found[1] as string] as string;
  if (flag !== '--cmd-owner') cursor.checkNumber(flag, found[2] as string);
  return option(flag, not, found[2] as string);
}

/** `realm 0x10/0xff`, `! realm cosmos`; `src-group 0x1`, `! dst-group name` */
const readValueMask: ReadMatch = (cursor, negated) => {
  const found =
    cursor.take(/(realm|src-group) (\S{1,60})(?=\s|$)/y) ?? cursor.take(/(dst-group) (\S{1,60})(?=\s|$)/y);
  if (!found) return null;
  const flag = `--${found[1]}`;
  checkHex(cursor, flag, found[2] as string);
  const options = [option(flag, negated, found[2] as string)];
  if (found[1] !== 'src-group') return match(found[1] === 'realm' ? 'realm' : 'devgroup', options);
  const second = cursor.take(/ {1,2}(! ?)?dst-group (\S{1,60})(?=\s|$)/y);
  if (second) {
    checkHex(cursor, '--dst-group', second[2] as string);
    options.push(option('--dst-group', second[1] !== undefined, second[2] as string));
  }
  return match('devgroup', options);
};

function checkHex(cursor: Cursor, flag: string, value: string): void {
  if (!/^0x[\da-f]{1,8}(?:\/0x[\da-f]{1,8})?$/.test(value)) cursor.open(flag, 'resolved');
}

/** `rpfilter loose validmark accept-local invert` */
const readRpfilter: ReadMatch = (cursor, negated) => {
  if (negated || !cursor.take(/rpfilter(?=\s|$)/y)) return null;
  return match('rpfilter', flags(cursor, / {1,2}(loose|validmark|accept-local|invert)(?=\s|$)/y));
};

/** `socket --transparent --nowildcard --restore-skmark` */
const readSocket: ReadMatch = (cursor, negated) => {
  if (negated || !cursor.take(/socket(?=\s|$)/y)) return null;
  return match('socket', flags(cursor, / {1,2}--(transparent|nowildcard|restore-skmark)(?=\s|$)/y));
};

function flags(cursor: Cursor, pattern: RegExp): RuleOption[] {
  const options: RuleOption[] = [];
  for (let i = 0; i < 4; i++) {
    const found = cursor.take(pattern);
    if (!found) break;
    options.push(option(`--${found[1]}`, false));
  }
  return options;
}

/** `cgroup ! 1048577`, `cgroup /system.slice` (the path is not quoted) */
const readCgroup: ReadMatch = (cursor, negated) => {
  const found = cursor.take(/cgroup (! )?(?:(\d{1,10})|(\/\S{0,400}))(?=\s|$)/y);
  if (negated || !found) return null;
  const [, not, id, path] = found;
  const given = id === undefined ? option('--path', not !== undefined, path as string) : null;
  return match('cgroup', [given ?? option('--cgroup', not !== undefined, id as string)]);
};

/** `cpu ! 0` */
const readCpu: ReadMatch = (cursor, negated) => {
  const found = cursor.take(/cpu (! )?(\d{1,5})(?=\s|$)/y);
  return found && !negated
    ? match('cpu', [option('--cpu', found[1] !== undefined, found[2] as string)])
    : null;
};

/** `cluster !node_mask=0x00000002 total_nodes=2 hash_seed=0xfeedcafe` */
const readCluster: ReadMatch = (cursor, negated) => {
  const found = cursor.take(
    /cluster (!?)node_mask=(0x[\da-f]{1,8}) total_nodes=(\d{1,5}) hash_seed=(0x[\da-f]{1,8})(?=\s|$)/y,
  );
  if (negated || !found) return null;
  return match('cluster', [
    option('--cluster-local-nodemask', found[1] === '!', found[2] as string),
    option('--cluster-total-nodes', false, found[3] as string),
    option('--cluster-hash-seed', false, found[4] as string),
  ]);
};

/** `nfacct-name  http-traffic` */
const readNfacct: ReadMatch = (cursor, negated) => {
  if (negated || !cursor.take(/nfacct-name {1,3}/y)) return null;
  const name = readQuoted(cursor) ?? cursor.take(/[\w-]{1,32}(?=\s|$)/y)?.[0];
  return name === undefined ? null : match('nfacct', [option('--nfacct-name', false, name)]);
};

/** Matches of what the host knows of a packet: where it came from, whose it is, which set or socket it belongs to. */
export const ORIGIN_MATCHES: Readonly<Record<string, ReadMatch>> = {
  ADDRTYPE: readAddrtype,
  'match-set': readSet,
  PHYSDEV: readPhysdev,
  owner: readOwner,
  realm: readValueMask,
  'src-group': readValueMask,
  'dst-group': readValueMask,
  rpfilter: readRpfilter,
  socket: readSocket,
  cgroup: readCgroup,
  cpu: readCpu,
  cluster: readCluster,
  'nfacct-name': readNfacct,
};
