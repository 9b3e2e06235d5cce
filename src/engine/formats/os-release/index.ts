import type { Distribution, Kernel, System } from '../../model/system.ts';
import { readCommand } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';
import { readKernel } from '../uname/kernel.ts';

/** os-release(5), and /etc/lsb-release of Ubuntu. */
const ASSIGNED =
  /^\s{0,4}(PRETTY_NAME|NAME|VERSION_ID|VERSION|VERSION_CODENAME|ID|ID_LIKE|PLATFORM_ID|ANSI_COLOR|CPE_NAME|HOME_URL|DOCUMENTATION_URL|SUPPORT_URL|SUPPORT_END|BUG_REPORT_URL|PRIVACY_POLICY_URL|VENDOR_(?:NAME|URL)|LOGO|VARIANT|VARIANT_ID|BUILD_ID|UBUNTU_CODENAME|DEBIAN_VERSION_FULL|IMAGE_ID|IMAGE_VERSION|GOOGLE_\w{1,30}|FLATCAR_\w{1,30}|REDHAT_\w{1,40}|ROCKY_\w{1,40}|ALMALINUX_\w{1,40}|CENTOS_\w{1,40}|ORACLE_\w{1,40}|DEFAULT_HOSTNAME|KERNEL_COMMIT_ID|DISTRIB_(?:ID|RELEASE|CODENAME|DESCRIPTION|REVISION|TARGET|ARCH|TAINTS))=("[^"]{0,200}"|'[^']{0,200}'|[^\s"']{0,200})\s{0,4}$/;
/** Keys that stand in no other file of this form. */
const TELLING =
  /^(?:PRETTY_NAME|VERSION_ID|VERSION_CODENAME|ID_LIKE|UBUNTU_CODENAME|CPE_NAME|DISTRIB_\w+|BUG_REPORT_URL|PLATFORM_ID)$/;
/** `lsb_release -a`: `Distributor ID:\tDebian`; a tab that became blanks. */
const LSB = /^\s{0,4}(Distributor ID|Description|Release|Codename):\s{1,12}(\S.{0,120})$/;
const LSB_NOISE = /^(?:No LSB modules are available\.|LSB Version:\s{1,12}\S.{0,200})$/;
/** systemd hostnamectl.c: `   Static hostname: node-3`, `  Operating System: Ubuntu 20.04.6 LTS`, `            Kernel: Linux 5.4.0-216-generic`. */
const HOSTNAMECTL =
  /^\s{0,24}(Static hostname|Transient hostname|Pretty hostname|Icon name|Chassis|Deployment|Location|Machine ID|Boot ID|Product UUID|AF_VSOCK CID|Virtualization|Operating System|CPE OS Name|OS Support End|OS Support Expired|OS Support Remaining|Kernel|Architecture|Hardware Vendor|Hardware Model|Hardware Serial|Hardware Version|Firmware Version|Firmware Date|Firmware Age): (.{0,200})$/;
/** /etc/redhat-release: `CentOS Linux release 7.9.2009 (Core)` */
const REDHAT =
  /^(CentOS(?: Linux| Stream)?|Red Hat Enterprise Linux(?: Server)?|Rocky Linux|AlmaLinux|Fedora|Oracle Linux(?: Server)?|Amazon Linux|Scientific Linux) release (\d{1,4}(?:\.\d{1,6}){0,3})(?: \(([^)]{1,60})\))?\s{0,4}$/;
/** /etc/debian_version, /etc/alpine-release: a bare number, known by the command alone. */
const BARE: Readonly<Record<string, string>> = {
  '/etc/debian_version': 'debian',
  '/etc/alpine-release': 'alpine',
};
const IDS: Readonly<Record<string, string>> = {
  centos: 'centos',
  'red hat enterprise linux': 'rhel',
  'red hat enterprise linux server': 'rhel',
  redhatenterprise: 'rhel',
  redhatenterpriseserver: 'rhel',
  rocky: 'rocky',
  'rocky linux': 'rocky',
  'oracle linux': 'ol',
  'oracle linux server': 'ol',
  'amazon linux': 'amzn',
  amazon: 'amzn',
  'centos linux': 'centos',
  'centos stream': 'centos',
};

