// npm run search:score [-- FILE]: how often the right page comes first, language by language, on the site of the last build.
import { existsSync } from 'node:fs';
import { indexesInMemory } from './in-memory.ts';
import { type Asked, readQueries } from './queries.ts';
import { type Score, type Scored, scoreAll, scoresOf, shortcomings } from './score.ts';

const site = 'dist/site';
const [file = 'test/search/queries.yaml'] = process.argv.slice(2);

if (!existsSync(`${site}/pagefind/symptoms.json`)) {
  console.error(`There is no search index in ${site}: run "npm run build" first.`);
  process.exit(2);
}

const { index, symptoms } = indexesInMemory(site);
const scored = await scoreAll(readQueries(file), index, symptoms);
const scores = scoresOf(scored);
print('All', scores);
const held = scored.filter(one => one.held);
if (held.length > 0) {
  print('Open to tuning', scoresOf(scored.filter(one => !one.held)));
  print('Held out', scoresOf(held));
}
const missed = scored.filter(isMissed);
if (missed.length > 0) console.log('\nNot first, or found where nothing should be:');
for (const one of missed) console.log(lineOf(one));
const short = shortcomings(scores);
for (const sentence of short) console.error(sentence);
process.exitCode = short.length > 0 ? 1 : 0;

function print(title: string, list: readonly Score[]): void {
  console.log(`\n${title}`);
  console.table(
    Object.fromEntries(
      list.map(score => {
        const share = (count: number) => `${count} (${percent(count, score.asked)})`;
        return [
          score.lang,
          {
            queries: score.asked,
            first: share(score.first),
            'first two': share(score.firstTwo),
            'first three': share(score.firstThree),
            'first five': share(score.firstFive),
            'above the line': share(score.above),
            'small index: first': share(score.early[0]),
            'first two ': share(score.early[1]),
            nonsense: score.nonsense,
            'no strong result': `${score.withoutStrong} (${percent(score.withoutStrong, score.nonsense)})`,
            empty: `${score.empty} (${percent(score.empty, score.nonsense)})`,
            'small index, median ms': score.median.toFixed(1),
          },
        ];
      }),
    ),
  );
}

function percent(count: number, all: number): string {
  return all === 0 ? 'none asked' : `${Math.floor((1000 * count) / all) / 10} %`;
}

/** What is held out is counted, and never shown: whoever saw it would tune for it. In a file of its own all is shown. */
function isMissed({ path, place, strong, held: isHeld }: Scored): boolean {
  return !isHeld && (path === null ? strong > 0 : place !== 0);
}

function lineOf({ lang, query, path, place, paths }: Asked & Scored): string {
  const wanted = path === null ? 'nothing' : `${path} (${place < 0 ? 'not shown' : `place ${place + 1}`})`;
  return `  ${lang}  ${JSON.stringify(query)}\n      wanted ${wanted}; first came ${paths.slice(0, 3).join(' ') || 'nothing'}`;
}
