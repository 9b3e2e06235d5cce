import type { Locale } from '../../locales.ts';

/** What an incident note says besides the words of the report. */
const note = {
  time: 'Time',
  colon: ': ',
  lines: 'Lines that show it',
  redacted: 'Names and addresses are pseudonyms.',
  madeBy: 'Read by Conntriage in the browser. Lines and line numbers are those of the paste.',
  ruledOut: 'Ruled out',
  cannotTell: 'Cannot tell',
  untouched:
    '{n, plural, one {# other cause was} other {# other causes were}} looked for. The paste says nothing of {n, plural, one {it} other {them}}.',
};

export type NoteStrings = typeof note;

export const noteStrings: Readonly<Record<Locale, NoteStrings>> = {
  en: note,
  ja: {
    time: '日時',
    colon: ': ',
    lines: '根拠となる行',
    redacted: '名前とアドレスは別の名前に置き換えてあります。',
    madeBy: 'Conntriageがブラウザー内で読み取りました。行と行番号は貼り付けた内容のものです。',
    ruledOut: '除外できる原因',
    cannotTell: '判定不能',
    untouched: 'ほか{n, number}件の原因も確認しましたが、貼り付けた内容からは判断できません。',
  },
  ko: {
    time: '일시',
    colon: ': ',
    lines: '근거가 되는 줄',
    redacted: '이름과 주소는 가명입니다.',
    madeBy: 'Conntriage가 브라우저 안에서 읽었습니다. 줄과 줄 번호는 붙여넣은 내용의 것입니다.',
    ruledOut: '제외할 수 있는 원인',
    cannotTell: '판단 불가',
    untouched: '다른 원인 {n, number}건도 확인했지만 붙여넣은 내용으로는 판단할 수 없습니다.',
  },
  zh: {
    time: '时间',
    colon: '：',
    lines: '对应的行',
    redacted: '名称和地址已替换为化名。',
    madeBy: '由 Conntriage 在浏览器中读取。行内容和行号以粘贴内容为准。',
    ruledOut: '已排除',
    cannotTell: '无法判断',
    untouched: '另外检查了 {n, number} 种原因，粘贴内容不足以判断。',
  },
};