/** `/etc/os-release`, `/etc/lsb-release`, `lsb_release -a`, `hostnamectl`, `/etc/redhat-release`. */
export const osRelease: Format = {
  id: 'os-release',
  detect(text, start) {
    if (text.length > 300) return null;
    const { digit, colon, equals, first } = signsOf(text);
    if (!digit && !colon && !equals && first !== 'N' && start.command === null) return null;
    const assigned = ASSIGNED.exec(text);
    if (assigned && (TELLING.test(assigned[1] as string) || reads(start)))
      return { score: 0.92, reason: 'a line of os-release' };
    if (assigned && /^(?:NAME|ID|VERSION)$/.test(assigned[1] as string) && /["']|^ID=[a-z]/.test(text))
      return { score: 0.55, reason: 'a line that os-release could have' };
    if (LSB.test(text) && (runsOne(start, 'lsb_release') || text.startsWith('Distributor ID:')))
      return { score: 0.92, reason: 'a line of lsb_release' };
    if (LSB_NOISE.test(text)) return { score: 0.85, reason: 'the head of lsb_release' };
    const host = HOSTNAMECTL.exec(text)?.[1];
    if (host && (runsOne(start, 'hostnamectl') || /^(?:Static hostname|Operating System)$/.test(host)))
      return { score: 0.92, reason: 'a line of hostnamectl' };
    if (REDHAT.test(text)) return { score: 0.9, reason: 'the line of /etc/redhat-release' };
    return bareId(start) && /^\d{1,4}(?:\.\d{1,4}){0,2}\S{0,20}$/.test(text.trim())
      ? { score: 0.9, reason: 'the version of the distribution' }
      : null;
  },
  open: start => new ReleaseReader(start),
};

function runsOne(start: SectionStart, program: string): boolean {
  return start.command !== null && readCommand(start.command).some(({ first }) => first.program === program);
}

function reads(start: SectionStart): boolean {
  return start.command !== null && /\/(?:os|lsb)-release\b|\/etc\/\*-?release/.test(start.command);
}

function bareId(start: SectionStart): string | null {
  const file = Object.keys(BARE).find(name => start.command?.includes(name));
  return file ? (BARE[file] as string) : null;
}

class ReleaseReader implements Reader {
  readonly #fields = new Map<string, string>();
  readonly #bare: string | null;
  #first: Line | null = null;
  #kernel: Kernel | null = null;

  constructor(start: SectionStart) {
    this.#bare = bareId(start);
  }

  line(line: Line): Outcome {
    const { text } = line;
    if (text.length > 300) return 'refused';
    if (LSB_NOISE.test(text)) return 'noise';
    const assigned = ASSIGNED.exec(text);
    if (assigned) return this.#take(line, assigned[1] as string, unquoted(assigned[2] as string));
    const lsb = LSB.exec(text);
    if (lsb) return this.#take(line, lsb[1] as string, (lsb[2] as string).trim());
    const host = HOSTNAMECTL.exec(text);
    if (host) return this.#host(line, host[1] as string, (host[2] as string).trim());
    const redhat = REDHAT.exec(text);
    if (redhat) {
      if (this.#fields.has('redhat')) return 'noise';
      this.#fields.set('redhat', redhat[1] as string);
      if (redhat[3]) this.#fields.set('Codename', redhat[3]);
      return this.#take(line, 'redhat version', redhat[2] as string);
    }
    const word = text.trim();
    if (!this.#bare || !/^\d{1,4}(?:\.\d{1,4}){0,2}\S{0,20}$/.test(word)) return 'refused';
    return this.#take(line, 'bare', word);
  }

  #take(line: Line, key: string, value: string): Outcome {
    this.#first ??= line;
    // Below `cat /etc/*release` the same keys come from several files.
    if (!this.#fields.has(key)) this.#fields.set(key, value);
    return 'read';
  }

  #host(line: Line, key: string, value: string): Outcome {
    if (key === 'Kernel') {
      const release = /^Linux (\S{1,80})$/.exec(value)?.[1] ?? '';
      const at = line.text.indexOf(release);
      this.#kernel = readKernel(release, null, line.place(at, at + release.length));
    }
    return this.#take(line, key, value);
  }

  close(): System | null {
    const fields = this.#fields;
    const telling = [...fields.keys()].some(key => !/^(?:NAME|ID|VERSION|HOME_URL|LOGO|BUILD_ID)$/.test(key));
    if (!this.#first || !(telling || (fields.has('NAME') && fields.has('ID')))) return null;
    return {
      kind: 'system',
      kernel: this.#kernel,
      distribution: this.#distribution(this.#first),
      hostName: fields.get('Static hostname') || fields.get('Transient hostname') || null,
      machine: fields.get('Architecture')?.replace('x86-64', 'x86_64').replace('arm64', 'aarch64') ?? null,
    };
  }

  #distribution(first: Line): Distribution | null {
    const get = (...keys: string[]) => keys.map(key => this.#fields.get(key)).find(value => value) ?? null;
    const name = get('NAME', 'DISTRIB_ID', 'Distributor ID', 'redhat');
    const pretty = get('PRETTY_NAME', 'DISTRIB_DESCRIPTION', 'Description', 'Operating System');
    const id = get('ID') ?? idOf(name) ?? this.#bare;
    if (!id && !pretty && !name) return null;
    return {
      id,
      name,
      version: get('VERSION_ID', 'DISTRIB_RELEASE', 'Release', 'redhat version', 'bare') ?? versionIn(pretty),
      codename: get('VERSION_CODENAME', 'DISTRIB_CODENAME', 'UBUNTU_CODENAME', 'Codename'),
      pretty,
      like: get('ID_LIKE')?.split(/\s+/) ?? [],
      place: first.place(),
    };
  }
}

function unquoted(text: string): string {
  return /^(?:".*"|'.*')$/.test(text) ? text.slice(1, -1) : text;
}

/** `Ubuntu` is `ubuntu`; `CentOS Linux` is `centos`. */
function idOf(name: string | null): string | null {
  if (!name) return null;
  return (
    IDS[name.toLowerCase()] ??
    name
      .toLowerCase()
      .replace(/ linux$/, '')
      .replaceAll(' ', '-')
  );
}

/** `Ubuntu 20.04.6 LTS` */
function versionIn(pretty: string | null): string | null {
  return /\s(\d{1,4}(?:\.\d{1,4}){0,2})(?:\s|$)/.exec(pretty ?? '')?.[1] ?? null;
}
