import { analyze } from '../../src/engine/analyze.ts';
import { chunksOf } from '../../src/engine/paste.ts';

/** In a fresh worker: reads the Blob alone, or analyses it, and says how many milliseconds that took. */
self.onmessage = async ({ data }: MessageEvent<{ blob: Blob; what: 'read' | 'analyse' }>) => {
  const start = performance.now();
  let lines = 0;
  if (data.what === 'analyse') lines = (await analyze(data.blob)).lines;
  else for await (const chunk of chunksOf(data.blob)) lines += chunk.length > 0 ? 1 : 0;
  self.postMessage({ milliseconds: performance.now() - start, lines });
};
