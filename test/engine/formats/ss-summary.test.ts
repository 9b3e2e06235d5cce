import { expect, test } from 'vitest';
import { paste } from '../paste.ts';
import { collapsed, documents, only, recorded, withoutPlaces } from './host.ts';

const NEW = `Total: 180
TCP:   65 (estab 3, closed 58, orphaned 2, timewait 50)

Transport Total     IP        IPv6
RAW	  0         0         0        
UDP	  4         3         1        
TCP	  7         5         2        
INET	  11        8         3        
FRAG	  0         0         0        
`;
const OLD = `Total: 1180 (kernel 1433)
TCP:   29012 (estab 512, closed 28211, orphaned 17, synrecv 3, timewait 28190/0), ports 0

Transport Total     IP        IPv6
*	  1433      -         -        
RAW	  0         0         0        
UDP	  12        8         4        
TCP	  801       640       161      
INET	  813       648       165      
FRAG	  0         0         0        
`;

test('the form of today', async () => {
  const summary = await only('socket-summary', NEW);
  expect(summary).toMatchObject({ source: 'ss -s', total: 180, kernel: null });
  expect(summary.tcp).toMatchObject({
    total: 65,
    established: 3,
    closed: 58,
    orphaned: 2,
    timeWait: 50,
    synReceived: null,
    ports: null,
    inUse: null,
  });
  expect(summary.transports.map(({ name, total, ipv4, ipv6 }) => [name, total, ipv4, ipv6])).toEqual([
    ['RAW', 0, 0, 0],
    ['UDP', 4, 3, 1],
    ['TCP', 7, 5, 2],
    ['INET', 11, 8, 3],
    ['FRAG', 0, 0, 0],
  ]);
});

test('the form before iproute2 5', async () => {
  const summary = await only('socket-summary', OLD);
  expect(summary).toMatchObject({ total: 1180, kernel: 1433 });
  expect(summary.tcp).toMatchObject({ total: 29012, synReceived: 3, timeWait: 28190, ports: 0 });
  expect(summary.transports[0]).toMatchObject({ name: '*', total: 1433, ipv4: null });
});

test('recorded, and with its blanks collapsed', async () => {
  const summary = await only('socket-summary', recorded('ss-s'));
  expect(summary.tcp?.established).toBeGreaterThan(0);
  expect(withoutPlaces(await only('socket-summary', collapsed(recorded('ss-s'))))).toEqual(
    withoutPlaces(summary),
  );
  expect(withoutPlaces(await only('socket-summary', collapsed(OLD)))).toEqual(
    withoutPlaces(await only('socket-summary', OLD)),
  );
});

test('/proc/net/sockstat', async () => {
  const summary = await only(
    'socket-summary',
    'sockets: used 512\nTCP: inuse 41 orphan 1 tw 20331 alloc 60 mem 33\nUDP: inuse 5 mem 2\nFRAG: inuse 0 memory 0\n',
  );
  expect(summary).toMatchObject({ source: '/proc/net/sockstat', total: 512 });
  expect(summary.tcp).toMatchObject({
    inUse: 41,
    orphaned: 1,
    timeWait: 20331,
    allocated: 60,
    memoryPages: 33,
    total: null,
    established: null,
  });
});

test('two runs are two readings, a cut one is read as far as it goes', async () => {
  expect(await documents('socket-summary', `$ ss -s; sleep 1; ss -s\n${NEW}${NEW}`)).toHaveLength(2);
  const [, ...rest] = NEW.split('\n');
  expect(await only('socket-summary', rest.join('\n'))).toMatchObject({ total: null, tcp: { timeWait: 50 } });
  expect((await only('socket-summary', NEW.split('\n').slice(0, 2).join('\n'))).transports).toEqual([]);
});

test('a line broken at 80 columns', async () => {
  const line = OLD.split('\n')[1] as string;
  const broken = OLD.replace(line, `${line.slice(0, 80)}\n${line.slice(80)}`);
  expect((await only('socket-summary', broken)).tcp).toMatchObject({ timeWait: 28190, ports: 0 });
});

test.each(['Total: 12', 'TCP: 3 packets', 'UDP 4 3', 'TCP:   65 (estab'])(
  '%j alone is no summary',
  async line => {
    expect((await paste(line)).sections).toEqual([]);
  },
);
