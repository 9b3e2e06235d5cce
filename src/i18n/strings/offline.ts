import type { Locale } from '../locales.ts';

/** The line that announces a newer version of the site. */
interface OfflineStrings {
  /** What the line is, for a screen reader's list of regions. */
  readonly label: string;
  readonly newer: string;
  /** Loads the page again, in the newer version. */
  readonly take: string;
  readonly later: string;
}

export const offline: Readonly<Record<Locale, OfflineStrings>> = {
  en: { label: 'Update', newer: 'A newer version of this site is ready.', take: 'Reload', later: 'Later' },
  ja: {
    label: '更新',
    newer: 'このサイトの新しいバージョンがあります。',
    take: '再読み込み',
    later: '後で',
  },
  ko: {
    label: '업데이트',
    newer: '이 사이트의 새 버전이 준비되었습니다.',
    take: '새로 고침',
    later: '나중에',
  },
  zh: { label: '更新', newer: '本站有新版本可用。', take: '重新加载', later: '稍后' },
};
