import type { Place } from '../../model/place.ts';
import type { Kernel } from '../../model/system.ts';

const RELEASE = /^(\d{1,2})\.(\d{1,4})(?:\.(\d{1,5}))?(?:[-.+_~](?=[\w+])(.{0,100})|(\+))?$/;

/** What in a release or a build line names a distribution; the more special first. */
const VENDORS: readonly (readonly [pattern: RegExp, vendor: string])[] = [
  [/\.(el\d{1,2})(?:uek|[._]|$)/, ''],
  [/\.(amzn\d{1,4})(?:[._]|$)/, ''],
  [/\.fc\d{2}\b/, 'fedora'],
  [/uek\b/, 'oracle'],
  [/microsoft/i, 'wsl'],
  [/-azure\b/, 'azure'],
  [/-aws\b/, 'aws'],
  [/-gcp\b/, 'gcp'],
  [/-gke\b/, 'gke'],
  [/-oracle\b/, 'oracle'],
  [/-flatcar\b|-coreos\b/, 'flatcar'],
  [/-talos\b/, 'talos'],
  [/linuxkit/, 'linuxkit'],
  [/-(?:rpi|raspi)|-v\dl?\+$/, 'raspbian'],
  [/-Ubuntu\b|-(?:generic|lowlatency|kvm)\b/, 'ubuntu'],
  [/\bDebian\b|-(?:cloud-)?(?:amd64|arm64|686|armmp)\b/, 'debian'],
  [/-(?:default|preempt)\b|-lp15\d/, 'suse'],
  [/-arch\d/, 'arch'],
  [/-(?:lts|virt)$/, 'alpine'],
  [/\d\+$/, 'cos'],
];

/** Parts a release; null where the word is none (`Linux`, `6`, `1.2.3.4`). `build` is the line of `uname -v`. */
export function readKernel(release: string, build: string | null, place: Place): Kernel | null {
  const match = RELEASE.exec(release);
  if (!match || /^\d{1,3}(?:\.\d{1,3}){3}$/.test(release)) return null;
  return {
    release,
    major: Number(match[1]),
    minor: Number(match[2]),
    patch: Number(match[3] ?? 0),
    flavour: match[4] ?? match[5] ?? '',
    vendor: vendorOf(release, build ?? ''),
    build,
    packageVersion: /\bDebian (\d[\w.+~-]{2,40})/.exec(build ?? '')?.[1] ?? null,
    place,
  };
}

function vendorOf(release: string, build: string): string | null {
  for (const text of [release, build]) {
    for (const [pattern, vendor] of VENDORS) {
      const match = pattern.exec(text);
      if (match) return vendor || (match[1] as string);
    }
  }
  return null;
}

/** Whether a word can only be the release of a kernel, so that it needs no command above it. */
export function isReleaseByItself(word: string): boolean {
  return (
    /^[2-9]\.\d{1,3}\.\d{1,5}-/.test(word) &&
    vendorOf(word, '') !== null &&
    /-(?:generic|lowlatency|amd64|arm64|azure|aws|gcp|gke|default|flatcar|talos|linuxkit)$|\.(?:x86_64|aarch64)$/.test(
      word,
    )
  );
}
