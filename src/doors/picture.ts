import sharp from 'sharp';
import { pictureSize } from '../components/picture-size.ts';
import type { Locale } from '../i18n/locales.ts';
import { slugLines, strokes, widthOf } from './strokes.ts';

/** What a picture of a page shows. */
export interface Picture {
  readonly locale: Locale;
  readonly title: string;
  /** The page's own part of its address: small letters, digits, hyphens. */
  readonly slug: string;
  /** What kind of page it is, in its language; drawn where the machine has a font for it. */
  readonly kind: string;
  readonly severity?: 'critical' | 'warning' | 'notice' | undefined;
}

const left = 84;
const room = pictureSize.width - 2 * left;

/** The dark theme of src/styles/tokens.css. */
const ink = {
  ground: '#101416',
  text: '#e4e9e7',
  dim: '#919d9f',
  trace: '#6ccadd',
  tick: '#465359',
} as const;
const hue = { critical: '#ff8f85', warning: '#eeb64f', notice: '#a9b9fa' } as const;

/** A letter that only a font of the language has. */
const probe: Readonly<Record<Locale, string>> = { en: 'R', ja: '溢', ko: '꽉', zh: '连' };

/**
 * Draws the picture as PNG, 1200 × 630. Where the machine has no font for the language, the title is left out, and the slug, drawn by
 * strokes, is all that is written: a preview stands beside the title in any case.
 */
export async function drawPicture(picture: Picture): Promise<Buffer> {
  const svg = pictureSvg(picture, await hasFont(picture.locale));
  const pixels =
    drawn.get(svg) ?? sharp(Buffer.from(svg)).removeAlpha().png({ compressionLevel: 6 }).toBuffer();
  drawn.set(svg, pixels);
  return pixels;
}

/** Without a font the four languages have one picture. */
const drawn = new Map<string, Promise<Buffer>>();

/** The drawing, before it is made pixels. Pure, for the tests. */
export function pictureSvg({ locale, title, slug, kind, severity }: Picture, fonts: boolean): string {
  const lines = fonts ? titleLines(title) : [];
  const size = lines.length > 2 ? 58 : 68;
  const top = 236;
  const text = lines.map((line, index) =>
    words(line, top + index * size * 1.25, size, 600, ink.text, locale),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${pictureSize.width}" height="${pictureSize.height}">`,
    `<rect width="100%" height="100%" fill="${ink.ground}"/>`,
    ticks(),
    head(fonts ? kind : '', locale),
    ...text,
    slugDrawing(slug, fonts),
    severity ? bars(severity) : '',
    '</svg>',
  ].join('');
}

/** The graduation below the header of every page. */
function ticks(): string {
  const marks = Array.from({ length: 61 }, (_, at) => `M${at * 20} 0V${at % 5 === 0 ? 18 : 9}`).join('');
  return `<path d="${marks}" transform="translate(0 138)" stroke="${ink.tick}" stroke-width="2" fill="none"/>`;
}

function head(kind: string, locale: Locale): string {
  const logo =
    '<path d="M1 12h6M7 12h3.5L14 4.5h2.5M10.5 12h6M10.5 12 14 19.5h2.5"/><circle cx="19.5" cy="4.5" r="2.9" fill="currentColor"/><circle cx="19.5" cy="12" r="2.6"/><circle cx="19.5" cy="19.5" r="2.6"/>';
  return [
    `<g color="${ink.trace}" stroke="${ink.trace}" fill="none" stroke-width="1.5" transform="translate(${left} 44) scale(2.5)">${logo}</g>`,
    `<g stroke="${ink.text}" fill="none" stroke-width="1" stroke-linecap="round" stroke-linejoin="round">${strokes('conntriage', left + 84, 58, 3.6)}</g>`,
    kind === ''
      ? ''
      : `<text x="${pictureSize.width - left}" y="88" text-anchor="end" font-size="30" fill="${ink.dim}" ${face(locale)}>${escaped(kind)}</text>`,
  ].join('');
}

