import { describe, expect, test } from 'vitest';
import { paste } from '../paste.ts';
import { capture, collapsed, only } from './read-all.ts';

const answers = async (text: string) => (await only('dns-answers', text)).answers;
const records = (answer: Awaited<ReturnType<typeof answers>>[number] | undefined) =>
  answer?.records.map(({ name, type, data }) => [name, type, data]);

describe('nslookup', () => {
  test('server, alias and addresses of both families', async () => {
    const [answer, ...more] = await answers(capture('dns/nslookup.cname'));
    expect(more).toEqual([]);
    expect(answer).toMatchObject({
      tool: 'nslookup',
      name: 'www.example.com',
      status: null,
      server: { address: '10.77.1.1', port: 53 },
    });
    expect(records(answer)).toEqual([
      ['www.example.com', 'CNAME', 'edge.example.com'],
      ['edge.example.com', 'A', '192.0.2.10'],
      ['edge.example.com', 'A', '192.0.2.11'],
      ['edge.example.com', 'AAAA', '2001:db8::10'],
    ]);
  });

  test('busybox, which asks for both families by itself', async () => {
    const [answer] = await answers(capture('dns/nslookup.busybox-cname'));
    expect(records(answer)?.map(([, type]) => type)).toEqual(['CNAME', 'A', 'A', 'CNAME', 'AAAA']);
    expect(answer?.server).toMatchObject({ address: '10.77.1.1', port: 53 });
  });

  test('old busybox', async () => {
    const [answer] = await answers(capture('dns/written.nslookup.busybox-1.28'));
    expect(answer?.server).toMatchObject({ address: '10.96.0.10', port: null });
    expect(records(answer)).toEqual([['kubernetes.default', 'A', '10.96.0.1']]);
    const [failed] = await answers(capture('dns/written.nslookup.busybox-1.28-failed'));
    expect(failed).toMatchObject({
      name: 'kubernetes.default',
      records: [],
      status: null,
      troubles: [{ trouble: 'other' }],
    });
  });

  test.each([
    ['nxdomain', 'nothing.example.com', 'NXDOMAIN'],
    ['servfail', 'broken.example.com.shop.svc.cluster.local', 'SERVFAIL'],
  ])('%s', async (name, asked, status) => {
    const all = await answers(capture(`dns/nslookup.${name}`));
    expect(all.at(-1)).toMatchObject({ name: asked, status, records: [] });
  });

  test('a name without a record of the type is no failure', async () => {
    const [answer] = await answers(capture('dns/nslookup.empty'));
    expect(answer).toMatchObject({ name: 'web.shop.svc.cluster.local', status: null, empty: true });
  });

  test('nobody answers', async () => {
    const [answer] = await answers(capture('dns/nslookup.timeout'));
    expect(answer?.troubles.map(({ trouble }) => trouble)).toEqual(['timed-out', 'timed-out', 'no-servers']);
    const [closed] = await answers(capture('dns/nslookup.port-closed'));
    expect(closed?.troubles[0]).toMatchObject({ trouble: 'refused', server: '10.77.1.7', port: 53 });
  });

  test('a name that is found and then is not makes two answers', async () => {
    const text = capture('dns/nslookup.answer').trimEnd();
    const all = await answers(`${text}\n** server can't find web.shop.svc.cluster.local: NXDOMAIN\n`);
    expect(all.map(({ status }) => status)).toEqual([null, 'NXDOMAIN']);
    expect(all[1]?.server?.address).toBe('10.77.1.1');
  });

  test('reverse and text', async () => {
    expect(records((await answers(capture('dns/nslookup.reverse')))[0])).toEqual([
      ['80.0.96.10.in-addr.arpa', 'PTR', 'web.shop.svc.cluster.local'],
    ]);
    expect(records((await answers(capture('dns/nslookup.txt')))[0])).toEqual([
      ['example.com', 'TXT', '"v=spf1 ip4:192.0.2.0/24 -all"'],
    ]);
  });

  test('collapsed, several in a row, without their first line', async () => {
    const text = capture('dns/nslookup.answer');
    expect(records((await answers(collapsed(text)))[0])).toEqual([
      ['web.shop.svc.cluster.local', 'A', '10.96.0.80'],
    ]);
    expect(await answers(text + capture('dns/nslookup.nxdomain') + text)).toHaveLength(3);
    expect(records((await answers(text.split('\n').slice(1).join('\n')))[0])).toEqual([
      ['web.shop.svc.cluster.local', 'A', '10.96.0.80'],
    ]);
  });

  test.each([
    'Server: nginx',
    'Server: Docker Engine',
    'Name: web',
    'Address: somewhere',
    'Server:',
    'the name = web',
  ])('%j begins nothing', async line => {
    expect((await paste(line)).sections).toEqual([]);
  });
});
