import { describe, expect, test } from 'vitest';
import type { ListingColumns } from '../../../src/engine/model/ruleset.ts';
import { printSpec } from '../../../src/engine/rules/index.ts';
import { readListingBody } from '../../../src/engine/rules/listing/index.ts';
import { expectLinear } from '../../linear.ts';

const VERBOSE: ListingColumns = { verbose: true, numeric: true, lineNumbers: false };
const NAMES: ListingColumns = { verbose: true, numeric: false, lineNumbers: false };
const SHORT: ListingColumns = { verbose: false, numeric: true, lineNumbers: false };

/** What iptables-save would write for a rule of `iptables -nvL`, without what stays open. */
function read(body: string, shown = VERBOSE, family: 'ipv4' | 'ipv6' | null = 'ipv4'): string {
  return printSpec({ ...readListingBody(body, shown, family), unknown: [] });
}

/** What stays open in a rule, as `what why`. */
function open(body: string, shown = VERBOSE, family: 'ipv4' | 'ipv6' | null = 'ipv4'): string[] {
  return readListingBody(body, shown, family).unknown.map(({ what, why }) => `${what} ${why}`);
}

const ANY = '--  *      *       0.0.0.0/0            0.0.0.0/0           ';

describe('columns', () => {
  test.each([
    [
      'ACCEPT     tcp  --  eth0   !eth1  !10.0.0.0/8           192.168.1.1         ',
      '! -s 10.0.0.0/8 -d 192.168.1.1/32 -i eth0 ! -o eth1 -p tcp -j ACCEPT',
    ],
    ['ACCEPT !6 -f * * 0.0.0.0/0 !1.2.3.4', '! -d 1.2.3.4/32 ! -p tcp -f -j ACCEPT'],
    ['DROP 0 !f * * 0.0.0.0/0 0.0.0.0/0', '! -f -j DROP'],
    [
      '         17   --  *      *       0.0.0.0         10.0.0.0/255.0.255.0',
      '-s 0.0.0.0/32 -d 10.0.0.0/255.0.255.0 -p udp',
    ],
    [
      'KUBE-SVC-TCOU7JCQXEZGVUNU  all  --  *      *       0.0.0.0/0            0.0.0.0/0            [goto] ',
      '-g KUBE-SVC-TCOU7JCQXEZGVUNU',
    ],
    ['ACCEPT 99 -- * * 0.0.0.0/0 0.0.0.0/0', '-p 99 -j ACCEPT'],
    ['ACCEPT 4 – * * 0.0.0.0/0 0.0.0.0/0', '-p ipencap -j ACCEPT'],
    ['ACCEPT 0 -- !+ * 0.0.0.0/0 0.0.0.0/0', '! -i + -j ACCEPT'],
  ])('%s', (body, rule) => {
    expect(read(body)).toBe(rule);
  });

  test('without -v interfaces are unknown', () => {
    expect(open('ACCEPT all -- 0.0.0.0/0 0.0.0.0/0', SHORT)).toEqual(['-i not-shown', '-o not-shown']);
  });

  test.each([
    [
      'ACCEPT     all      *      *       fe80::/64            ::/0                ',
      '-s fe80::/64 -j ACCEPT',
    ],
    [
      '           tcp      *      *      !fe80::1             ::/0                 tcp dpt:22',
      '! -s fe80::1/128 -p tcp -m tcp --dport 22',
    ],
    ['tcp tcp * * ::/0 ::/0', '-p tcp -j tcp'],
    ['tcp * * ::/0 ::/0 tcp spt:1', '-p tcp -m tcp --sport 1'],
  ])('blank opt of ip6tables before 1.8.9: %s', (body, rule) => {
    expect(read(body, VERBOSE, 'ipv6')).toBe(rule);
  });

  test.each([
    ['ACCEPT tcp -- * * 0.0.0.0/0'],
    ['ACCEPT tcp -- * * 0.0.0.0/0 tcp dpt:22'],
    ['ACCEPT -- * * 0.0.0.0/0 0.0.0.0/0'],
    ['* * * -- * * 0.0.0.0/0 0.0.0.0/0'],
    [''],
  ])('columns that are not all there are no rule: %j', body => {
    const spec = readListingBody(body, VERBOSE, 'ipv4');
    expect(spec.target).toBeNull();
    expect(spec.unknown).toEqual([{ what: '', why: 'not-understood' }]);
  });

  test('names that a host resolved, and addresses that a person blacked out', () => {
    expect(open('ACCEPT tcp -- any any dns.google localhost tcp dpt:ssh', NAMES)).toEqual([
      '-s resolved',
      '-d resolved',
      '--dport resolved',
    ]);
    expect(open('ACCEPT tcp -- * * 10.xx.1.7 <redacted>')).toEqual(['-s masked', '-d masked']);
    expect(read('ACCEPT tcp -- any any anywhere 10.0.0.1', NAMES)).toBe('-d 10.0.0.1/32 -p tcp -j ACCEPT');
    expect(open('ACCEPT all -- any any anywhere fe80::1', NAMES, 'ipv6')).toEqual(['-s ambiguous']);
  });
});

