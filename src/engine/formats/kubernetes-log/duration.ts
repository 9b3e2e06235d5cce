const UNITS: Readonly<Record<string, number>> = {
  h: 3600,
  m: 60,
  s: 1,
  ms: 1e-3,
  µs: 1e-6,
  us: 1e-6,
  ns: 1e-9,
};

/** Seconds of a Go duration (`1m3.2s`, `22.67239ms`, `512.3µs`); null for any other text. */
export function goSeconds(text: string): number | null {
  if (!/^(?:\d{1,9}(?:\.\d{1,9})?(?:h|ms|m|s|µs|us|ns)){1,4}$/.test(text)) return null;
  let seconds = 0;
  for (const [, number, unit] of text.matchAll(/(\d{1,9}(?:\.\d{1,9})?)(h|ms|m|s|µs|us|ns)/g))
    seconds += Number(number) * (UNITS[unit as string] as number);
  return seconds;
}
