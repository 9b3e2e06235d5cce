import type { Locale } from '../../locales.ts';

const en = {
  label: 'Views of the paste',
  findings: 'Findings',
  pictures: 'Pictures',
  paste: 'The paste',
  rules: 'Rules',
  flows: 'Flows',
  change: 'Before and after',
};

export type ViewStrings = typeof en;

/** The names of the views of a report. */
export const viewStrings: Readonly<Record<Locale, ViewStrings>> = {
  en,
  ja: {
    label: '貼り付けた内容の表示',
    findings: '診断結果',
    pictures: '図',
    paste: '貼り付けた内容',
    rules: 'ルール',
    flows: 'フロー',
    change: '前後の比較',
  },
  ko: {
    label: '붙여넣은 내용 보기',
    findings: '진단 결과',
    pictures: '그림',
    paste: '붙여넣은 내용',
    rules: '규칙',
    flows: '플로우',
    change: '전후 비교',
  },
  zh: {
    label: '粘贴内容的视图',
    findings: '诊断结果',
    pictures: '图表',
    paste: '粘贴内容',
    rules: '规则',
    flows: '流（flow）',
    change: '前后对比',
  },
};
