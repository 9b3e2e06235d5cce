import { createHash } from 'node:crypto';

/** The line of a front matter that names the English text. */
export const FOLLOWS = /^follows: (\S+)$/m;

/** What a translation follows: twelve digits of a hash over the English text, blanks and line ends aside. */
export function hashOf(english) {
  return createHash('sha256')
    .update(english.replace(FOLLOWS, '').replaceAll(/\s+/g, ' '))
    .digest('hex')
    .slice(0, 12);
}
