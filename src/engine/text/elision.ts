/**
 * A line that stands for others that were left out: `...`, `[…]`, `<snip>`, `[... truncated at 65536 bytes]`, `(中略)`, `(생략)`,
 * `--More--`, the vertical ellipsis of a manual.
 */
export function isElision(text: string): boolean {
  const line = text.trim();
  if (line === '' || line.length > 120) return false;
  if (FORMS.test(line)) return true;
  let from = 0;
  let to = line.length;
  while (from < to && EDGE.has(line[from] as string)) from++;
  while (to > from && EDGE.has(line[to - 1] as string)) to--;
  if (from === to) return SIGN.test(line);
  const core = line.slice(from, to);
  if (core.charCodeAt(0) > 0x2e7f) return FOREIGN.test(core) && FOREIGN_WORD.test(core);
  return isSaid(core, line.slice(0, from) + line.slice(to));
}

/** Brackets, dots, dashes and scissors around the words. */
const EDGE = new Set(' \t.…⋯⋮・･。·~〜～-=*#<>[](){}（）［］【】「」＜＞《》!/+✂:8');
/** Dots or scissors; a rule of dashes is none. */
const SIGN = /^[^\w]{0,4}(?:\.\.|…|⋯|⋮|・・|･･|。。|✂|\.(?: \.){2})|-\s?8<|>8\s?-|^>8$|^\* \* \*$|^:$/;
const FORMS =
  /^(?:(?:\[|\()?(?:\.{3}|…).{0,40}(?:lines?|rows?|rules|entries|omitted|truncated|skipped|more|行|省略|줄|생략).{0,20}|etc\.|lines \d{1,9}-\d{1,9}(?:\/\d{1,9})?(?: \d{1,3}%)?|-{2} ?more ?-{2}(?: ?\(\d{1,3}%\))?)$/i;

const FOREIGN = /^[\d\s,\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]{1,30}$/u;
const FOREIGN_WORD = /省略|中略|前略|[後后]略|以下略|截[断斷]|생략|중략|전략|후략|하략/;

/** What says by itself that something was left out. */
const SURE = new Set('snip snipped truncated omitted elided'.split(' '));
/** The same within brackets, dots or dashes, or with more words. */
const KEYS = new Set('cut deleted removed skipped trimmed clipped redacted abbreviated more'.split(' '));
/** What stands beside them. */
const BESIDE = new Set(
  `a all and at brevity bytes characters chars earlier entries exceeded followed follows for forth here i in lines line many
more of on other others output part remaining remainder rest rows rules same similar so some the to too long was were`.split(
    /\s+/,
  ),
);

/** `rest of output omitted`, `1,204 more lines`, `snip`. */
function isSaid(core: string, around: string): boolean {
  if (!isKnown(/^[\w,]{0,20}/.exec(core)?.[0] ?? '')) return false;
  const words = core.split(/[\s,;:]+/, 13).filter(word => word !== '');
  if (words.length > 12 || !words.every(isKnown)) return false;
  if (words.some(word => SURE.has(word.toLowerCase()))) return true;
  const marked = /[.…⋯[({<（［【＜《✂]|--/.test(around);
  return marked && (words.some(word => KEYS.has(word.toLowerCase())) || /\.\.|…|⋯/.test(around));
}

function isKnown(word: string): boolean {
  const lower = word.toLowerCase();
  return SURE.has(lower) || KEYS.has(lower) || BESIDE.has(lower) || /^[\d,]{1,12}$/.test(lower);
}
