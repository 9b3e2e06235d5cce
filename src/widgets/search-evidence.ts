import { type Belonging, belongings } from '../search/evidence.ts';

/** The engine is large; it is loaded when a line is typed or pasted that only it can read. */
async function readLines(text: string): Promise<readonly Belonging[]> {
  const [{ analyse }, { texts }, { reportOf }] = await Promise.all([
    import('../worker/client.ts'),
    import('./texts.ts'),
    import('./report.ts'),
  ]);
  const job = analyse([new Blob([text])]);
  const report = await reportOf(await job.done, job.ask, await texts);
  return belongings(report?.findings ?? []);
}

/** Asks the engine which incidents a line belongs to. A line that it cannot read belongs to none. */
export async function askEngine(text: string): Promise<readonly Belonging[]> {
  try {
    return await readLines(text);
  } catch (reason) {
    console.warn(reason);
    return [];
  }
}
