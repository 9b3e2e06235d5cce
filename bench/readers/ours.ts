import { FilePaste } from '../../src/cli/file-paste.ts';
import { analyze } from '../../src/engine/analyze.ts';
import { chunksOf } from '../../src/engine/paste.ts';
import { SectionReader } from '../../src/engine/sections.ts';
import { LineSplitter } from '../../src/engine/text/splitter.ts';

/**
 * Analyses a file some times in this process, and as often only reads it: `node ours.ts FILE RUNS`. Prints the seconds of each
 * run of either kind, and what was read.
 */
const [file = '', runs = '5'] = process.argv.slice(2);
const whole: Took[] = [];
const reading: Took[] = [];
let read = '';
for (let run = 0; run < Number(runs); run++) {
  const took = stopwatch();
  const { sections, unreadLines } = await analyze(new FilePaste(file));
  whole.push(took());
  read = `${sections.map(({ format }) => format).join(', ')}, ${unreadLines} lines unread`;
  reading.push(await readAlone(file));
}
process.stdout.write(JSON.stringify({ whole, reading, read, peak: process.resourceUsage().maxRSS * 1024 }));

/** Reads into documents as `analyze()` does, and checks nothing. */
async function readAlone(name: string): Promise<Took> {
  const took = stopwatch();
  const sections = new SectionReader(() => {});
  const lines = new LineSplitter(sections, 'utf-8', 0);
  for await (const chunk of chunksOf(new FilePaste(name))) lines.push(chunk);
  lines.end();
  sections.end();
  return took();
}

interface Took {
  readonly seconds: number;
  readonly cpu: number;
}

/** Says how many seconds went by since it was made, and how many of all processors this process used. */
function stopwatch(): () => Took {
  const start = performance.now();
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return { seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
  };
}
