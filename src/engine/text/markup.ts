/**
 * Nothing that a tool printed: a Markdown fence (```` ```console ````, `~~~`), the marks of other wikis and web pages around code,
 * a rule, a blank line, the first and last line of a typescript, the question of sudo, what a pager shows behind the end.
 */
export function isMarkup(text: string): boolean {
  return MARKUP.test(text.trim()) || AROUND.test(text);
}

/** What login shells, ssh, tmux, kubectl and `time` say before the first prompt and behind the last. */
const AROUND =
  /^(?:Script (?:started|done) on |\[sudo\] |Last (?:failed )?login: |Welcome to [A-Z]|Connection to \S{1,120} closed\.|Warning: Permanently added '|Defaulted container "|If you don't see a command prompt, try pressing enter\.|You have (?:new )?mail|(?:exit|logout)\s*$|\[(?:detached|exited)\b.{0,60}\]$|command terminated with exit code \d{1,3}\s*$|\^[CDZ]\s*$|\[\d{1,3}\](?:[+-]?\s{1,8}(?:Done|Exit|Stopped|Killed|Terminated)\b.{0,300}|[ +-]{0,3}\d{1,8})$|Starting pod\/\S{1,200} \.\.\.$|To use host binaries, run `chroot \/host`|Removing debug pod \.\.\.$|Creating debugging pod \S{1,200} with container )/;

const MARKUP =
  /^(?:`{3,}[\w+-]*|~{3,}[\w+-]*|\{%.{1,60}%\}|-{4,}|={4,}|\(END\)|lines \d{1,9}-\d{1,9}\/\d{1,9} \(END\)|~|\{(?:code|noformat|panel|quote)(?::[^}]{0,200})?\}|\[\/?(?:code|quote|spoiler|source)(?:[=,][^\]]{0,100})?\]|\.\. (?:code-block|code|sourcecode|parsed-literal)::.{0,60}|<\/?(?:pre|code|details|summary|blockquote|samp|tt|div|p|br ?\/?)(?: [^<>]{0,200})?>(?:<\/?(?:pre|code|summary|details)(?: [^<>]{0,200})?>){0,3})?$/i;

/** What `time` prints behind a command that is none of those whose time is read; the name of a file that tail and head show. For lines that nothing reads. */
export function isAside(text: string): boolean {
  return /^(?:(?:real|user|sys)[\t ]\s{0,8}(?:\d{1,5}m)?\d{1,6}[.,]\d{1,4}s?|==> \S{1,300} <==)$/.test(text);
}
