/** No name of a node, an interface or a Service is longer. */
const longest = 253;

/** Letters of which no value is made: they would end a line, or hide what stands there. */
const control = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/**
 * The values that an address carries behind `#`: `#node=n3&interface=eth0`, as an alert writes them from its labels. Other fragments
 * (`#stop`) carry none; what is not a name of a placeholder, or could break a line, is left out. The values are quoted where they go into
 * a command (quote.ts).
 */
export function valuesOf(hash: string): ReadonlyMap<string, string> {
  const fragment = hash.replace(/^#/, '');
  if (!fragment.includes('=')) return new Map();
  const pairs = [...new URLSearchParams(fragment)].map(([name, value]) => [name, value.trim()] as const);
  return new Map(
    pairs.filter(
      ([name, value]) =>
        /^[a-z][a-z0-9-]{0,40}$/.test(name) &&
        value !== '' &&
        value.length <= longest &&
        !control.test(value),
    ),
  );
}
