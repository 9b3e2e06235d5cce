import type { SlabCache, Slabs } from '../../model/slabs.ts';
import { runs } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import { wholeNumber, wordsOf } from '../../text/words.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';

/** mm/slab_common.c, cache_show and print_slabinfo_header. */
const VERSION = /^slabinfo - version: [\d.]{1,8}(?: \(statistics\))?$/;
const HEADER = /^#\s?name\s+<active_objs>\s+<num_objs>\s+<objsize>/;
/** `nf_conntrack  1234  1560  256  16  1 : tunables  0  0  0 : slabdata  97  97  0`; without root the numbers are the same. */
const ROW =
  /^\s{0,4}([A-Za-z_:][\w:.()<>/@,=+-]{0,80})((?:\s{1,24}\d{1,12}){5}) : tunables((?:\s{1,12}\d{1,9}){3}) : slabdata((?:\s{1,12}\d{1,12}){3})(?: : .{0,300})?\s{0,4}$/;
const BROKEN =
  /^\s{0,4}[A-Za-z_:][\w:.()<>/@,=+-]{0,80}(?:\s{1,24}\d{1,12}){5} : ?(?:t(?:unables)?)?(?:\s{1,12}\d{1,9}){0,3}(?: :?(?: s[labdt]{0,7})?(?:\s{1,12}\d{1,12}){0,3})?\s{0,8}$/;
/** procps slabtop.c: `  OBJS ACTIVE  USE OBJ SIZE  SLABS OBJ/SLAB CACHE SIZE NAME`, then `12345 12000  97%    0.31K    500       25      4000K nf_conntrack`. */
const TOP_HEADER = /^\s{0,4}OBJS\s+ACTIVE\s+USE\s+OBJ SIZE\s+SLABS\s+OBJ\/SLAB\s+CACHE SIZE\s+NAME\s{0,80}$/;
const TOP_ROW =
  /^\s{0,8}(\d{1,10})\s{1,8}(\d{1,10})\s{1,8}\d{1,3}%\s{1,8}(\d{1,6}\.\d\d)K\s{1,8}\d{1,9}\s{1,12}(\d{1,6})\s{1,12}(\d{1,12})K\s([A-Za-z_:][\w:.()<>/@,=+ -]{0,80}?)\s{0,80}$/;
const TOP_SUMMARY =
  /^\s{0,4}(?:Active \/ Total (?:Objects|Slabs|Caches|Size) \(% used\)\s+:|Minimum \/ Average \/ Maximum Object\s+:) .{1,80}$/;
const TROUBLE = /^(?:cat|head|grep|awk): \/proc\/slabinfo: .{1,60}$/;

/** `/proc/slabinfo` and `slabtop -o`. */
export const slabinfo: Format = {
  id: 'slabinfo',
  detect(text, start) {
    const { digit, colon, first } = signsOf(text);
    if (!digit && !colon && first !== 'O' && first !== '#') return null;
    if (text.length > 600) return null;
    if (VERSION.test(text) || HEADER.test(text)) return { score: 0.95, reason: 'the head of /proc/slabinfo' };
    if (text.includes(' : tunables') && ROW.test(text))
      return { score: 0.95, reason: 'a row of /proc/slabinfo' };
    if (text.includes(' :') && / : ?t/.test(text) && BROKEN.test(text))
      return { score: 0.9, reason: 'a broken row of /proc/slabinfo' };
    if (TOP_HEADER.test(text) || TOP_SUMMARY.test(text))
      return { score: 0.95, reason: 'the head of slabtop' };
    if (TOP_ROW.test(text)) return { score: 0.9, reason: 'a row of slabtop' };
    if (TROUBLE.test(text) && asked(start)) return { score: 0.9, reason: '/proc/slabinfo, refused' };
    return null;
  },
  open: () => new SlabReader(),
};

function asked(start: SectionStart): boolean {
  const reads = (args: readonly string[]) => args.some(word => word.includes('slabinfo'));
  return ['cat', 'head', 'grep', 'awk'].some(program => runs(start.command, program, reads));
}

class SlabReader implements Reader {
  readonly #caches: SlabCache[] = [];
  readonly #names = new Set<string>();
  #source: Slabs['source'] = '/proc/slabinfo';

  line(line: Line, whole: boolean): Outcome {
    const { text } = line;
    if (text.length > 600) return 'refused';
    if (VERSION.test(text) || HEADER.test(text)) return this.#head();
    if (TROUBLE.test(text)) return 'noise';
    if (TOP_HEADER.test(text) || TOP_SUMMARY.test(text)) {
      if (this.#caches.length > 0) return 'again';
      this.#source = 'slabtop';
      return 'noise';
    }
    const row = ROW.exec(text);
    if (row) return this.#row(line, row);
    const top = TOP_ROW.exec(text);
    if (top) return this.#top(line, top);
    return !whole && BROKEN.test(text) ? 'more' : 'refused';
  }

  #head(): Outcome {
    return this.#caches.length > 0 ? 'again' : 'noise';
  }

  #row(line: Line, row: RegExpExecArray): Outcome {
    const name = row[1] as string;
    if (this.#names.has(name)) return 'again';
    this.#names.add(name);
    const [active, objects, objectSize, objectsPerSlab] = wordsOf(row[2] as string).map(word =>
      Number(word.text),
    ) as [number, number, number, number];
    this.#caches.push({
      name,
      conntrack: isConntrack(name),
      active,
      objects,
      objectSize,
      objectSizeExact: true,
      objectsPerSlab,
      kilobytes: null,
      place: line.place(),
    });
    return 'read';
  }

  #top(line: Line, [, objects, active, size, perSlab, kilobytes, name]: RegExpExecArray): Outcome {
    if (this.#names.has(name as string)) return 'again';
    this.#names.add(name as string);
    this.#source = 'slabtop';
    this.#caches.push({
      name: name as string,
      conntrack: isConntrack(name as string),
      active: Number(active),
      objects: Number(objects),
      objectSize: Math.round(Number(size) * 1024),
      objectSizeExact: false,
      objectsPerSlab: wholeNumber(perSlab),
      kilobytes: Number(kilobytes),
      place: line.place(),
    });
    return 'read';
  }

  close(): Slabs | null {
    return this.#caches.length > 0 ? { kind: 'slabs', source: this.#source, caches: this.#caches } : null;
  }
}

/**
 * `nf_conntrack`; `nf_conntrack_ffff88003fc2a000`, `nf_conntrack_1` and `nf_conntrack_ffffffff81a2b3c0` of kernels before 4.8, one
 * a namespace; `ip_conntrack` of the oldest. Expectations have caches of their own.
 */
function isConntrack(name: string): boolean {
  return /^(?:nf|ip)_conntrack(?:_(?:\d{1,6}|[\da-f]{8,16}))?$/.test(name);
}
