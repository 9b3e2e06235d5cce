import type { FlowEvent, FlowEventType } from '../../model/flow-events.ts';
import type { Stamp } from '../../model/log-events.ts';

/** `[1795405558.609587]\t    [NEW] `, the stamp with `-o timestamp` alone. */
const PREFIX = /^\s{0,12}(?:\[(\d{1,12})\.(\d{1,6})\s{0,6}\]\s{0,12})?\[(NEW|UPDATE|DESTROY)\]\s{1,8}/;
/** ` [USERSPACE] portid=16023 progname=conntrack`: who asked for it, unless the kernel itself did (conntrack.c, event_cb). */
const USERSPACE = /\s\[USERSPACE\]\s{1,4}portid=(\d{1,10})(?:\s{1,4}progname=(\S.{0,63}))?\s{0,4}$/;
/** The same, broken off by a terminal or at the end of a paste. */
const USERSPACE_CUT = /\s\[U(?:S|SE|SER|SERS|SERSP|SERSPA|SERSPAC|SERSPACE|SERSPACE\].{0,20})?$/;

/** An event in the plain writing, taken apart. */
export interface EventParts {
  readonly type: FlowEventType;
  readonly time: Stamp | null;
  /** The flow alone, as a listing writes it. */
  readonly text: string;
  readonly userspace: FlowEvent['userspace'];
  /** Whether what stands behind the flow was broken off. */
  readonly cut: boolean;
}

/** Takes a line apart: stamp, type, flow, program. null where it begins otherwise. */
export function readEvent(line: string): EventParts | null {
  const prefix = PREFIX.exec(line);
  if (!prefix) return null;
  const body = line.slice(prefix[0].length).trimEnd();
  const { text, userspace, cut } = cutUserspace(body);
  return {
    type: prefix[3] as FlowEventType,
    time: prefix[1] === undefined ? null : stamp(prefix[1], prefix[2] as string),
    text,
    userspace,
    cut,
  };
}

/** Cuts `[USERSPACE] portid=…` off; it stands behind the flow in all forms. */
export function cutUserspace(body: string): {
  text: string;
  userspace: FlowEvent['userspace'];
  cut: boolean;
} {
  const match = USERSPACE.exec(body);
  if (match) {
    const userspace = { port: Number(match[1]), program: match[2] ?? null };
    return { text: body.slice(0, match.index), userspace, cut: false };
  }
  const broken = USERSPACE_CUT.exec(body);
  if (!broken) return { text: body, userspace: null, cut: false };
  return {
    text: body.slice(0, broken.index),
    userspace: { port: null, program: null },
    cut: true,
  };
}

/**
 * `[1795405771.84659 ]` is 84,659 microseconds: tools before 1.4.4, and `-E expect` still, fill up with blanks on the right
 * where they should put zeros on the left (conntrack.c, `%-8ld.%-6ld`).
 */
export function stamp(seconds: string, micros: string): Stamp {
  const text = `${seconds}.${micros}`;
  return {
    clock: 'wall',
    seconds: Number(seconds) + Number(micros) / 1e6,
    dated: true,
    text,
  };
}
