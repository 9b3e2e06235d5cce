declare module 'virtual:conntriage/texts/*' {
  const texts: import('./i18n/texts.ts').Texts;
  export default texts;
}

declare module 'virtual:conntriage/examples' {
  export const examples: readonly import('./widgets/examples.ts').Example[];
}
