import { type Given, isBlank, NOTHING, pieceOf, textOf } from './given.ts';

/** Kept in the tab, never in an address: an address reaches servers and histories. */
const TEXT = 'conntriage.paste';
const CASE = 'conntriage.case';

/** A case as it is handed over: the title, and each output with the name that was given to it. */
type Handed = readonly [
  title: string | null,
  keeps: boolean,
  ...pieces: (readonly [name: string | null, text: string])[],
];

/** Hands a text to the desk, which the reader opens next. Throws where the browser keeps nothing, or not so much. */
export function handOver(text: string): void {
  sessionStorage.setItem(TEXT, text);
}

/** The same for a whole case with its tabs. Rejects also where one of its files is no text. */
export async function handOverCase({ title, keeps, pieces }: Given): Promise<void> {
  const held = await Promise.all(
    pieces
      .filter(piece => !isBlank(piece))
      .map(async ({ name, body }) => [name, await wordsOf(body)] as const),
  );
  const handed: Handed = [title, keeps, ...held];
  sessionStorage.setItem(CASE, JSON.stringify(handed));
}

async function wordsOf(body: string | Blob): Promise<string> {
  if (typeof body === 'string') return body;
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await body.arrayBuffer());
}

/** What another page of this tab has handed over, once; null without. */
export function takeOver(): Given | null {
  try {
    const [text, handed] = [sessionStorage.getItem(TEXT), sessionStorage.getItem(CASE)];
    sessionStorage.removeItem(TEXT);
    sessionStorage.removeItem(CASE);
    if (handed === null) return text ? textOf(text) : null;
    const [title, keeps, ...pieces] = JSON.parse(handed) as Handed;
    const given = pieces.flatMap(([name, words], index) =>
      textOf(words).pieces.map(({ body }) => pieceOf(body, { name, n: index + 1 })),
    );
    return given.length === 0 ? null : { ...NOTHING, title, keeps, pieces: given };
  } catch {
    return null;
  }
}
