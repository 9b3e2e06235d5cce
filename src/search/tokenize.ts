import { borrowed, sameWords, shortNames, spellings } from './folding.ts';
import { endings, particles, stems } from './korean.ts';

/** A token and the place in the text that it was made of. */
export interface Token {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/**
 * A run of one script.
 *
 * - `latin`: `nf_conntrack`, `10.0.0.5:80`, `NodeHighNumberConntrackEntriesUsed`: itself, and its parts
 * - `han`: a run of Han and Kana, which writes no spaces: no whole, only overlapping pairs
 * - `hangul`: a word between spaces without its particle: itself, and its pairs
 *
 * A time in seconds is one word in all languages: `5 s`, `5sec`, 5秒, 5초.
 */
export interface Word {
  readonly script: 'latin' | 'han' | 'hangul';
  readonly whole: Token | null;
  readonly parts: readonly Token[];
  /** The same in English, where that is what many people write: タイムアウト → timeout. */
  readonly borrowed: readonly Token[];
}

const RUN =
  /(?<span>\d{1,5}(?:\.\d{1,6})?\s?(?:秒|초|s(?:ec(?:ond)?s?)?(?![\p{Script=Latin}\p{N}_])))|(?<latin>[\p{Script=Latin}\p{N}](?:[_.:/-]{0,3}[\p{Script=Latin}\p{N}])*)|(?<han>[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆]+)|(?<hangul>타임\s+아웃[가-힣]*|안\s[돼되됨됩됐][가-힣]*|[가-힣]+)/gu;

/**
 * A letter with what belongs to it: `é` in two code points, `ﾊﾞ` in two halves, `한` in three jamo (macOS file names).
 * ASCII is taken by the stretch.
 */
const CLUSTER = /[ -~]+(?!\p{M})|[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?|[\s\S][\p{M}\uff9e\uff9f]*/gu;

/** A letter after folding, and where it came from. */
interface Letter {
  readonly char: string;
  readonly upper: boolean;
  readonly from: number;
  readonly to: number;
}

/** Cuts a text into words. Index, query and marks in results all go through here, so that they cannot disagree. */
export function words(text: string): Word[] {
  // Nearly all text is as it would be after folding, but for its capitals: then a run is cut once, however often it stands.
  const lower = text.toLowerCase();
  const isPlain = lower.length === text.length && text.normalize('NFKC') === text;
  const letters = isPlain ? null : fold(text);
  const folded = letters ? joined(letters) : lower;
  const found: Word[] = [];
  for (const { index, 0: run, groups } of folded.matchAll(RUN)) {
    // SYN_SENT가, UDP만: a particle alone is no word.
    if (groups?.['hangul'] && /[a-z\d_)\]"'`초]/.test(folded[index - 1] ?? '') && particles.includes(run))
      continue;
    const make = groups?.['span'] ? span : groups?.['latin'] ? latin : groups?.['han'] ? han : hangul;
    const end = index + run.length;
    found.push(
      letters ? make(letters.slice(index, end)) : moved(cutOnce(text.slice(index, end), make), index),
    );
  }
  return found;
}

/** Runs that were cut before, as far as they are as long as words are; forgotten when they become many. */
const known = new Map<string, Word>();
const most = { known: 20_000, letters: 64 };

function cutOnce(run: string, make: (letters: readonly Letter[]) => Word): Word {
  const before = known.get(run);
  if (before) return before;
  const word = make(fold(run));
  if (known.size >= most.known) known.clear();
  if (run.length <= most.letters) known.set(run, word);
  return word;
}

/** A word that was cut at the beginning of a text, further on in it. */
function moved(word: Word, by: number): Word {
  if (by === 0) return word;
  const move = ({ text, from, to }: Token): Token => ({ text, from: from + by, to: to + by });
  const { script, whole, parts, borrowed: loans } = word;
  return { script, whole: whole && move(whole), parts: parts.map(move), borrowed: loans.map(move) };
}

/** All tokens of a text, for the index: wholes, parts and borrowed words. */
export function tokens(text: string): Token[] {
  return words(text).flatMap(tokensOf);
}

/** All tokens of a word. */
export function tokensOf({ whole, parts, borrowed: english }: Word): Token[] {
  return whole ? [whole, ...parts, ...english] : [...parts, ...english];
}

/** NFKC and lower case, letter by letter, so that each one still knows its place. */
function fold(text: string): Letter[] {
  const letters: Letter[] = [];
  for (const { index, 0: cluster } of text.matchAll(CLUSTER)) {
    const isPlain = /^[ -~]+$/.test(cluster);
    const normal = isPlain ? cluster : cluster.normalize('NFKC');
    const lower = normal.toLowerCase();
    // One entry a UTF-16 unit: positions in the joined string are positions in this list.
    for (let i = 0; i < lower.length; i++) {
      const from = isPlain ? index + i : index;
      const to = isPlain ? from + 1 : index + cluster.length;
      letters.push({
        char: lower[i] as string,
        upper: isPlain ? lower[i] !== normal[i] : lower !== normal,
        from,
        to,
      });
    }
  }
  return letters;
}

function token(letters: readonly Letter[], text = joined(letters)): Token {
  return { text, from: letters[0]?.from ?? 0, to: letters.at(-1)?.to ?? 0 };
}

/**
 * `net.netfilter.nf_conntrack_max` → itself, `nf_conntrack_max`, net, netfilter, nf, conntrack, max. All joiners are
 * one: /proc writes `net/netfilter/nf_conntrack_max`. Capitals cut too: `EntriesUsed` → entries, used;
 * `CoreDNSDown` → core, dns, down.
 */
function latin(letters: readonly Letter[]): Word {
  const whole = nameToken(letters);
  if (/^[a-z]+$/.test(joined(letters)) && !letters.slice(1).some(({ upper }) => upper)) {
    return { script: 'latin', whole, parts: [], borrowed: [] };
  }
  const names = split(letters, letter => /[.:/]/.test(letter.char));
  const pieces = names.flatMap(name => split(name, letter => /[_-]/.test(letter.char)));
  const humps = pieces.flatMap(piece => {
    const cut = splitBefore(
      piece,
      (letter, before, after) => letter.upper && (!before.upper || isSmall(after)),
    );
    return cut.length > 1 ? cut : [];
  });
  const parts = [...names, ...pieces, ...humps].map(nameToken);
  const seen = new Set([whole.text]);
  return {
    script: 'latin',
    whole,
    parts: parts.filter(({ text }) => !seen.has(text) && seen.add(text)),
    borrowed: [],
  };
}

/** 3.05秒 → 3s, with 3 as its part: a time that is up to 6 % late, as timers are, is the time that people name. */
function span(letters: readonly Letter[]): Word {
  const seconds = Number.parseFloat(joined(letters));
  const whole = Math.floor(seconds);
  const late = seconds - whole;
  const told = whole > 0 && late <= 0.06 * whole ? String(whole) : String(seconds).replace('.', '_');
  return { script: 'latin', whole: token(letters, `${told}s`), parts: [token(letters, told)], borrowed: [] };
}

function nameToken(letters: readonly Letter[]): Token {
  const name = joined(letters).replace(/[_.:/-]+/g, '_');
  const root = stem(fullNames.get(name) ?? name);
  return token(letters, oneForAll.get(root) ?? root);
}

/**
 * English endings, only so far that one word meets itself: drop, drops, dropped, dropping; timeout, timeouts; entry,
 * entries. What comes out is not a word, and nobody sees it.
 */
export function stem(word: string): string {
  if (!/^[a-z]{4,40}$/.test(word)) return word;
  const single = word
    .replace(/(?<=[a-z]{2})ies$/, 'y')
    .replace(/(?<=(?:ss|sh|ch|x))es$/, '')
    .replace(/(?<=[^sui])s$/, '');
  const root = /^(.*[aeiouy].*)(?<!e)(?:ed|ing)$/.exec(single)?.[1];
  const bare = root !== undefined && root.length >= 4 ? root.replace(/([bdfgmnprt])\1$/, '$1') : single;
  return bare.length >= 5 ? bare.replace(/e$/, '') : bare;
}

function han(letters: readonly Letter[]): Word {
  const run = respell(letters.filter(({ char }) => char !== 'ー'));
  return { script: 'han', whole: null, parts: pairs(run), borrowed: loans(run) };
}

function hangul(letters: readonly Letter[]): Word {
  const run = respell(letters.filter(({ char }) => /\S/.test(char)));
  const bare = plainForm(withoutParticle(run));
  const whole = token(bare);
  return { script: 'hangul', whole, parts: bare.length > 2 ? pairs(bare) : [], borrowed: loans(bare) };
}

function withoutParticle(run: readonly Letter[]): readonly Letter[] {
  const text = joined(run);
  const particle = particles.find(end => text.endsWith(end) && text.length - end.length >= 2);
  return particle ? run.slice(0, -particle.length) : run;
}

/** 발생해요 → 발생, 느려요 → 느림; in compounds too: 접속안됨 → 접속안, 더느려요 → 더느림. */
function plainForm(run: readonly Letter[]): readonly Letter[] {
  const text = joined(run);
  const found = inflected.exec(text);
  if (found && found.index + 4 >= text.length - 2) {
    const at = run.slice(found.index);
    const { from, to } = token(at);
    const form = plain.get(found[0]) ?? found[0];
    return [...run.slice(0, found.index), ...Array.from(form, char => ({ char, upper: false, from, to }))];
  }
  const ending = endings.find(end => text.endsWith(end) && text.length - end.length >= 2);
  return ending ? run.slice(0, -ending.length) : run;
}

/** 接続追跡 → 接続, 続追, 追跡; a single character stays. */
function pairs(run: readonly Letter[]): Token[] {
  if (run.length === 1) return [token(run)];
  return run.slice(1).map((letter, i) => token([run[i] as Letter, letter]));
}

/** Puts the one spelling for the others. The letters that are put in stand where the old ones stood. */
function respell(run: readonly Letter[]): readonly Letter[] {
  const letters: Letter[] = [];
  let done = 0;
  for (const { index, 0: other } of joined(run).matchAll(respelled)) {
    const { from, to } = token(run.slice(index, index + other.length));
    const put = Array.from(usual.get(other) ?? other, char => ({ char, upper: false, from, to }));
    for (const letter of [...run.slice(done, index), ...put]) letters.push(letter);
    done = index + other.length;
  }
  return done === 0 ? run : [...letters, ...run.slice(done)];
}

function loans(run: readonly Letter[]): Token[] {
  const text = inKatakana(joined(run));
  return foreign.flatMap(([word, english]) => {
    const at = text.indexOf(word);
    return at < 0 ? [] : [token(run.slice(at, at + word.length), english)];
  });
}

/** えんどぽいんと → エンドポイント: a foreign word that the input method was not told to convert. */
function inKatakana(text: string): string {
  return text.replace(/[ぁ-ゖ]/g, letter => String.fromCharCode(letter.charCodeAt(0) + 0x60));
}

/** The tables, as a run looks once its long-vowel marks are gone. */
const withoutMarks = (text: string) => text.replaceAll('ー', '');
const usual = new Map(spellings.map(([other, form]) => [withoutMarks(other), withoutMarks(form)]));
const respelled = new RegExp([...usual.keys()].sort((a, b) => b.length - a.length).join('|'), 'g');
const plain = new Map(
  stems.flatMap(([forms, form]) => forms.split('|').map(start => [start, form] as const)),
);
const inflected = new RegExp([...plain.keys()].join('|'));
const foreign = borrowed.map(([word, english]) => [withoutMarks(word), stem(english)] as const);
const fullNames = new Map(shortNames);
const oneForAll = new Map(
  sameWords.flatMap(list => list.map(word => [stem(word), stem(list.at(-1) as string)] as const)),
);

function joined(letters: readonly Letter[]): string {
  return letters.map(({ char }) => char).join('');
}

function split(letters: readonly Letter[], at: (letter: Letter) => boolean): Letter[][] {
  const pieces: Letter[][] = [[]];
  for (const letter of letters) {
    if (at(letter)) pieces.push([]);
    else pieces.at(-1)?.push(letter);
  }
  return pieces.filter(piece => piece.length > 0);
}

/** True for the `o` of `DNSDown`, which begins a new word at its D. */
function isSmall(letter: Letter | undefined): boolean {
  return letter !== undefined && !letter.upper && /[a-z]/.test(letter.char);
}

function splitBefore(
  letters: readonly Letter[],
  at: (letter: Letter, before: Letter, after: Letter | undefined) => boolean,
): Letter[][] {
  const pieces: Letter[][] = [[]];
  letters.forEach((letter, i) => {
    const before = letters[i - 1];
    if (before && at(letter, before, letters[i + 1])) pieces.push([]);
    pieces.at(-1)?.push(letter);
  });
  return pieces;
}
