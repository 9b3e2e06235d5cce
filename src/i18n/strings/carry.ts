import type { Locale } from '../locales.ts';

/** What only the one file to carry says: `dist/conntriage.html`. */
interface CarryStrings {
  /** Beside the sentence about privacy. */
  readonly about: string;
  readonly noScript: string;
  /** Before a change of language that would lose the paste. */
  readonly loses: string;
}

export const carry: Readonly<Record<Locale, CarryStrings>> = {
  en: {
    about: 'This file holds the desk and all that reads your paste. It needs no network.',
    noScript: 'Reading a paste needs JavaScript, which is off in this browser.',
    loses: 'The paste is too large to take along. Change the language and give it again?',
  },
  ja: {
    about: '診断に必要なものはすべてこのファイルに入っています。ネットワークは不要です。',
    noScript: '診断にはJavaScriptが必要です。このブラウザーでは無効になっています。',
    loses: '貼り付けた内容が大きいため、引き継げません。言語を切り替えて、もう一度貼り付けますか？',
  },
  ko: {
    about: '진단에 필요한 것은 모두 이 파일에 들어 있습니다. 네트워크가 필요 없습니다.',
    noScript: '진단하려면 JavaScript가 필요합니다. 이 브라우저에서는 꺼져 있습니다.',
    loses: '붙여넣은 내용이 커서 그대로 옮길 수 없습니다. 언어를 바꾸고 다시 붙여넣겠습니까?',
  },
  zh: {
    about: '诊断所需的一切都在这个文件里，不需要网络。',
    noScript: '诊断需要 JavaScript，当前浏览器没有启用。',
    loses: '粘贴的内容太大，无法带过去。切换语言后重新粘贴吗？',
  },
};