/** Small below a title; large and in several lines where it stands alone. */
function slugDrawing(slug: string, small: boolean): string {
  if (small) {
    const scale = Math.min(3.4, room / widthOf(slug));
    return group(ink.trace, 0.9, strokes(slug, left, 520, scale));
  }
  const lines = slugLines(slug, room / 8);
  const scale = Math.min(8, room / Math.max(...lines.map(widthOf)));
  const drawn = lines.slice(0, 3).map((line, at) => strokes(line, left, 216 + at * scale * 13.5, scale));
  return group(ink.text, 0.9, drawn.join(''));
}

const group = (stroke: string, width: number, content: string) =>
  `<g stroke="${stroke}" fill="none" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round">${content}</g>`;

/** The sign of how bad it is: one, two or three bars, as on the pages. */
function bars(severity: keyof typeof hue): string {
  const full = { notice: 1, warning: 2, critical: 3 }[severity];
  const bar = (at: number) =>
    `<rect x="${at * 24}" y="${48 - 16 * (at + 1)}" width="15" height="${16 * (at + 1)}" ${at < full ? `fill="${hue[severity]}"` : `fill="none" stroke="${hue[severity]}" stroke-width="2"`}/>`;
  return `<g transform="translate(${pictureSize.width - left - 63} 505)">${[0, 1, 2].map(bar).join('')}</g>`;
}

function words(line: string, y: number, size: number, weight: number, fill: string, locale: Locale): string {
  return `<text x="${left}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${fill}" ${face(locale)}>${escaped(line)}</text>`;
}

const families: Readonly<Record<Locale, string>> = {
  en: 'Noto Sans, DejaVu Sans, Arial, sans-serif',
  ja: 'Noto Sans CJK JP, Noto Sans JP, Hiragino Sans, Yu Gothic, sans-serif',
  ko: 'Noto Sans CJK KR, Noto Sans KR, Apple SD Gothic Neo, Malgun Gothic, sans-serif',
  zh: 'Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif',
};
const face = (locale: Locale) =>
  `font-family="${families[locale]}" xml:lang="${locale === 'zh' ? 'zh-CN' : locale}"`;

/** About how wide a letter is, in ems: wide letters are square. */
const ems = (letter: string) =>
  /[\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/.test(letter) ? 1 : 0.57;

/** Breaks a title into three lines at most, at spaces, or between wide letters that may part. */
export function titleLines(title: string, most = 14.6): string[] {
  const pieces =
    title.match(/[\u2e80-\u9fff\uff00-\uffef][ー、。）)]*|[^\s\u2e80-\u9fff\uff00-\uffef]+|\s+/gu) ?? [];
  const lines = [''];
  for (const piece of pieces) {
    const line = lines.at(-1) ?? '';
    const width = [...(line + piece)].reduce((sum, letter) => sum + ems(letter), 0);
    if (width > most && line !== '' && piece.trim() !== '') lines.push(piece);
    else lines[lines.length - 1] = line === '' ? piece.trimStart() : line + piece;
  }
  const [first = '', second = '', third = '', ...rest] = lines.map(line => line.trim());
  return [first, second, rest.length > 0 ? `${third}…` : third].filter(line => line !== '');
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const known = new Map<Locale, Promise<boolean>>();

/** Whether the machine has a font for the language: a letter of it looks unlike one that no font has. */
export function hasFont(locale: Locale): Promise<boolean> {
  const found = known.get(locale) ?? looksUnlikeNothing(locale);
  known.set(locale, found);
  return found;
}

async function looksUnlikeNothing(locale: Locale): Promise<boolean> {
  const draw = (letter: string) =>
    sharp(
      Buffer.from(
        `<svg xmlns="http://www.w3.org/2000/svg" width="80" height="80"><text x="8" y="60" font-size="56" ${face(locale)}>${letter}</text></svg>`,
      ),
    )
      .raw()
      .toBuffer();
  // U+10FFFD is for private use: every font shows its box for what it lacks, or nothing.
  const [letter, nothing, empty] = await Promise.all([draw(probe[locale]), draw('\u{10fffd}'), draw('')]);
  return !letter.equals(nothing) && !letter.equals(empty);
}
