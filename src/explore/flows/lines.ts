import type { Encoding } from '../../engine/model/analysis.ts';
import { chunksOf } from '../../engine/paste.ts';
import { clean } from '../../engine/text/clean.ts';
import { decodeUtf8 } from '../../engine/text/decode.ts';
import type { FlowStore } from './store.ts';

const MAX_TEXT = 1000;
/** Bytes that are read at once for the lines of a window, where they stand close together. */
const MAX_GAP = 1 << 14;

/** The lines of some flows as they stand in the paste, without colour codes. */
export async function linesOf(
  paste: Blob,
  encoding: Encoding,
  store: FlowStore,
  flows: readonly number[],
): Promise<string[]> {
  const texts = new Map<number, string>();
  const sorted = [...flows].sort((one, other) => startOf(store, one) - startOf(store, other));
  for (let at = 0; at < sorted.length; ) {
    let next = at + 1;
    while (
      next < sorted.length &&
      startOf(store, sorted[next] as number) - endOf(store, sorted[next - 1] as number) < MAX_GAP
    )
      next++;
    const run = sorted.slice(at, next);
    const base = startOf(store, run[0] as number);
    const bytes = await paste.slice(base, Math.max(...run.map(flow => endOf(store, flow)))).arrayBuffer();
    for (const flow of run) {
      const line = new Uint8Array(bytes, startOf(store, flow) - base, store.length[flow]);
      texts.set(flow, textOf(line, encoding));
    }
    at = next;
  }
  return flows.map(flow => texts.get(flow) ?? '');
}

function startOf(store: FlowStore, flow: number): number {
  return store.start[flow] as number;
}

function endOf(store: FlowStore, flow: number): number {
  return startOf(store, flow) + (store.length[flow] as number);
}

function textOf(bytes: Uint8Array, encoding: Encoding): string {
  const decoded =
    encoding === 'utf-8'
      ? decodeUtf8(bytes)
      : { text: new TextDecoder(encoding).decode(bytes), byteAt: (at: number) => at * 2 };
  const { text } = clean(decoded);
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
}

/** Whether each flow's line holds the text, upper or lower case: the lines are read again, a megabyte at a time. */
export async function searchLines(
  paste: Blob,
  encoding: Encoding,
  store: FlowStore,
  text: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const found = new Uint8Array(store.size);
  const last = store.size - 1;
  if (last < 0) return found;
  const wanted = text.toLowerCase();
  const base = startOf(store, 0);
  const width = encoding === 'utf-8' ? 1 : 2;
  // A character a byte: places in the text are places in the paste. What is looked for is ASCII, or is found nowhere else either.
  const decoder = new TextDecoder(encoding === 'utf-8' ? 'latin1' : encoding);
  const needle = encoding === 'utf-8' ? latin1.decode(utf8.encode(wanted)) : wanted;
  let rest = '';
  let restAt = base;
  let flow = 0;
  for await (const chunk of chunksOf(paste.slice(base, endOf(store, last)))) {
    signal.throwIfAborted();
    const held = (rest + decoder.decode(chunk, { stream: true })).toLowerCase();
    for (let at = held.indexOf(needle); at >= 0; at = held.indexOf(needle, at + 1)) {
      const place = restAt + at * width;
      while (flow < last && endOf(store, flow) <= place) flow++;
      if (startOf(store, flow) <= place && place + needle.length * width <= endOf(store, flow)) {
        found[flow] = 1;
        // The rest of a line that was found need not be looked at.
        at = Math.max(at, Math.floor((endOf(store, flow) - restAt) / width) - 1);
      }
    }
    const keep = Math.min(held.length, needle.length - 1);
    restAt += (held.length - keep) * width;
    rest = keep === 0 ? '' : held.slice(-keep);
  }
  return found;
}

const latin1 = new TextDecoder('latin1');
const utf8 = new TextEncoder();
