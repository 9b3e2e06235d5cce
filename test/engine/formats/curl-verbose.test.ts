import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CurlEvent, CurlTrace } from '../../../src/engine/model/timings.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';

const capture = (name: string) => readFileSync(`test/captures/curl/${name}.txt`, 'utf8');

async function trace(text: string): Promise<CurlTrace> {
  const { sections } = await paste(text);
  const found = sections.flatMap(({ document }) => (document.kind === 'curl-trace' ? document : []));
  expect(found).toHaveLength(1);
  return found[0] as CurlTrace;
}

const kinds = ({ events }: CurlTrace) => events.map(({ event }) => event);
const event = ({ events }: CurlTrace, kind: CurlEvent['event']) => events.find(other => other.event === kind);

describe('curl -v', () => {
  test('the way of a request', async () => {
    const found = await trace(capture('verbose'));
    expect(kinds(found)).toEqual(['trying', 'connected', 'request', 'response', 'left-intact']);
    expect(event(found, 'trying')).toMatchObject({ address: '10.77.1.1', port: 8080, time: null });
    expect(event(found, 'connected')).toMatchObject({
      host: 'shop.default.svc.cluster.local',
      address: '10.77.1.1',
      port: 8080,
    });
    expect(event(found, 'response')).toMatchObject({ status: 200, text: 'HTTP/1.1 200 OK' });
  });

  test('with its times', async () => {
    const text = capture('verbose-time');
    const found = await trace(text);
    expect(found.timed).toBe(true);
    const [, h, m, s] = (/^(\d\d):(\d\d):([\d.]+) \* Connected/m.exec(text) as RegExpExecArray).map(
      Number,
    ) as [number, number, number, number];
    expect(event(found, 'connected')?.time).toBeCloseTo(h * 3600 + m * 60 + s, 6);
  });

  test('TLS', async () => {
    const found = await trace(capture('verbose-tls'));
    expect(kinds(found).slice(0, 3)).toEqual(['trying', 'connected', 'tls-message']);
    expect(event(found, 'tls-message')?.text).toBe('TLSv1.3 (OUT), TLS handshake, Client hello (1):');
    expect(kinds(found)).toContain('tls-done');
    expect(event(found, 'certificate-problem')?.text).toContain('self-signed certificate');
    expect(found.events.filter(other => other.event === 'certificate').map(other => other.text)).toContain(
      'subject: CN=shop.example.com',
    );
  });

  test.each([
    [
      'verbose-certificate',
      'certificate-problem',
      { text: 'SSL certificate problem: self-signed certificate' },
    ],
    [
      'verbose-refused',
      'connect-failed',
      { address: '10.77.1.1', port: 81, text: 'connect to 10.77.1.1 port 81 failed: Connection refused' },
    ],
    ['verbose-timeout', 'timeout', { after: 2 }],
    ['verbose-stall', 'timeout', { request: 1 }],
    ['verbose-reset', 'reset', { text: 'Recv failure: Connection reset by peer' }],
    ['verbose-empty', 'empty-reply', {}],
    ['verbose-unknown', 'resolve-failed', { host: 'nx.example.com' }],
    ['verbose-six', 'trying', { address: 'fd77:1::1', port: 8080 }],
  ] as const)('%s', async (name, kind, expected) => {
    expect(event(await trace(capture(name)), kind)).toMatchObject(expected);
  });

  test('behind the progress meter, on its own line', async () => {
    const found = await trace(capture('verbose-timeout'));
    expect(event(found, 'trying')).toMatchObject({ address: '10.9.9.9', port: 8080 });
    expect(event(found, 'trying')?.time).toBeGreaterThan(0);
    expect(found.errors).toMatchObject([
      { exitCode: 28, error: 'connect-timeout', host: '10.9.9.9', port: 8080 },
    ]);
    expect(found.errors[0]?.after).toBeCloseTo(2, 1);
    const collapsed = await trace(capture('verbose-timeout').replaceAll(/ +/g, ' '));
    expect(collapsed.errors).toMatchObject([{ exitCode: 28 }]);
  });

  test('several requests', async () => {
    const found = await trace(capture('verbose-reused'));
    expect(found.events.map(other => [other.event, other.request])).toEqual([
      ['trying', 1],
      ['connected', 1],
      ['request', 1],
      ['response', 1],
      ['left-intact', 1],
      ['reused', 2],
      ['request', 2],
      ['response', 2],
      ['left-intact', 2],
    ]);
    const redirected = await trace(capture('verbose-redirect'));
    expect(event(redirected, 'redirect')?.host).toBe('http://10.77.1.1:8080/');
  });

  test('--trace-ascii', async () => {
    const found = await trace(capture('trace-ascii'));
    expect(kinds(found)).toEqual(['trying', 'connected', 'request', 'response', 'left-intact']);
    expect(found.timed).toBe(true);
  });

  test('the words of curl 8', async () => {
    const found = await trace(
      [
        '* Host shop.example.com:443 was resolved.',
        '* IPv6: (none)',
        '* IPv4: 10.96.0.5',
        '*   Trying 10.96.0.5:443...',
        '* Established connection to shop.example.com (10.96.0.5 port 443) from 10.0.0.9 port 40000 ',
        '* using HTTP/1.x',
        '> GET / HTTP/1.1',
        '> Host: shop.example.com',
        '> ',
        '* Request completely sent off',
        '* Operation timed out after 5001 milliseconds with 0 bytes received',
        '* closing connection #0',
        'curl: (28) Operation timed out after 5001 milliseconds with 0 bytes received',
      ].join('\n'),
    );
    expect(kinds(found)).toEqual(['resolved', 'trying', 'connected', 'request', 'timeout', 'closed']);
    expect(event(found, 'timeout')?.after).toBe(5.001);
    expect(found.errors).toMatchObject([{ error: 'operation-timeout', after: 5.001, bytes: 0 }]);
  });

  test('in a mail quote', async () => {
    expect(kinds(await trace(capture('verbose').replaceAll('\n', '\n> ').replace(/^/, '> ')))).toEqual(
      kinds(await trace(capture('verbose'))),
    );
  });

  test('-i and -I below their command', async () => {
    const { sections, unread } = await paste(`$ curl -i -s http://10.77.1.1:8080/\n${capture('include')}`);
    expect(sections.map(section => section.format)).toEqual(['curl-verbose']);
    expect(unread.map(line => line.text)).toEqual(['ok']);
  });
});

