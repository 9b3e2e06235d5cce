import type { Analysis } from '../engine/model/analysis.ts';
import { printRuleset } from '../engine/rules/index.ts';

/**
 * Every ruleset of the paste in the syntax of iptables-save, one line an entry. A head line says where each was read,
 * and a remark behind a rule what its form left open, so that `iptables-restore` refuses it.
 */
export function* asSave({ sections }: Analysis): Iterable<string> {
  for (const { document, command, host, firstLine, lastLine } of sections) {
    if (document.kind !== 'ruleset') continue;
    const name = document.family === 'ipv6' ? 'ip6tables' : 'iptables';
    const version = document.version ? ` v${document.version}` : '';
    const backend = document.backend ? ` (${document.backend})` : '';
    yield `# Read from lines ${firstLine}-${lastLine}${host ? ` of ${host}` : ''}${command ? `: ${command}` : ''} [${name}${version}${backend}]`;
    yield* printRuleset(document);
  }
}
