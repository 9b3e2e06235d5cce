import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Paste } from '../engine/paste.ts';
import { isPacked, unpack } from '../engine/text/unpack.ts';
import { ArgumentError } from './arguments.ts';
import { FilePaste } from './file-paste.ts';

/**
 * Opens the files as one paste, a line end between them; `-`, or no file at all, is standard input. Files are read
 * from disk as they are analysed, never held. Throws an ArgumentError for a file that cannot be read.
 */
export async function openPaste(files: readonly string[], stdin: NodeJS.ReadStream): Promise<Paste> {
  const names = files.length > 0 ? files : ['-'];
  if (names.includes('-') && stdin.isTTY) {
    process.stderr.write('Paste, then end with Ctrl-D.\n');
  }
  const [first] = names;
  if (names.length === 1 && first !== undefined && first !== '-') {
    const plain = await plainFile(first);
    if (plain) return plain;
  }
  const blobs: Blob[] = [];
  for (const name of names) blobs.push(await openBlob(name, stdin));
  if (blobs.length === 1) return blobs[0] as Blob;
  return new Blob(blobs.flatMap(blob => [blob, '\n']));
}

/** Opens one file whole, `-` for standard input. Throws an ArgumentError for one that cannot be read. */
export async function openBlob(name: string, stdin: NodeJS.ReadStream): Promise<Blob> {
  return unpacked(name === '-' ? await readStdin(stdin) : await openFile(name), name);
}

/** A regular file that is not packed; null for any other, which is opened by the general way. */
async function plainFile(name: string): Promise<FilePaste | null> {
  const found = await stat(name).catch(() => null);
  if (!found?.isFile()) return null;
  let file: FilePaste;
  try {
    file = new FilePaste(name);
  } catch {
    return null;
  }
  const head = new Uint8Array(await file.slice(0, 2).arrayBuffer());
  return isPacked(head) ? null : file;
}

async function readStdin(stdin: NodeJS.ReadStream): Promise<Blob> {
  const chunks: Buffer<ArrayBuffer>[] = [];
  for await (const chunk of stdin) chunks.push(chunk as Buffer<ArrayBuffer>);
  return new Blob(chunks);
}

async function openFile(name: string): Promise<Blob> {
  try {
    const { isDirectory } = await stat(name).then(found => ({ isDirectory: found.isDirectory() }));
    if (isDirectory) throw new ArgumentError(`${name} is a folder: give the files in it.`);
    return await openAsBlob(name);
  } catch (error) {
    if (error instanceof ArgumentError) throw error;
    throw new ArgumentError(`${name} cannot be read: ${(error as Error).message}.`);
  }
}

async function unpacked(blob: Blob, name: string): Promise<Blob> {
  try {
    return await unpack(blob);
  } catch (error) {
    throw new ArgumentError(
      `${name} looks like a gzip file and cannot be unpacked: ${(error as Error).message}.`,
    );
  }
}
