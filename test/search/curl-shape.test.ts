import { expect, test } from 'vitest';
import { slowPhase, tellsResolverTimeout } from '../../src/search/curl-shape.ts';

test.each([
  ['time_connect 3.1s', 'syn-retransmission'],
  ['curl time_connect: 1.004 time_namelookup: 0.004', 'syn-retransmission'],
  ['namelookup 0.004 connect 1.006 starttransfer 1.02', 'syn-retransmission'],
  ['time_namelookup 5.012', 'dns-conntrack-race-5s'],
  ['time_namelookup=0.8', 'dns-slow-or-timeout'],
  ['time_appconnect 2.4s time_connect 0.01', 'tls-handshake-slow'],
  ['time_appconnect 2400ms time_connect 10ms', 'tls-handshake-slow'],
  ['time_appconnectだけ大きい', 'tls-handshake-slow'],
  ['time_connect가 느려요', 'syn-retransmission'],
])('%s belongs to %s', (query, slug) => {
  expect(slowPhase(query)).toBe(slug);
});

test.each([
  '',
  'connect: connection refused',
  'connect timeout 127 seconds',
  'time_starttransfer 4.2',
  'time_connect 0.004 time_appconnect 0.020',
])('%s is no slow phase', query => {
  expect(slowPhase(query)).toBe(null);
});

test('a resolver gives up after 5 s, in all languages', () => {
  for (const told of [
    'DNS lookup takes 5s sometimes',
    '５秒で名前解決',
    'DNS 조회가 가끔 5초',
    '域名解析偶尔要 5 秒',
  ])
    expect(tellsResolverTimeout(told), told).toBe(true);
  for (const told of [
    'dns lookup always takes 5 seconds',
    '接続に5秒かかる',
    'DNS 15 s',
    '每次解析都要 5 秒',
  ])
    expect(tellsResolverTimeout(told), told).toBe(false);
});
