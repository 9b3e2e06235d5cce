import { readCommand } from '../../text/command.ts';
import type { SectionStart } from '../format.ts';

/**
 * The device that `ethtool OPTION DEVICE` names: null where it names none that can be read (`$dev`), undefined where
 * no ethtool with that option runs.
 */
export function deviceOf(start: SectionStart, option: RegExp): string | null | undefined {
  if (start.command === null) return undefined;
  for (const { first } of readCommand(start.command)) {
    // `for i in eth0 eth1; do ethtool -k $i; done`
    const words = [first.program, ...first.args];
    const at = words.indexOf('ethtool');
    if (at < 0) continue;
    const args = words.slice(at + 1);
    if (!args.some(word => option.test(word))) continue;
    const device = args.find(word => !word.startsWith('-'));
    return device && /^[\w.@:-]{1,40}$/.test(device) ? device : null;
  }
  return undefined;
}
