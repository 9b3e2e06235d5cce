import { readNotice } from '../../rules/notices.ts';
import type { Format } from '../format.ts';
import { readAsked } from './command.ts';
import { columnsOf, readChainLine, readHeader } from './lines.ts';
import { MendingReader } from './torn.ts';

const NO_PLACE = { line: 0, span: { start: 0, end: 0 } };

/** `iptables -L` and `ip6tables -L` with any of `-n -v -x --line-numbers -t`, also single chains and rules, and parts. */
export const iptablesList: Format = {
  id: 'iptables-list',
  detect(text, start) {
    if (/^\s{0,8}Chain \S/.test(text) && readChainLine(text))
      return { score: 0.95, reason: 'a line «Chain NAME (policy …)» of iptables -L' };
    if (readHeader(text)) return { score: 0.9, reason: 'the header line of iptables -L' };
    const asked = readAsked(start.command);
    if (asked && readNotice(text, NO_PLACE))
      return { score: 0.85, reason: 'what iptables -L says on standard error' };
    if (text.length < 4000 && columnsOf(text))
      return asked || start.command === null || /\biptables|ip6tables|\bgrep\b/.test(start.command)
        ? { score: 0.85, reason: 'a rule as iptables -L prints it, with protocol, opt and addresses' }
        : { score: 0.8, reason: 'a rule as iptables -L prints it' };
    return null;
  },
  open: start => new MendingReader(start),
  narrows: command => readAsked(command)?.chain != null,
};
