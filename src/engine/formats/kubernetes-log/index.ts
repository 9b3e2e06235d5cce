import { countsLines } from '../../text/counted.ts';
import { asksFor } from '../asked.ts';
import type { Format, SectionStart } from '../format.ts';
import { uncounted } from '../kernel-log/index.ts';
import { LogReader } from '../kernel-log/reader.ts';
import { isEventHeading, readEvent } from './events.ts';
import { readFrame } from './frames.ts';
import { readBare, readDatedError } from './messages.ts';

/** Logs of kube-proxy, kubelet, network plug-ins, name servers and applications: klog, logrus, CoreDNS, JSON, bare errors. */
export const kubernetesLog: Format = {
  id: 'kubernetes-log',
  detect(printed, start) {
    const text = uncounted(printed, start);
    if (readEvent(text) || isEventHeading(text)) return { score: 0.97, reason: 'an event of Kubernetes' };
    if (readFrame(text)) return { score: 0.96, reason: 'the frame of a component’s log line' };
    const bare = readBare(text.trim());
    if (bare)
      return {
        score: bare.message === 'xtables-lock-held' ? 0.85 : 0.8,
        reason: 'an error that programs print',
      };
    if (readDatedError(text)) return { score: 0.9, reason: 'an error in a line of a program’s log' };
    if (printsLog(start) && text.trim() !== '')
      return { score: 0.6, reason: 'a line below a command that prints the log of a container' };
    return null;
  },
  open: start => new LogReader('component', printsLog(start), countsLines(start.command)),
};

/** `kubectl logs -n kube-system kube-proxy-x7k2p`, `crictl logs 0a1b`, `journalctl -u kubelet` */
function printsLog(start: SectionStart): boolean {
  if (start.command === null) return false;
  if (asksFor(start, ['kubectl', 'crictl', 'docker', 'podman', 'oc', 'k3s']))
    return /\slogs?\s/.test(start.command);
  return asksFor(start, ['journalctl', 'stern']) && !/\s-k\b|\s--dmesg\b/.test(start.command);
}
