/**
 * The progress meter goes to standard error and ends its lines with a carriage return, so that what comes next stands right
 * behind it: `  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0curl: (7) Failed to connect …`
 * (src/tool_progress.c, lib/progress.c). The last column is five characters wide, until a chat tool collapses blanks.
 */
const METER =
  /^(?:\s{0,3}\d{1,3} {1,6}[\d.]{1,6}[kMGTP]? {1,6}\d{1,3} {1,6}[\d.]{1,6}[kMGTP]? {1,6}\d{1,3} {1,6}[\d.]{1,6}[kMGTP]? {1,8}[\d.]{1,6}[kMGTP]? {1,8}[\d.]{1,6}[kMGTP]? {1,4}[\d:dh-]{5,9} {1,5}[\d:dh-]{5,9} {1,5}[\d:dh-]{5,9}(?: [ \d.kMGTP]{5}| [\d.]{0,4}[\dkMGTP]))/;
const HEAD = /^\s{0,4}% Total\s{1,8}% Received|^\s{0,60}Dload\s{1,8}Upload\s/;

/** How many characters of the line are the meter: 0 where it has none. */
export function meterLength(text: string): number {
  let at = 0;
  for (let i = 0; i < 4; i++) {
    const length = METER.exec(text.slice(at, at + 160))?.[0].length ?? 0;
    if (length === 0) break;
    at += length;
  }
  return at;
}

/** The two lines above the meter. */
export function isMeterHead(text: string): boolean {
  return HEAD.test(text);
}
