import type { RuleColumns, Ruleset } from '../../model/ruleset.ts';

const SIX = /(?:^| )-[sd] [\da-f]{0,4}:[\da-f:.]*\/|icmp6|ipv6-icmp|--to-\w+ \[/;
const FOUR =
  /(?:^| )-[sd] (?:\d{1,3}\.){3}\d{1,3}(?:\/| )|--(?:to-(?:source|destination)|on-ip) \d{1,3}\.|-p icmp |reject-with icmp-|--mask 255\./;

/** Bodies that are looked at: one of the first ones nearly always tells. */
const LOOKED_AT = 500;
const decoder = new TextDecoder();

/** The family that the addresses of the rules tell; null where no rule has one. */
export function familyOfRules({ bodyText, bodyFrom }: RuleColumns): Ruleset['family'] {
  for (let i = 0; i + 1 < Math.min(bodyFrom.length, LOOKED_AT); i++) {
    const text = decoder.decode(bodyText.subarray(bodyFrom[i], bodyFrom[i + 1]));
    if (SIX.test(text)) return 'ipv6';
    if (FOUR.test(text)) return 'ipv4';
  }
  return null;
}