describe('negations', () => {
  test.each([
    ['! ctstate INVALID ctdir ORIGINAL', '-m conntrack ! --ctstate INVALID --ctdir ORIGINAL'],
    ['! state NEW', '-m state ! --state NEW'],
    ['mark match ! 0x4000/0x4000', '-m mark ! --mark 0x4000/0x4000'],
    ['connmark match  0x1/0xff', '-m connmark --mark 0x1/0xff'],
    ['connmark match ! 0x1', '-m connmark ! --mark 0x1'],
    [
      'ADDRTYPE match src-type !LOCAL dst-type LOCAL limit-in',
      '-m addrtype ! --src-type LOCAL --dst-type LOCAL --limit-iface-in',
    ],
    ['multiport dports  !80,443', '-m multiport ! --dports 80,443'],
    ['multiport dports !80,443', '-m multiport ! --dports 80,443'],
    ['length !0:1', '-m length ! --length 0:1'],
    ['! owner UID match 0 owner GID match 5', '-m owner ! --uid-owner 0 --gid-owner 5'],
    ['tos match!0x10/0x3f', '-m tos ! --tos 0x10/0x3f'],
    [
      '! match-set bad src,dst ! update-counters packets-gt 5',
      '-m set ! --match-set bad src,dst ! --update-counters --packets-gt 5',
    ],
    [
      '! recent: CHECK seconds: 60 reap hit_count: 3 name: x side: dest mask: 255.255.255.0',
      '-m recent ! --rcheck --seconds 60 --reap --hitcount 3 --name x --mask 255.255.255.0 --rdest',
    ],
    [
      'source IP range ! 1.1.1.1-1.1.1.9 destination IP range 2.2.2.2-2.2.2.3',
      '-m iprange ! --src-range 1.1.1.1-1.1.1.9 --dst-range 2.2.2.2-2.2.2.3',
    ],
    ['MAC ! 0A:00:00:00:00:01', '-m mac ! --mac-source 0a:00:00:00:00:01'],
    ['PHYSDEV match ! --physdev-is-in --physdev-in eth0', '-m physdev ! --physdev-is-in --physdev-in eth0'],
    ['statistic mode nth ! every 5 packet 2', '-m statistic --mode nth ! --every 5 --packet 2'],
    ['PKTTYPE != multicast', '-m pkttype ! --pkt-type multicast'],
    ['TTL match TTL != 64', '-m ttl ! --ttl-eq 64'],
    ['DSCP match !0x2e', '-m dscp ! --dscp 0x2e'],
    ['u32 ! "0x6&0xff=0x1"', '-m u32 ! --u32 "0x6&0xff=0x1"'],
    [
      'STRING match ! "a\\"b" ALGO name bm TO 200 ICASE',
      '-m string ! --string "a\\"b" --algo bm --to 200 --icase',
    ],
    [
      'cluster !node_mask=0x00000002 total_nodes=2 hash_seed=0xfeedcafe',
      '-m cluster ! --cluster-local-nodemask 0x00000002 --cluster-total-nodes 2 --cluster-hash-seed 0xfeedcafe',
    ],
    ['! vaddr 10.0.0.1 vport 80', '-m ipvs ! --vaddr 10.0.0.1 --vport 80'],
    ['! realm 0x1', '-m realm ! --realm 0x1'],
    ['cgroup ! 7', '-m cgroup ! --cgroup 7'],
  ])('%s', (text, rule) => {
    expect(read(`           0    ${ANY} ${text}`)).toBe(rule);
  });

  test.each([
    [
      'tcp spts:!1:1023 dpt:!22 flags:!0x17/0x02',
      '-p tcp -m tcp ! --sport 1:1023 ! --dport 22 ! --tcp-flags FIN,SYN,RST,ACK SYN',
    ],
    ['tcp flags:FIN,SYN,RST,ACK/SYN', '-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN'],
    ['tcp option=!8', '-p tcp -m tcp ! --tcp-option 8'],
    ['tcp', '-p tcp -m tcp'],
  ])('%s', (text, rule) => {
    expect(read(`           6    ${ANY} ${text}`)).toBe(rule);
  });

  test('icmp, in numbers and in names of its own', () => {
    expect(read(`DROP 1 ${ANY} icmp !type 8 code 0`)).toBe('-p icmp -m icmp ! --icmp-type 8/0 -j DROP');
    expect(read(`DROP 1 ${ANY} icmptype 255`)).toBe('-p icmp -m icmp --icmp-type any -j DROP');
    expect(read(`DROP icmp ${ANY} icmp !echo-request`, NAMES)).toBe(
      '-p icmp -m icmp ! --icmp-type 8 -j DROP',
    );
    expect(read('DROP 58 -- * * ::/0 ::/0 ipv6-icmptype 136', VERBOSE, 'ipv6')).toBe(
      '-p ipv6-icmp -m icmp6 --icmpv6-type 136 -j DROP',
    );
  });
});

