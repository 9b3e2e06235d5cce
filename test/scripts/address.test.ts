import { describe, expect, it } from 'vitest';
import { guesses, lastPart, namesake, wordsOf } from '../../src/scripts/address.ts';

describe('a lost address', () => {
  it('is tried in small letters, with a slash, without what was hung on it', () => {
    expect(guesses('runbooks/node/NodeBondingDegraded')).toEqual(['runbooks/node/nodebondingdegraded/']);
    expect(guesses('incidents/MTU-PMTU.html')).toEqual(['incidents/mtu-pmtu.html/', 'incidents/mtu-pmtu/']);
    expect(guesses('incidents/mtu-pmtu/),')).toContain('incidents/mtu-pmtu/');
    expect(guesses('')).toEqual([]);
  });

  it('says what to search for', () => {
    expect(wordsOf('incidents/Conntrack_table-full.html')).toBe('Conntrack table full');
    expect(wordsOf('%E6%8E%A5%E7%B6%9A')).toBe('接続');
    expect(wordsOf('%E6%8E')).toBe('%E6%8E');
  });

  it('leads to the page of that name wherever it stands', () => {
    const known = {
      incidents: [{ slug: 'mtu-pmtu', aliases: ['mtu-black-hole'] }],
      reference: [{ slug: 'conntrack-list' }],
      alerts: [{ slug: 'targetdown' }],
    };
    expect(namesake(known, lastPart('wiki/MTU-PMTU/'))).toBe('incidents/mtu-pmtu/');
    expect(namesake(known, 'mtu-black-hole')).toBe('incidents/mtu-pmtu/');
    expect(namesake(known, 'conntrack-list')).toBe('reference/conntrack-list/');
    expect(namesake(known, lastPart('alerts/cluster/TargetDown.md'))).toBe('alerts/targetdown/');
    expect(namesake(known, 'nothing')).toBeNull();
  });
});
