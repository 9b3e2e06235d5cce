import { describe, expect, test } from 'vitest';
import { paste } from '../paste.ts';
import { capture, only } from './read-all.ts';

const answers = async (text: string) => (await only('dns-answers', text)).answers;

describe('host', () => {
  test('an alias and its addresses are one answer', async () => {
    const [answer, ...more] = await answers(capture('dns/host.answer'));
    expect(more).toEqual([]);
    expect(answer?.records.map(({ name, type, data }) => [name, type, data])).toEqual([
      ['www.example.com', 'CNAME', 'edge.example.com'],
      ['edge.example.com', 'A', '192.0.2.10'],
      ['edge.example.com', 'A', '192.0.2.11'],
      ['edge.example.com', 'AAAA', '2001:db8::10'],
    ]);
  });

  test('-v shows the walk through the search list, status and time', async () => {
    const [answer] = await answers(capture('dns/host.verbose'));
    expect(answer?.tried).toEqual([
      'www.example.com.shop.svc.cluster.local',
      'www.example.com.svc.cluster.local',
      'www.example.com.cluster.local',
      'www.example.com',
    ]);
    expect(answer).toMatchObject({
      tool: 'host',
      status: 'NOERROR',
      bytes: 142,
      server: { address: '10.77.1.1', port: 53 },
    });
  });

  test('not found, a server that fails, no record of the type', async () => {
    expect(await answers(capture('dns/host.nxdomain'))).toMatchObject([
      { name: 'nothing.example.com', status: 'NXDOMAIN' },
    ]);
    expect(await answers(capture('dns/host.servfail'))).toMatchObject([
      { status: 'SERVFAIL', server: { address: '10.77.1.1', port: 53 } },
    ]);
    expect((await answers(capture('dns/host.empty'))).at(-1)).toMatchObject({
      type: 'AAAA',
      empty: true,
      status: null,
    });
  });

  test('nobody answers', async () => {
    const [answer] = await answers(capture('dns/host.timeout'));
    expect(answer).toMatchObject({ tool: 'host', status: null });
    expect(answer?.troubles.at(-1)?.trouble).toBe('no-servers');
  });

  test('getent, which asks as programs do', async () => {
    const [hosts] = await answers(capture('dns/getent.hosts'));
    expect(hosts).toMatchObject({
      tool: 'getent',
      name: 'web.shop.svc.cluster.local',
      records: [{ type: 'A', data: '10.96.0.80' }],
    });
    const [ahosts] = await answers(capture('dns/getent.ahosts'));
    expect(ahosts?.records.map(({ data }) => data)).toEqual(['2001:db8::10', '192.0.2.10', '192.0.2.11']);
  });

  test('several in a row', async () => {
    const all = await answers(
      capture('dns/host.search') + capture('dns/host.nxdomain') + capture('dns/host.answer'),
    );
    expect(all.map(({ name, status }) => [name, status])).toEqual([
      ['web.shop.svc.cluster.local', null],
      ['nothing.example.com', 'NXDOMAIN'],
      ['www.example.com', null],
    ]);
  });

  test.each([
    'the service has address space',
    'web has address 10.0.0.1 or so',
    'Host is unreachable',
    '10.0.0.1 web',
    '127.0.0.1 localhost',
    'eth0.100 has no A record of faults',
  ])('%j begins nothing', async line => {
    expect((await paste(line)).sections).toEqual([]);
  });
});
