import { describe, expect, test } from 'vitest';
import { paste } from '../paste.ts';
import { capture, collapsed, documents, only } from './read-all.ts';

const text = capture('dns/resolv-conf.pod');

describe('resolv.conf', () => {
  test('of a pod: servers, search list, options', async () => {
    const config = await only('resolver-config', text);
    expect(config.nameservers.map(({ address, known }) => [address, known])).toEqual([['10.77.1.1', true]]);
    expect(config.search).toEqual(['shop.svc.cluster.local', 'svc.cluster.local', 'cluster.local']);
    expect(config).toMatchObject({ ndots: 5, timeout: 2, attempts: 2, unread: 0 });
  });

  test('an option without a number is there without one; what is not given is not known', async () => {
    const config = await only('resolver-config', capture('dns/written.resolv-conf.nodelocal'));
    expect(config.nameservers.map(({ address }) => address)).toEqual(['169.254.20.10', '10.96.0.10']);
    expect(config.options.map(({ name, value }) => [name, value])).toEqual([
      ['ndots', 5],
      ['single-request-reopen', null],
    ]);
    expect(config).toMatchObject({ timeout: null, attempts: null });
  });

  test('values are marked', async () => {
    const config = await only('resolver-config', text);
    const mark = (place: { mark?: { start: number; end: number } } | null | undefined) =>
      text.slice(place?.mark?.start, place?.mark?.end);
    expect(mark(config.nameservers[0]?.place)).toBe('10.77.1.1');
    expect(mark(config.options[1]?.place)).toBe('timeout:2');
    expect(mark(config.searchPlace)).toBe('shop.svc.cluster.local svc.cluster.local cluster.local');
  });

  test('the last search or domain line counts, and the last of two options', async () => {
    const config = await only(
      'resolver-config',
      'domain example.net\nnameserver 10.0.0.1\nsearch a.example b.example\noptions ndots:5\noptions ndots:2\n',
    );
    expect(config).toMatchObject({ search: ['a.example', 'b.example'], ndots: 2 });
  });

  test.each([
    ['tabs', text.replaceAll(' ', '\t')],
    ['collapsed', collapsed(text)],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['indented', text.replaceAll(/^/gm, '    ')],
    [
      'the first line cut',
      `arch shop.svc.cluster.local svc.cluster.local cluster.local\n${text.split('\n').slice(1).join('\n')}`,
    ],
  ])('%s', async (_name, variant) => {
    const [config] = await documents('resolver-config', variant);
    expect(config?.nameservers[0]?.address).toBe('10.77.1.1');
    expect(config?.ndots).toBe(5);
  });

  test('two servers with a scope, IPv6 and a remark', async () => {
    const config = await only(
      'resolver-config',
      'nameserver fe80::1%eth0\nnameserver fd00:10:96::a # kube-dns\nnameserver 10.0.0.1;x\n',
    );
    expect(config.nameservers.map(({ address }) => address)).toEqual([
      'fe80::1%eth0',
      'fd00:10:96::a',
      '10.0.0.1',
    ]);
  });

  test.each(['10.xx.0.10', 'x.x.x.x', '<redacted>', '***'])(
    'a masked server %s is kept as text and not known',
    async address => {
      const config = await only('resolver-config', `nameserver ${address}\noptions ndots:x\n`);
      expect(config.nameservers.map(server => [server.address, server.known])).toEqual([[address, false]]);
      expect(config.ndots).toBeNull();
    },
  );

  test('a search list below the command, alone', async () => {
    const config = await only('resolver-config', 'root@n:~# grep search /etc/resolv.conf\nsearch .\n');
    expect(config.search).toEqual([]);
    expect(config.searchPlace).not.toBeNull();
  });

  test.each([
    'search for the answer in the log',
    'nameserver is down',
    'options are limited',
    'domain knowledge',
    'nameserver=10.0.0.1',
    '# a remark',
    'options vfs.zfs:5',
  ])('%j is no resolv.conf', async line => {
    const analysis = await paste(line);
    expect(analysis.sections).toEqual([]);
    expect(analysis.unreadLines).toBe(1);
  });

  test('a strange line in its midst is unread', async () => {
    const config = await only('resolver-config', 'nameserver 10.0.0.1\nhello there\noptions ndots:5\n');
    expect(config).toMatchObject({ unread: 1, ndots: 5 });
  });
});
