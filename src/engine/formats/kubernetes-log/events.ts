import type { Frame } from './frames.ts';

// kubectl describe.go, describeEvents(); get/events.go, printEvents(): one blank at least between the columns, more unless a chat tool took them.
const AGE =
  '(?:(?:\\d{1,5}[smhdy]){1,3}|<unknown>|<invalid>)(?: \\(x\\d{1,9} over (?:\\d{1,5}[smhdy]){1,3}\\))?';
const KIND = '(?<kind>Normal|Warning)\\s{1,40}[A-Z]\\w{1,60}\\s{1,40}';
/** `  Warning  Failed  2m11s (x3 over 4m2s)  kubelet  Failed to pull image …` of `kubectl describe` */
const DESCRIBED = new RegExp(
  `^\\s{0,4}${KIND}${AGE}\\s{1,40}(?<from>[\\w./-]{1,120}|<none>)(?:, \\S{1,120})?\\s{1,40}(?=\\S)`,
);
/** `2m13s  Warning  FailedCreatePodSandBox  pod/web-0  Failed to create …` of `kubectl get events` */
const LISTED = new RegExp(
  `^(?:[a-z\\d][a-z\\d-]{0,62}\\s{1,40})?${AGE}\\s{1,40}${KIND}[a-z]\\w{1,40}/\\S{1,253}\\s{1,40}(?=\\S)`,
);
const HEADINGS =
  /^(?:(?:NAMESPACE\s{1,40})?LAST SEEN\s{1,40}TYPE\s{1,40}REASON\s{1,40}OBJECT\s{1,40}(?:\S{1,20} {1,40}){0,3}MESSAGE|\s{0,4}Type\s{1,40}Reason\s{1,40}Age\s{1,40}From\s{1,40}Message|\s{0,4}-{4}\s{1,40}-{6}\s{1,40}-{3,6}\s{1,40}-{4}\s{1,40}-{7})/;

/** An event of Kubernetes, as kubectl lists it; null for other lines. The age is rounded, so it is no stamp. */
export function readEvent(text: string): Frame | null {
  const match = DESCRIBED.exec(text) ?? LISTED.exec(text);
  if (!match) return null;
  const { kind, from = null } = match.groups ?? {};
  return {
    stamp: null,
    host: null,
    program: from,
    level: kind === 'Warning' ? 'warning' : 'info',
    from: match[0].length,
  };
}

/** The line above the events, and the one of dashes below it. */
export function isEventHeading(text: string): boolean {
  return HEADINGS.test(text);
}