describe('targets', () => {
  test.each([
    ['MARK', 'MARK or 0x4000', '-j MARK --set-xmark 0x4000/0x4000'],
    ['MARK', 'MARK xor 0x4000', '-j MARK --set-xmark 0x4000/0x0'],
    ['MARK', 'MARK and 0xffff0000', '-j MARK --set-xmark 0x0/0xffff'],
    ['MARK', 'MARK set 0x1', '-j MARK --set-xmark 0x1/0xffffffff'],
    ['MARK', 'MARK xset 0x1/0x3', '-j MARK --set-xmark 0x1/0x3'],
    ['CONNMARK', 'CONNMARK save', '-j CONNMARK --save-mark --nfmask 0xffffffff --ctmask 0xffffffff'],
    [
      'CONNMARK',
      'CONNMARK restore ctmask 0x1 nfmask ~0x2',
      '-j CONNMARK --restore-mark --nfmask 0x2 --ctmask 0x1',
    ],
    [
      'DNAT',
      'tcp dpt:80 to:10.0.0.1:80 random persistent',
      '-m tcp --dport 80 -j DNAT --to-destination 10.0.0.1:80 --random --persistent',
    ],
    [
      'MASQUERADE',
      'masq ports: 1024-65535 random-fully',
      '-j MASQUERADE --to-ports 1024-65535 --random-fully',
    ],
    ['CT', 'NOTRACK', '-j NOTRACK'],
    ['CT', 'CT notrack', '-j CT --notrack'],
    [
      'LOG',
      'LOG flags 9 level 7 prefix "a " b"',
      '-j LOG --log-prefix "a \\" b" --log-level 7 --log-tcp-sequence --log-uid',
    ],
    [
      'NFLOG',
      'nflog-prefix  "a \\"b\\"" nflog-group 5',
      '-j NFLOG --nflog-prefix "a \\"b\\"" --nflog-group 5',
    ],
    ['TCPMSS', 'TCPMSS clamp to PMTU', '-j TCPMSS --clamp-mss-to-pmtu'],
    ['CLASSIFY', 'CLASSIFY set 1:f', '-j CLASSIFY --set-class 0001:000f'],
    ['SET', 'add-set x src exist timeout 60', '-j SET --add-set x src --exist --timeout 60'],
    [
      'TPROXY',
      'TPROXY redirect 0.0.0.0:80 mark 0x1/0x1',
      '-j TPROXY --on-port 80 --on-ip 0.0.0.0 --tproxy-mark 0x1/0x1',
    ],
  ])('%s %s', (target, text, rule) => {
    const protocol = text.includes('tcp dpt') ? '6' : '0';
    expect(read(`${target} ${protocol} ${ANY} ${text}`)).toBe(`${protocol === '6' ? '-p tcp ' : ''}${rule}`);
  });

  test.each(['DNAT', 'MARK', 'LOG', 'REJECT', 'NFQUEUE', 'TCPMSS'])(
    '%s without its text was cut off',
    target => {
      expect(open(`${target} 6 ${ANY} tcp dpt:22`)).toEqual([`${target} cut`]);
    },
  );
});

