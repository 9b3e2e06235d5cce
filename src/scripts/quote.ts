/** A value as one word of a shell command: as it is where nothing in it is special, else in single quotes. */
export function shellQuote(value: string): string {
  if (/^[\w./:@%+=,-]+$/.test(value)) return value;
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Puts values into `conntrack -D --orig-dst <service-ip>`, in one pass; a name without a value stays open. */
export function fillCommand(template: string, values: ReadonlyMap<string, string>): string {
  return template.replace(/<([a-z][a-z0-9-]*)>/g, (open, name: string) => {
    const value = values.get(name) ?? '';
    return value === '' ? open : shellQuote(value);
  });
}
