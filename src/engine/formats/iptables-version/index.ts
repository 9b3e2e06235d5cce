import type { ToolVersion, ToolVersions } from '../../model/tool-versions.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader } from '../format.ts';

/** `iptables v1.8.2 (nf_tables)`; before 1.8 without the back end. */
const VERSION =
  /^\s{0,4}(ip6?tables)(?:-legacy|-nft)? v(\d{1,2}\.\d{1,3}(?:\.\d{1,3}){0,2})(?: \((legacy|nf_tables)\))?\s*$/;
const MAX_VERSIONS = 1000;

/** `iptables --version`, `ip6tables -V`. */
export const iptablesVersion: Format = {
  id: 'iptables-version',
  detect: text => (VERSION.test(text) ? { score: 0.95, reason: 'the version of iptables' } : null),
  open: () => new VersionReader(),
};

class VersionReader implements Reader {
  readonly #versions: ToolVersion[] = [];

  line(line: Line): Outcome {
    const match = VERSION.exec(line.text);
    if (!match || this.#versions.length >= MAX_VERSIONS) return 'refused';
    const version = match[2] as string;
    const from = line.text.indexOf(match[1] as string);
    this.#versions.push({
      tool: match[1] as ToolVersion['tool'],
      version,
      backend: (match[3] as ToolVersion['backend'] | undefined) ?? (isBefore18(version) ? 'legacy' : null),
      place: line.place(from, line.text.trimEnd().length),
    });
    return 'read';
  }

  close(): ToolVersions {
    return { kind: 'tool-versions', versions: this.#versions };
  }
}

function isBefore18(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 1 || (major === 1 && minor < 8);
}