describe('what a listing cannot tell', () => {
  test('where one comment ends and another begins', () => {
    const body = `MARK 0 ${ANY} /* cali:abc */ /* Mark it */ MARK or 0x10000`;
    expect(read(body)).toBe(
      '-m comment --comment "cali:abc" -m comment --comment "Mark it" -j MARK --set-xmark 0x10000/0x10000',
    );
    expect(open(body)).toEqual(['comment ambiguous']);
  });

  test('whether a comment holds what looks like a match', () => {
    const body = `DROP 6 ${ANY} /* x */ tcp dpt:22 /* y */`;
    expect(readListingBody(body, VERBOSE, 'ipv4').matches).toEqual([
      { name: 'comment', options: [], text: '/* x */ tcp dpt:22 /* y */' },
    ]);
    expect(open(body)).toEqual(['comment ambiguous']);
  });

  test('a comment with its own end in it is one where nothing else makes sense', () => {
    expect(read(`DROP 6 ${ANY} /* a */ b -j */ tcp dpt:22`)).toBe(
      '-p tcp -m comment --comment "a */ b -j" -m tcp --dport 22 -j DROP',
    );
    expect(open(`DROP 6 ${ANY} /* a */ b -j */ tcp dpt:22`)).toEqual([]);
  });

  test.each([
    ['limit: up to 10/sec burst 5 mode srcip-dstport', '--hashlimit-name not-shown'],
    ['quota: 100 bytes', '--quota ambiguous'],
    ['STRING match  "|00ff|" ALGO name bm', '--string ambiguous'],
    ['OS fingerprint match Linux', '--ttl not-shown'],
  ])('%s', (text, unknown) => {
    expect(open(`DROP 0 ${ANY} ${text}`)).toContain(unknown);
  });

  test('a comment that never ends, and text that breaks off', () => {
    expect(open(`DROP 0 ${ANY} /* never`)).toEqual(['comment cut']);
    expect(open(`DROP 0 ${ANY} ctstate RELATED,ESTAB`)).toEqual(['ctstate cut']);
    expect(open(`DROP 0 ${ANY} ctst`)).toEqual(['ctst cut']);
  });

  test('an extension that nobody knows is kept, and the rest is read', () => {
    const body = `DNAT 6 ${ANY} geoip: source ! DE,FR tcp dpt:80 UNKNOWN match \`foo' to:10.0.0.1`;
    const spec = readListingBody(body, VERBOSE, 'ipv4');
    expect(spec.matches.map(({ name, text }) => [name, text])).toEqual([
      ['geoip', 'geoip: source ! DE,FR'],
      ['tcp', null],
      ['foo', "UNKNOWN match `foo'"],
    ]);
    expect(spec.target?.options).toEqual([
      { flag: '--to-destination', negated: false, values: ['10.0.0.1'] },
    ]);
    expect(spec.unknown).toEqual([
      { what: 'geoip', why: 'not-understood' },
      { what: 'foo', why: 'not-understood' },
    ]);
    expect(open(`X 0 ${ANY} [8 bytes of unknown target data] `)).toEqual(['X not-understood']);
    expect(open(`DROP 6 ${ANY} tcp[unsupported revision] `)).toEqual(['tcp not-understood']);
  });
});

test('matches that print no blank before them', () => {
  expect(read(`DROP 6 ${ANY} tcp dpt:22match bpf 177 0 0 0,6 0 0 1`)).toBe(
    '-p tcp -m tcp --dport 22 -m bpf --bytecode "2,177 0 0 0,6 0 0 1" -j DROP',
  );
});

test.each(['constructor', '__proto__', 'toString'])(
  'words of JavaScript are no words of iptables: %s',
  word => {
    expect(() => read(`${word} 0 ${ANY} ${word} ${word}`)).not.toThrow();
    expect(open(`${word} 0 ${ANY} LOG level ${word}`)).not.toEqual([]);
  },
);

test.each([
  '/* ',
  '*/ ',
  '/* */ ',
  '! ',
  'tcp dpt:1 ',
  'limit: avg 1/sec ',
  '" ',
  'ctstate NEW ',
  'x',
  '\\',
  '- ',
])('hostile bodies take time in proportion: %j', async piece => {
  await expectLinear(length => {
    readListingBody(`DROP 6 ${ANY} ${piece.repeat(length / piece.length)}`, VERBOSE, 'ipv4');
  }, 2000);
});
