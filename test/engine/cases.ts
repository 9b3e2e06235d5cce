import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'yaml';
import type { Verdict } from '../../src/engine/model/finding.ts';

/** One paste and what must be found in it; the lists stand in test/cases. */
export interface Case {
  readonly name: string;
  readonly origin: string;
  readonly expect: Readonly<Record<string, Verdict>>;
  readonly because: string;
  /** How many lines nobody reads, where it is not 0: only cases of healthy nodes are held to it. */
  readonly unread?: number;
  /** The slug of the folder. */
  readonly folder: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Incidents that are no fault, only recognised: a case need not name them. */
export const RECOGNISED: ReadonlySet<string> = new Set(['kube-proxy-nftables-mode']);

interface Listed extends Omit<Case, 'folder' | 'bytes'> {
  readonly file?: string;
  readonly files?: readonly string[];
}

/** Every case of every list. Several files of a case are pasted one after the other. */
export const cases: readonly Case[] = globSync('test/cases/*/cases.yaml').flatMap(list => {
  const folder = dirname(list);
  return (parse(readFileSync(list, 'utf8')) as Listed[]).map(({ file, files, ...listed }) => {
    const names = files ?? (file === undefined ? [] : [file]);
    const bytes = new Uint8Array(Buffer.concat(names.map(name => contents(join(folder, name)))));
    return { ...listed, folder, bytes };
  });
});

/** A long capture is stored compressed. */
function contents(file: string): Uint8Array {
  const bytes = readFileSync(file);
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}
