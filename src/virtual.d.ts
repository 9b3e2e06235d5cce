declare module 'virtual:conntriage/texts/*' {
  const texts: import('./i18n/texts.ts').Texts;
  export default texts;
}
