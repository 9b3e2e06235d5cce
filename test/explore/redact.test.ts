import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from '../../src/engine/analyze.ts';
import type { Analysis } from '../../src/engine/model/analysis.ts';
import { Addresses4 } from '../../src/explore/redact/ipv4.ts';
import { Addresses6, groupsOf } from '../../src/explore/redact/ipv6.ts';
import { keyed } from '../../src/explore/redact/keyed.ts';
import type { Wanted } from '../../src/explore/redact/kinds.ts';
import { redact } from '../../src/explore/redact/redact.ts';
import { cases } from '../engine/cases.ts';

const WANTED: Wanted = { seed: [0x2545f491, 0x9e3779b9], keepKinds: [], keep: [] };

async function redacted(text: BlobPart, wanted: Partial<Wanted> = {}) {
  const paste = new Blob([text]);
  const result = await redact(paste, await analyze(paste), { ...WANTED, ...wanted });
  return { ...result, text: await result.paste.text() };
}

/** What a diagnosis says, without the names in it. */
function told({ findings, lines, unreadLines }: Analysis) {
  const verdicts = findings.map(
    ({ incident, verdict, severity, summary, reasons }) =>
      `${incident} ${verdict} ${severity} ${summary.key} ${reasons
        .map(reason => `${reason.key}/${reason.evidence.map(({ line }) => line)}`)
        .sort()
        .join(' ')}`,
  );
  return { lines, unreadLines, verdicts: verdicts.sort() };
}

describe('the diagnosis of a redacted paste is the same', () => {
  test.each(cases)('$folder: $name', async ({ bytes }) => {
    const paste = new Blob([bytes]);
    const before = await analyze(paste);
    const result = await redact(paste, before, WANTED);
    expect(told(await analyze(result.paste))).toEqual(told(before));
  });
});

