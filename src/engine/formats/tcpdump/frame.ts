import type { CaptureFooter } from '../../model/packets.ts';
import type { Line } from '../../text/line.ts';

/**
 * What tcpdump writes to standard error around the packets (tcpdump.c):
 *   `tcpdump: verbose output suppressed, use -v[v]... for full protocol decode`
 *   `listening on any, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 262144 bytes`
 *   `reading from file x.pcap, link-type EN10MB (Ethernet), snapshot length 65535`
 * and, below the `^C` of the terminal, how much it was.
 */
const HEADER =
  /^(?:tcpdump: )?(?:listening on|reading from (?:file|PCAP-NG file|stdin)) ?([^\s,]{0,200}),? link-type (\S{1,40})/;
const COUNT =
  /^(?:\^C)?\s{0,4}(\d{1,15}) packets? (captured|received by filter|dropped by kernel|dropped by interface)$/;
const REMARK = /^(?:tcpdump: .{1,300}|dropped privs to \w{1,40}|Got \d{1,12}|Warning: .{1,200}|\^C)$/;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The lines before and behind the packets. */
export class Frame {
  listening: string | null = null;
  linkType: string | null = null;
  footer: Mutable<CaptureFooter> | null = null;

  /** header: of a run. footer: a count at its end. remark: says nothing. null: not one of these lines. */
  static kindOf(text: string): 'header' | 'footer' | 'remark' | null {
    // Each line of a paste comes here: the first character turns nearly all away.
    if (!'tlrdGW^ 0123456789'.includes(text[0] ?? '')) return null;
    if (HEADER.test(text)) return 'header';
    if (COUNT.test(text)) return 'footer';
    return REMARK.test(text) ? 'remark' : null;
  }

  readHeader(text: string): void {
    const match = HEADER.exec(text);
    // A file may hold what was captured on all interfaces: nothing says so.
    if (match && text.includes('listening on')) this.listening = match[1] as string;
    this.linkType = match?.[2] ?? null;
  }

  readFooter(line: Line): void {
    const match = COUNT.exec(line.text);
    if (!match) return;
    const place = line.place();
    this.footer ??= {
      captured: null,
      received: null,
      droppedByKernel: null,
      droppedByInterface: null,
      place,
    };
    const count = Number(match[1]);
    if (match[2] === 'captured') this.footer.captured = count;
    else if (match[2] === 'received by filter') this.footer.received = count;
    else if (match[2] === 'dropped by kernel') this.footer.droppedByKernel = count;
    else this.footer.droppedByInterface = count;
  }
}
