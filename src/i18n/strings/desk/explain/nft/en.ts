const is = '{not, select, yes {is not} other {is}}';
const does = (yes: string, no: string) => `{not, select, yes {${no}} other {${yes}}}`;
const asked =
  '{f, select, saddr {source address} daddr {destination address} sport {source port} dport {destination port} iif {incoming interface} oif {outgoing interface} family {address family} other {protocol}}';

/** What the parts of a rule of nft say, beyond what they share with those of iptables. */
const strings = {
  'nft.is': `The ${asked} ${is} {v}.`,
  'nft.oneOf': `The ${asked} ${does('is one of', 'is none of')}: {v}.`,
  'nft.set': `The ${asked} ${is} in the set {v}.`,
  'nft.together': `The set {v} ${does('holds', 'does not hold')} these together: {parts}`,
  'nft.counter': 'Counts the packets that fit what stands before it in the rule.',
  'nft.flow': 'Hands the connection to the flowtable {v}: its later packets go past the rules.',
  'nft.accept':
    'Lets the packet through: no more rules of this base chain are asked. Chains of a later priority still are.',
  'nft.reject': 'Refuses the packet and tells the sender so.',
  'nft.redirect': 'Sends the packet to this host itself instead.',
  'nft.snat': 'Replaces the source address. It holds for the whole connection.',
  'nft.dnat': 'Sends the packet to another destination. It holds for the whole connection.',
  'nft.queue': 'Hands the packet to a program in user space, which decides.',
  'nft.map': 'The map {v} says what happens.',
  'nft.branches': 'One of these, by what the packet is: {v}.',
};

export type NftStrings = Readonly<Record<keyof typeof strings, string>>;

export default strings;