describe('addresses', () => {
  const seeds = fc.tuple(fc.integer(), fc.integer());
  const octet = fc.integer({ min: 0, max: 255 });
  const addresses = fc.tuple(octet, octet, octet, octet);
  /** How many of the first bits two addresses share. */
  const common = (one: number[], other: number[], width: number) => {
    const bits = (parts: number[]) => parts.map(part => part.toString(2).padStart(width, '0')).join('');
    const [a, b] = [bits(one), bits(other)];
    const at = [...a].findIndex((bit, index) => bit !== b[index]);
    return at < 0 ? a.length : at;
  };
  const numbers = (text: string) => text.split('.').map(Number);

  test('of one subnet of IPv4 stay in one, and others do not come into it', () => {
    fc.assert(
      fc.property(seeds, addresses, addresses, (seed, one, other) => {
        const four = new Addresses4(keyed(seed));
        const [a, b] = [four.map(one.join('.')), four.map(other.join('.'))];
        const before = common(one, other, 8);
        if (before < 8) return (one[0] === other[0]) === (numbers(a)[0] === numbers(b)[0]) || a === b;
        return common(numbers(a), numbers(b), 8) === before;
      }),
      { numRuns: 3000 },
    );
  });

  test('private ones stay private, public ones public, and nobody keeps their own', () => {
    const scope = ([a = 0, b = 0]: number[]) =>
      a === 10
        ? '10'
        : a === 172 && b >= 16 && b < 32
          ? '172.16/12'
          : a === 192 && b === 168
            ? '192.168'
            : a === 100 && b >= 64 && b < 128
              ? '100.64/10'
              : a === 0 || a === 127 || a >= 224 || (a === 169 && b === 254)
                ? 'the same everywhere'
                : 'public';
    fc.assert(
      fc.property(seeds, addresses, (seed, address) => {
        const text = address.join('.');
        const mapped = new Addresses4(keyed(seed)).map(text);
        expect(scope(numbers(mapped))).toBe(scope(address));
        expect(mapped === text).toBe(scope(address) === 'the same everywhere');
        expect(numbers(mapped)[3]).toBe(address[3]);
      }),
      { numRuns: 3000 },
    );
  });

  test('a network stays one, with its length', () => {
    fc.assert(
      fc.property(seeds, addresses, fc.integer({ min: 8, max: 32 }), (seed, address, length) => {
        // 100.0.0.0/9 is public, and holds the private 100.64.0.0/10: it cannot become one network.
        fc.pre(length >= 16 || ![100, 169, 172, 192].includes(address[0]));
        const mask = length === 32 ? 0xffffffff : ~(0xffffffff >>> length);
        const whole = address.reduce((sum, part) => ((sum << 8) | part) >>> 0, 0);
        const network = (whole & mask) >>> 0;
        const text = [network >>> 24, (network >>> 16) & 255, (network >>> 8) & 255, network & 255].join('.');
        const four = new Addresses4(keyed(seed));
        const mapped = four.map(text, length);
        const number = numbers(mapped).reduce((sum, part) => ((sum << 8) | part) >>> 0, 0);
        expect((number & ~mask) >>> 0).toBe(0);
        // An address of the network is in the network that it became.
        const inside = numbers(four.map(address.join('.'))).reduce(
          (sum, part) => ((sum << 8) | part) >>> 0,
          0,
        );
        expect((inside & mask) >>> 0).toBe(number);
      }),
      { numRuns: 3000 },
    );
  });

  test('of one subnet of IPv6 stay in one', () => {
    const group = fc.integer({ min: 0, max: 0xffff });
    const first = fc.constantFrom(0x2001, 0x2a02, 0xfd00, 0xfc12, 0xfe80);
    const six = fc.tuple(first, group, group, group, group, group, group, group);
    const write = (groups: number[]) => groups.map(part => part.toString(16)).join(':');
    fc.assert(
      fc.property(seeds, six, six, fc.integer({ min: 1, max: 7 }), (seed, one, rest, shared) => {
        const other = [...one.slice(0, shared), ...rest.slice(shared)];
        const addresses6 = new Addresses6(keyed(seed));
        const mapped = [one, other].map(address => groupsOf(addresses6.map(write(address))) as number[]);
        expect(mapped[0]?.slice(0, shared)).toEqual(mapped[1]?.slice(0, shared));
        expect((mapped[0]?.[0] ?? 0) >>> 8 === one[0] >>> 8 || one[0] >>> 13 === 1).toBe(true);
        if (one[0] !== 0xfe80) expect(mapped[0]).not.toEqual(one);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    '127.0.0.1',
    '0.0.0.0',
    '169.254.20.10',
    '224.0.0.251',
    '255.255.255.0',
    '::1',
    '::',
    'ff02::1',
    '64:ff9b::1',
  ])('%s means the same everywhere', async address => {
    const { text } = await redacted(`root@node-3:~# ping ${address}\n`);
    expect(text).toContain(address);
  });

  test('in every writing', async () => {
    const lines = [
      'ip-10-0-3-4.eu-west-1.compute.internal',
      '4.3.0.10.in-addr.arpa',
      'MAC=da:89:2b:b8:9a:25:ce:11:90:f7:39:20:08:00 SRC=10.0.3.4',
      'enxda892bb89a25: renamed',
      '[fd00:12:34::5]:53 fd00:12:34::5',
      '10.0.3.0/24 10.0.3.0/255.255.255.0',
      '   0: 0403000A:1F90 00000000:0000 0A',
    ];
    const { text } = await redacted(lines.join('\n'));
    expect(text).not.toMatch(/10[.-]0[.-]3|3\.0\.10\.in-addr|da:?89:?2b|fd00:12:34|0403000A/i);
    const [, plain] = /SRC=(\S+)/.exec(text) ?? [];
    // The same address is the same in all of them.
    expect(text).toContain(`ip-${plain?.replaceAll('.', '-')}.`);
    expect(text).toContain(`${plain?.split('.').reverse().join('.')}.in-addr.arpa`);
    expect(text).toContain(plain?.split('.').slice(0, 3).join('.').concat('.0/24'));
  });
});

describe('names', () => {
  const TEXT = [
    'alice@gzu-prd-7:~$ kubectl -n payments get pods,svc -o wide',
    'NAME                          READY   STATUS    RESTARTS   AGE   IP           NODE',
    'ledger-7d4b9c6f5-x2x4z        1/1     Running   0          3d    10.244.1.5   gzu-prd-7',
    '',
    'alice@gzu-prd-7:~$ kubectl -n payments get svc ledger',
    'NAME     TYPE        CLUSTER-IP     EXTERNAL-IP   PORT(S)   AGE',
    'ledger   ClusterIP   10.96.44.5     <none>        80/TCP    3d',
    '',
    'alice@gzu-prd-7:~$ sudo iptables-save',
    '*filter',
    ':KUBE-SERVICES - [0:0]',
    '-A KUBE-SERVICES -d 10.96.44.5/32 -p tcp -m comment --comment "payments/ledger:http has no endpoints" -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable',
    '-A KUBE-SERVICES -m comment --comment "let the acmecorp backup in" -j ACCEPT',
    'COMMIT',
    'Nov 22 03:07:41 gzu-prd-7 kernel: nf_conntrack: nf_conntrack: table full, dropping packet',
    'alice@gzu-prd-7:~$ curl -v http://ledger.payments.svc.cluster.local/ https://api.acmecorp.com/',
    '> Authorization: Bearer eyJhbGciOi',
    '',
  ].join('\n');

  test('of hosts, users, namespaces, services, Pods, domains, credentials', async () => {
    const { text, rows } = await redacted(TEXT);
    expect(text).not.toMatch(/alice|gzu|payments|ledger|acmecorp|eyJ|10\.96\.44|10\.244\.1/);
    expect(text.split('\n')).toHaveLength(TEXT.split('\n').length);
    const pseudonym = (kind: string, original: string) =>
      rows.find(row => row.kind === kind && row.original === original)?.pseudonym;
    const [space, service] = [pseudonym('namespace', 'payments'), pseudonym('service', 'ledger')];
    expect(text).toContain(`"${space}/${service}:http has no endpoints"`);
    expect(text).toContain(`http://${service}.${space}.svc.cluster.local/`);
    expect(text).toContain(`kernel: nf_conntrack: nf_conntrack: table full, dropping packet`);
    expect(text).toContain(`let the ${pseudonym('word', 'acmecorp')} backup in`);
  });

  test('columns stay where they were', async () => {
    const { text } = await redacted(TEXT);
    const lines = text.split('\n');
    expect(lines[2]?.indexOf('1/1')).toBe(lines[1]?.indexOf('READY'));
    expect(lines[6]?.indexOf('ClusterIP')).toBe(lines[5]?.indexOf('TYPE'));
  });

  test('what is counted stands in the rows', async () => {
    const { kinds, rows } = await redacted(TEXT);
    for (const { kind, count, different } of kinds) {
      const own = rows.filter(row => row.kind === kind);
      expect(own).toHaveLength(different);
      expect(own.reduce((sum, row) => sum + row.count, 0)).toBe(count);
    }
  });

  test('a row and a kind can stay', async () => {
    const { text } = await redacted(TEXT, {
      keep: ['service ledger', 'ipv4 10.96.44.5'],
      keepKinds: ['host'],
    });
    expect(text).toContain('/ledger:http');
    expect(text).toContain('gzu-prd-7');
    expect(text).toContain('10.96.44.5 ');
    expect(text).not.toContain('payments');
  });

  test('no pseudonym is an address that stays', async () => {
    const all = Array.from({ length: 256 }, (_, at) => `10.0.${at}.7`);
    const { text } = await redacted(all.join('\n'), { keep: ['ipv4 10.0.3.7', 'ipv4 10.0.9.7'] });
    const lines = text.split('\n');
    expect(lines).toContain('10.0.3.7');
    expect(new Set(lines).size).toBe(256);
  });

  test('words of the field stay in comments', async () => {
    const comment = 'kubernetes service portals masquerade traffic cali:6gwbT8clXdHdC1b1 cluster IP';
    const text = `*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m comment --comment "${comment}" -j ACCEPT\nCOMMIT\n`;
    expect((await redacted(text)).text).toBe(text);
  });

  test('done twice with the same seed, it says the same', async () => {
    expect((await redacted(TEXT)).text).toBe((await redacted(TEXT)).text);
    expect((await redacted(TEXT, { seed: [1, 2] })).text).not.toBe((await redacted(TEXT)).text);
  });
});

describe('large and odd pastes', () => {
  const flow = (at: number) =>
    `tcp      6 86399 ESTABLISHED src=10.244.${at % 200}.${at % 250} dst=10.96.0.10 sport=${at} dport=80 src=10.244.1.2 dst=10.244.0.1 sport=8080 dport=${at} [ASSURED] mark=0 use=1\n`;

  test('many flows are read as bytes and say the same as line by line', async () => {
    const text = Array.from({ length: 3000 }, (_, at) => flow(at)).join('');
    const plain = (await redacted(text)).text;
    // A byte that no terminal shows sends each line the other way.
    const odd = (await redacted(text.replaceAll('tcp ', 'tcp\u200b '))).text;
    expect(plain).toBe(odd);
    expect(plain).not.toContain('10.244.0.1 ');
    expect(plain.split('\n')).toHaveLength(3001);
  });

  test('it can be broken off', async () => {
    const paste = new Blob([flow(1).repeat(1000)]);
    const signal = AbortSignal.abort();
    await expect(redact(paste, await analyze(paste), WANTED, signal)).rejects.toThrow();
  });

  test('colours hide no address, and UTF-16 becomes UTF-8', async () => {
    const line = 'ipv4 src=10.0.\u001b[1;31m3\u001b[0m.4\n';
    expect((await redacted(line)).text).not.toContain('.3.4 ');
    const wide = Uint8Array.from(Buffer.from(`\ufeff${flow(7)}`, 'utf16le'));
    expect((await redacted(wide)).text).toMatch(/^tcp {6}6 86399 ESTABLISHED src=10\./);
  });

  test('any text keeps its lines', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary-ascii' })), async lines => {
        const text = `uptime\n${lines.map(line => line.replaceAll(/[\r\n]/g, '')).join('\n')}\n`;
        expect((await redacted(text)).text.split('\n')).toHaveLength(text.split('\n').length);
      }),
      { numRuns: 100 },
    );
  });
});
