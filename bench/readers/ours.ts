import { FilePaste } from '../../src/cli/file-paste.ts';
import { analyze } from '../../src/engine/analyze.ts';

/** Analyses a file some times in this process: `node ours.ts FILE RUNS`. Prints the seconds of each run, and what was read. */
const [file = '', runs = '5'] = process.argv.slice(2);
const seconds: number[] = [];
let read = '';
for (let run = 0; run < Number(runs); run++) {
  const start = performance.now();
  const { sections, unreadLines } = await analyze(new FilePaste(file));
  seconds.push((performance.now() - start) / 1000);
  read = `${sections.map(({ format }) => format).join(', ')}, ${unreadLines} lines unread`;
}
process.stdout.write(JSON.stringify({ seconds, read, peak: process.resourceUsage().maxRSS * 1024 }));