describe('errors', () => {
  test.each([
    ['error-refused', 7, 'connect-failed', 0],
    ['error-timeout', 28, 'connect-timeout', 1],
    ['error-stall', 28, 'operation-timeout', 1],
    ['error-unknown', 6, 'resolve-failed', null],
    ['error-fail', 6, 'resolve-failed', null],
    ['error-route', 7, 'connect-failed', 0],
    ['error-reset', 56, 'reset', null],
    ['error-empty', 52, 'empty-reply', null],
    ['error-cut', 18, 'partial', null],
    ['error-certificate', 60, 'certificate', null],
    ['error-name-timeout', 28, 'resolve-timeout', 2],
  ] as const)('%s', async (name, exitCode, error, after) => {
    const { errors } = await trace(capture(name));
    expect(errors).toMatchObject([{ exitCode, error }]);
    if (after === null) expect(errors[0]?.after).toBeNull();
    else expect(errors[0]?.after).toBeCloseTo(after, 1);
  });

  test.each([
    ['curl: (28) Connection timed out after 5001 milliseconds', 'connect-timeout', 5.001],
    ['curl: (7) Failed connect to 10.0.0.1:80; Connection refused', 'connect-refused', null],
    ['curl: (7) Failed to connect to 10.0.0.1 port 80: Connection refused', 'connect-refused', null],
    ['curl: (7) Failed to connect to 10.0.0.1 port 80: No route to host', 'no-route', null],
    ["curl: (7) couldn't connect to host", 'connect-failed', null],
    ['curl: (28) SSL connection timeout', 'tls-timeout', null],
    ['curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to x:443', 'reset', null],
    ['curl: (35) TCP connection reset by peer', 'reset', null],
    ['curl: (35) error:0A000410:SSL routines::sslv3 alert handshake failure', 'tls-failed', null],
    ['curl: (60) SSL: no alternative certificate subject name matches target host name', 'certificate', null],
    ['curl: (22) The requested URL returned error: 503', 'http-error', null],
    ['curl: (47) Maximum (50) redirects followed', 'too-many-redirects', null],
    [
      'curl: (28) Operation timed out after 10000 milliseconds with 512 out of 20000 bytes received',
      'operation-timeout',
      10,
    ],
    ['curl: (23) Failure writing output to destination', 'other', null],
  ])('%s', async (text, error, after) => {
    const found = await trace(`${text}\n`);
    expect(found.errors).toMatchObject([{ error, after, text: text.replace(/^curl: \(\d+\) /, '') }]);
  });
});

describe('lines of others', () => {
  test.each([
    ['a list', '* first\n* second: timed out after 3 seconds\n* subject: greetings'],
    ['an access log', '10.0.0.1 - - "GET / HTTP/1.1" 200'],
    ['an answer in a book', 'HTTP/1.1 200 OK'],
    ['a branch', '* main'],
    ['braces', '{ [3 bytes data]'],
  ])('%s', async (_name, text) => {
    const { sections } = await paste(`${text}\n`);
    expect(sections.filter(section => section.format === 'curl-verbose')).toEqual([]);
  });

  test.each([
    ['meter', '  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0'],
    ['headers', 'a: '],
    ['stars', '* '],
    ['failures', '* connect to '],
  ])('hostile: %s', async (_name, unit) => {
    const text = (length: number) =>
      `*   Trying 10.0.0.1:80...\n${`${unit.repeat(Math.ceil(length / unit.length))}\n`.repeat(10)}`;
    await expectLinear(length => paste(text(length)), 3_000);
  });
});
