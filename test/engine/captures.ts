import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { FormatId } from '../../src/engine/model/document.ts';

/** What a tool printed, for the readers; the lists stand in test/captures/<topic>/captures.yaml. */
export interface Capture {
  readonly topic: string;
  readonly file: string;
  readonly format: FormatId;
  /** The command that printed it; the file itself holds no prompt. */
  readonly command: string | null;
  /** `recorded by test/lab/captures/<topic>.sh`, or `written from facts: …` and which. */
  readonly origin: string;
  /** Lines that no reader understands, where that is right. */
  readonly unread: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface Listed {
  readonly file: string;
  readonly format: FormatId;
  readonly command?: string;
  readonly origin: string;
  readonly unread?: number;
}

/** Every capture of every list. */
export const captures: readonly Capture[] = globSync('test/captures/*/captures.yaml').flatMap(list => {
  const folder = dirname(list);
  return (parse(readFileSync(list, 'utf8')) as Listed[]).map(({ command = null, unread = 0, ...listed }) => ({
    ...listed,
    command,
    unread,
    topic: basename(folder),
    bytes: new Uint8Array(readFileSync(join(folder, listed.file))),
  }));
});
