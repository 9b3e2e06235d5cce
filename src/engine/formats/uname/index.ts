import type { Kernel, System } from '../../model/system.ts';
import { runs } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { wordsOf } from '../../text/words.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';
import { isReleaseByItself, readKernel } from './kernel.ts';

/** `Linux node-3 5.4.0-216-generic #236-Ubuntu SMP Fri … UTC 2025 x86_64 x86_64 x86_64 GNU/Linux` */
const ALL = /^\s{0,4}Linux (\S{1,64}) (\d{1,2}\.\d{1,4}\S{0,80}) (#\d{1,9}\S{0,40}(?: .{0,160})?)$/;
/** `Linux 5.4.0-216-generic x86_64`: `uname -sr`, `-srm`. */
const SHORT = /^\s{0,4}Linux (\d{1,2}\.\d{1,4}\.\S{1,80})(?: (#.{1,160}|\S{3,16}))?$/;
/** `Linux version 5.10.0-28-amd64 (debian-kernel@…) (gcc-10 …) #1 SMP Debian 5.10.209-2 (2024-01-31)` */
const VERSION = /^\s{0,4}Linux version (\d{1,2}\.\d{1,4}\S{0,80}) \((.{1,600}) (#\d{1,9}\S{0,40} .{1,160})$/;
const MACHINE =
  /^(?:x86_64|aarch64|arm64|armv\dl?|armv7l|i[3-6]86|ppc64(?:le)?|s390x|riscv64|mips\w{0,6}|loongarch64)$/;

/** `uname -a`, `uname -r`, `cat /proc/version`. */
export const uname: Format = {
  id: 'uname',
  detect(text, start) {
    if (text.length > 1000) return null;
    if (start.command === null && !/^\s*(?:Linux|\d)/.test(text)) return null;
    if (ALL.test(text)) return { score: 0.95, reason: 'the line of uname -a' };
    if (VERSION.test(text)) return { score: 0.95, reason: 'the line of /proc/version' };
    if (SHORT.test(text)) return { score: 0.9, reason: 'the line of uname -sr' };
    const word = text.trim();
    const asked = runs(start.command, 'uname', () => true);
    if (asked && bare(word)) return { score: 0.95, reason: 'the release of the kernel, below uname' };
    if (start.command === null && isReleaseByItself(word))
      return { score: 0.6, reason: 'a release of the kernel' };
    return null;
  },
  open: start => new UnameReader(start),
};

/** `5.4.0-216-generic`, `5.4.0-216-generic x86_64`, `x86_64`, with `uname -r`, `-rm`, `-m`. */
function bare(text: string): boolean {
  const words = text.split(' ', 4);
  return (
    words.length <= 3 && words.every(word => MACHINE.test(word) || /^\d{1,2}\.\d{1,4}\.\S{1,80}$/.test(word))
  );
}

class UnameReader implements Reader {
  readonly #asked: boolean;
  #kernel: Kernel | null = null;
  #host: string | null = null;
  #machine: string | null = null;
  #read = false;

  constructor(start: SectionStart) {
    this.#asked = runs(start.command, 'uname', () => true);
  }

  line(line: Line): Outcome {
    if (line.text.length > 1000) return 'refused';
    const text = line.text.trimEnd();
    const all = ALL.exec(text);
    const version = all ? null : VERSION.exec(text);
    const short = all || version ? null : SHORT.exec(text);
    if (!all && !version && !short) return this.#word(line, text.trim());
    if (this.#read) return 'again';
    const [release, behind] = (
      all ? [all[2], all[3]] : version ? [version[1], version[3]] : [short?.[1], short?.[2]]
    ) as [string, string | undefined];
    const build = behind?.startsWith('#') ? buildOf(behind) : null;
    return this.#take(line, release, build, all?.[1] ?? null, machineOf(behind ?? ''));
  }

  #word(line: Line, text: string): Outcome {
    const release = text.split(' ').find(word => /^\d/.test(word)) ?? '';
    if (!(this.#asked ? bare(text) : isReleaseByItself(text))) return 'refused';
    if (release === '') {
      if (this.#machine !== null) return 'again';
      this.#machine = text;
      this.#read = true;
      return 'read';
    }
    if (this.#kernel) return 'again';
    return this.#take(line, release, null, null, machineOf(text));
  }

  #take(
    line: Line,
    release: string,
    build: string | null,
    host: string | null,
    machine: string | null,
  ): Outcome {
    const at = line.text.indexOf(release);
    const kernel = readKernel(release, build, line.place(at, at + release.length));
    if (!kernel) return 'refused';
    this.#kernel = kernel;
    this.#host = host;
    this.#machine ??= machine;
    this.#read = true;
    return 'read';
  }

  close(): System | null {
    if (!this.#read) return null;
    return {
      kind: 'system',
      kernel: this.#kernel,
      distribution: null,
      hostName: this.#host,
      machine: this.#machine,
    };
  }
}

/** The build line ends where the machine and the words behind it begin. */
function buildOf(text: string): string {
  return text.replace(
    /(?: (?:x86_64|aarch64|arm\w{2,6}|i[3-6]86|ppc64(?:le)?|s390x|riscv64|unknown)){1,4}(?: GNU\/Linux| Linux)?\s{0,4}$/,
    '',
  );
}

function machineOf(text: string): string | null {
  return wordsOf(text, 60).find(word => MACHINE.test(word.text))?.text ?? null;
}
