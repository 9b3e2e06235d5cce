import type { FlowtableDraft, ObjectDraft, SetDraft, TableDraft } from './draft.ts';
import { names, readComment } from './lines.ts';
import { seconds } from './words.ts';

/** Statements that a set may have for each of its elements. */
const STATEMENT = /^(?:counter|limit rate|quota|last|ct count|connlimit)\b/;
const MAX_OBJECT_LINES = 20;

/** Reads a line within `set blocked { … }`; false where it is none. `type ipv4_addr . inet_service : verdict` */
export function readSetLine(set: SetDraft, line: string): boolean {
  const text = line.endsWith(';') ? line.slice(0, -1).trimEnd() : line;
  const comment = readComment(text);
  if (comment !== null) {
    set.comment = comment;
    return true;
  }
  const type = /^(type|typeof) ([^{}]{1,400}?)(?: : (?:interval )?([^{}]{1,200}))?$/.exec(text);
  if (type) {
    set.keyIsTypeof = type[1] === 'typeof';
    set.key = type[2] as string;
    set.data = type[3] ?? null;
    return true;
  }
  if (text === 'auto-merge') set.autoMerge = true;
  else if (STATEMENT.test(text)) set.statements.push(text);
  else return readSetValue(set, text);
  return true;
}

function readSetValue(set: SetDraft, text: string): boolean {
  const match = /^(flags|size|timeout|gc-interval|policy) (\S{1,100})$/.exec(
    text.replaceAll(/,\s{1,4}/g, ','),
  );
  if (!match) return false;
  const value = match[2] as string;
  if (match[1] === 'flags') set.flags = value.split(',');
  else if (match[1] === 'size') set.size = /^\d{1,15}$/.test(value) ? Number(value) : null;
  else if (match[1] === 'timeout') set.timeout = seconds(value);
  else if (match[1] === 'gc-interval') set.gcInterval = seconds(value);
  else set.policy = value;
  return true;
}

/** First words of the lines within an object (src/rule.c of nftables, obj_print_data). */
const OBJECT_LINE =
  /^(?:packets|over|until|rate|type|protocol|l3proto|policy|dport|timeout|size|mss|wscale|timestamp|sack-perm|id|ip6?|sport|ttl|tos|vxlan|erspan|geneve|version|index|hwid|direction|\d{1,20} (?:bytes|kbytes|mbytes|gbytes)|"[^"]{0,256}"$|\})/;

export function readObjectLine(object: ObjectDraft, text: string): boolean {
  const comment = readComment(text);
  if (comment !== null) {
    object.comment = comment;
    return true;
  }
  if (!OBJECT_LINE.test(text)) return false;
  const counter = /^packets (\d{1,20}) bytes (\d{1,20})$/.exec(text);
  if (counter && object.type === 'counter') {
    object.packets = Number(counter[1]);
    object.bytes = Number(counter[2]);
  }
  if (object.lines.length < MAX_OBJECT_LINES) object.lines.push(text.slice(0, 400));
  return true;
}

/** `hook ingress priority filter + 10`, `devices = { eth0, eth1 }`, `flags offload`, `counter` */
export function readFlowtableLine(flowtable: FlowtableDraft, line: string): boolean {
  const text = line.endsWith(';') ? line.slice(0, -1).trimEnd() : line;
  const hook = /^hook ([a-z]{3,12}) priority ([a-z0-9+ -]{1,24})$/.exec(text);
  const devices = /^devices = \{ ([^{}]{1,2000}) \}$/.exec(text);
  const flags = /^flags ([a-z, ]{1,60})$/.exec(text);
  if (hook) {
    flowtable.hook = hook[1] as string;
    flowtable.priorityText = hook[2] as string;
  } else if (devices) flowtable.devices = names(devices[1] as string);
  else if (flags) flowtable.flags = names(flags[1] as string);
  else if (text === 'counter') flowtable.counter = true;
  else return false;
  return true;
}

/** A line of a table itself: its comment, or `flags dormant`. */
export function readTableLine(table: TableDraft, text: string): boolean {
  const comment = readComment(text);
  if (comment !== null) {
    table.comment = comment;
    return true;
  }
  const flags = /^flags ([a-z,]{1,60});?$/.exec(text)?.[1];
  if (flags === undefined) return false;
  table.flags = flags.split(',');
  return true;
}
