import type { Hop } from '../../model/paths.ts';
import { readHost } from '../mtr/hops.ts';

// iputils tracepath.c
/** ` 1?: [LOCALHOST]                      pmtu 1400` */
const LOCAL =
  /^\s{0,3}(\d{1,3})\??:\s{1,4}\[LOCALHOST\]\s{1,80}(?:\d{1,9}\.\d{1,3}ms )?pmtu (\d{1,6})\s{0,4}$/;
/** ` 2:  gw-2.example.net (10.77.2.2)     0.023ms `, ` 2:  10.77.2.2    0.1ms pmtu 1400`, ` 3:  10.77.3.2    0.025ms reached` */
const HOP =
  /^\s{0,3}(\d{1,3})\??:\s{1,4}([A-Za-z0-9][\w.:%-]{0,254})(?: \(([^()\s]{1,80})\))?\s{1,200}(?:\(This broken router returned corrupted payload\) )?(\d{1,9}\.\d{1,3})ms ?((?:asymm {1,4}\d{1,3} ?|pmtu \d{1,6} ?|reached ?|![A-Z] ?){0,4})\s{0,4}$/;
const SILENT = /^\s{0,3}(\d{1,3})\??:\s{1,4}no reply\s{0,4}$/;
const SEND_FAILED = /^\s{0,3}(\d{1,3})\??:\s{1,4}send failed$/;
const TOO_MANY = /^\s{1,12}Too many hops: pmtu (\d{1,6})\s{0,4}$/;
const RESUME = /^\s{1,12}Resume: pmtu (\d{1,6})(?: hops (\d{1,3}))?(?: back (\d{1,3}))?\s{0,4}$/;

export interface TracepathLine {
  readonly number: number;
  /** The first line, of the own host. */
  readonly local: boolean;
  readonly mtu: number | null;
  readonly hop: Partial<Hop>;
  /** The last lines; null for a hop. */
  readonly resume: 'resume' | 'too-many' | null;
  readonly reached: boolean;
}

/** Reads a line of tracepath; null for any other. */
export function readTracepath(text: string): TracepathLine | null {
  const none = { number: 0, local: false, mtu: null, hop: {}, resume: null, reached: false } as const;
  const local = LOCAL.exec(text);
  if (local) return { ...none, number: Number(local[1]), local: true, mtu: Number(local[2]) };
  const silent = SILENT.exec(text) ?? SEND_FAILED.exec(text);
  if (silent) return { ...none, number: Number(silent[1]), hop: { silent: 1 } };
  const many = TOO_MANY.exec(text);
  if (many) return { ...none, mtu: Number(many[1]), resume: 'too-many' };
  const resume = RESUME.exec(text);
  if (resume) return { ...none, mtu: Number(resume[1]), resume: 'resume', reached: resume[2] !== undefined };
  const hop = HOP.exec(text);
  return hop ? { ...none, number: Number(hop[1]), hop: readHop(hop) } : null;
}

function readHop([, , name, address, time, words]: RegExpExecArray): Partial<Hop> {
  const mtu = /pmtu (\d{1,6})/.exec(words as string)?.[1];
  return {
    hosts: [readHost(name as string, address)],
    times: [Number(time)],
    marks: (words as string)
      .split(/\s+/)
      .filter(word => word === 'reached' || word === 'asymm' || word.startsWith('!')),
    mtu: mtu === undefined ? null : Number(mtu),
  };
}
