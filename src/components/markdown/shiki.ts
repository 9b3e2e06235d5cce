import { createCssVariablesTheme, type ShikiTransformer } from 'shiki';

const prefix = '--code-';

/** Colours as variables only; {@link codeTransformers} then turns the variables into classes. */
export const codeTheme = createCssVariablesTheme({ variablePrefix: prefix });

/** `color:var(--code-token-string-expression)` → `token-string-expression` */
const variable = new RegExp(`color:\\s*var\\(${prefix}([a-z-]+)\\)`);

/**
 * Shiki writes a colour into each span's `style`, which the content security policy forbids.
 * The classes of page code are `token-keyword`, `token-string` and so on; `src/styles/wells.css` gives them an ink.
 */
export const codeTransformers: ShikiTransformer[] = [
  {
    name: 'classes-for-styles',
    span(node) {
      const { style, ...rest } = node.properties;
      const token = typeof style === 'string' ? variable.exec(style)?.[1] : undefined;
      node.properties = token && token !== 'foreground' ? { ...rest, class: token } : rest;
    },
    pre(node) {
      const { style: _, tabindex: __, class: ___, ...rest } = node.properties;
      node.properties = { ...rest, dataCopy: this.source.replace(/\n$/, '') };
    },
  },
];
