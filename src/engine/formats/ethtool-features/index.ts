import type { NicFeature, NicFeatures } from '../../model/nic.ts';
import type { Line } from '../../text/line.ts';
import { signsOf } from '../../text/signs.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';
import { deviceOf } from './device.ts';

/** `Features for eth0:`; old ethtool: `Offload parameters for eth0:`. */
const HEADER = /^\s{0,4}(?:Features|Offload parameters) for ([\w.@:-]{1,40}):$/;
/** ethtool.c, dump_one_feature: `tx-checksumming: on`, `\ttx-checksum-ipv4: off [fixed]`, `… off [requested on]`. */
const FEATURE =
  /^\s{0,16}([a-z][\w -]{1,50}?): (on|off)(?: (\[fixed\])| \[requested (on|off)\]| \[not requested\])?$/;
/** Names that nobody but ethtool has: net/ethtool/common.c, netdev_features_strings, and ethtool's own groups. */
const KNOWN =
  /^(?:[rt]x-(?:checksum|gso|udp|tcp|vlan|nocache|scatter|esp|ipxip|sctp|fcs|all|gro|lockless|fcoe|gre|ipip|sit|hw|tunnel|macsec|hsr|filter)[\w-]*|(?:rx|tx)-checksumming|(?:tcp|udp|generic|large)-[a-z-]*(?:offload|segmentation)[a-z-]*|[rt]x-vlan-offload|scatter-gather|ntuple-filters|receive-hashing|rx|tx|highdma|netns-local|loopback|busy-poll|fcoe-mtu|l2-fwd-offload|hw-tc-offload|esp-[\w-]{1,30}|tls-[\w-]{1,30}|macsec-[\w-]{1,30}|hsr-[\w-]{1,30}|vlan-challenged|rx-[\w-]{1,30}|tx-[\w-]{1,30})$/;
/** Offload settings of ethtool before 3.x: `tx-checksumming: on`, `udp fragmentation offload: off`. */
const OLD = /^(?:udp|tcp|generic|large)[ -](?:fragmentation|segmentation|receive)[ -]offload$/;
const TROUBLE =
  /^(?:Cannot get device [\w ,-]{1,60}: .{1,80}|netlink error: .{1,120}|no offload info available|Could not get feature names.{0,60})$/;

/** `ethtool -k eth0`. */
export const ethtoolFeatures: Format = {
  id: 'ethtool-features',
  detect(text, start) {
    if (text.length > 200) return null;
    if (start.command === null && !signsOf(text).colon) return null;
    if (HEADER.test(text)) return { score: 0.95, reason: 'the head line of ethtool -k' };
    const feature = FEATURE.exec(text);
    if (feature && (feature[3] || feature[4]))
      return { score: 0.9, reason: 'a feature of ethtool -k that is fixed or asked for' };
    const called = deviceOf(start, /^(?:-k|--show-(?:features|offload))$/) !== undefined;
    const name = feature?.[1] ?? '';
    if (feature && called) return { score: 0.9, reason: 'a feature, below ethtool -k' };
    if (name.includes('-') && name.length > 8 && (KNOWN.test(name) || OLD.test(name)))
      return { score: 0.85, reason: 'a feature of ethtool -k' };
    if (called && TROUBLE.test(text)) return { score: 0.9, reason: 'what ethtool says' };
    return null;
  },
  open: start => new FeatureReader(start),
};

class FeatureReader implements Reader {
  readonly #features: NicFeature[] = [];
  readonly #errors: NicFeatures['errors'][number][] = [];
  #device: string | null;
  #headed = false;

  constructor(start: SectionStart) {
    this.#device = deviceOf(start, /^(?:-k|--show-(?:features|offload))$/) ?? null;
  }

  line(line: Line): Outcome {
    if (line.text.length > 300) return 'refused';
    const header = HEADER.exec(line.text);
    if (header) {
      if (this.#headed || this.#features.length > 0) return 'again';
      this.#headed = true;
      this.#device = header[1] as string;
      return 'noise';
    }
    if (TROUBLE.test(line.text)) {
      this.#errors.push({ text: line.text.trim(), place: line.place() });
      return 'read';
    }
    const feature = FEATURE.exec(line.text);
    if (!feature) return 'refused';
    const [, name, state, fixed, requested] = feature;
    if (this.#features.some(other => other.name === name)) return 'again';
    const from = line.text.indexOf(name as string);
    this.#features.push({
      name: name as string,
      on: state === 'on',
      fixed: fixed !== undefined,
      requested: requested === undefined ? null : requested === 'on',
      place: line.place(from, line.text.trimEnd().length),
    });
    return 'read';
  }

  close(): NicFeatures | null {
    if (this.#features.length === 0 && this.#errors.length === 0) return null;
    return { kind: 'nic-features', device: this.#device, features: this.#features, errors: this.#errors };
  }
}
