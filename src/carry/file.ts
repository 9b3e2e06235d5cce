import { createHash } from 'node:crypto';

/** What the one file is put together of. */
export interface CarryParts {
  /** What stands between `<body>` and `</body>`: the drawings and one template a language. */
  readonly body: string;
  readonly styles: string;
  /** Sets the theme before the first paint. */
  readonly theme: string;
  /** A module without imports. */
  readonly script: string;
  /** An SVG. */
  readonly icon: string;
}

/**
 * One HTML file that needs nothing beside it. Its policy lets exactly its own scripts and styles run, WebAssembly and a
 * worker out of the file itself; every request is refused, also to the machine that it lies on.
 */
export function carryFile({ body, styles, theme, script, icon }: CarryParts): string {
  const module = inScript(script);
  const before = inScript(theme);
  const policy = [
    "default-src 'none'",
    `script-src ${hash(before)} ${hash(module)} 'wasm-unsafe-eval'`,
    `style-src ${hash(styles)}`,
    'img-src data:',
    'worker-src blob:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    '<title>Conntriage</title>',
    `<script>${before}</script>`,
    `<link rel="icon" href="data:image/svg+xml;base64,${Buffer.from(icon).toString('base64')}">`,
    `<style>${styles}</style>`,
    '</head>',
    `<body>${body}`,
    `<script type="module">${module}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

/** `</script` and `<!--` inside a string would end the element, or the text: the same string in another writing. */
function inScript(code: string): string {
  return code.replaceAll(/<(?=\/script|!--)/gi, '\\x3c');
}

function hash(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
