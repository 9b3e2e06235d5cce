import { expect, test } from 'vitest';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { collapsed, documents, only, recorded, withoutPlaces, wrapped } from './host.ts';

test('/proc/slabinfo', async () => {
  const { source, caches } = await only('slabs', recorded('slabinfo'));
  expect(source).toBe('/proc/slabinfo');
  const words = (/^nf_conntrack .*$/m.exec(recorded('slabinfo'))?.[0] ?? '').split(/\s+/).map(Number);
  expect(caches.filter(({ conntrack }) => conntrack)).toMatchObject([
    {
      name: 'nf_conntrack',
      active: words[1],
      objects: words[2],
      objectSize: words[3],
      objectsPerSlab: words[4],
      objectSizeExact: true,
      kilobytes: null,
    },
  ]);
});

test('one row, as grep leaves it', async () => {
  expect((await only('slabs', recorded('slabinfo-grep'))).caches).toHaveLength(1);
});

test('slabtop', async () => {
  const { source, caches } = await only('slabs', recorded('slabtop-o'));
  expect(source).toBe('slabtop');
  expect(caches.find(({ conntrack }) => conntrack)).toMatchObject({
    name: 'nf_conntrack',
    objectSize: 256,
    objectSizeExact: false,
  });
});

test('the caches of old kernels, one a namespace; expectations are others', async () => {
  const row = (name: string) => `${name} 100 120 320 12 1 : tunables 0 0 0 : slabdata 10 10 0`;
  const names = [
    'nf_conntrack_ffff88003fc2a000',
    'nf_conntrack_1',
    'ip_conntrack',
    'nf_conntrack_expect',
    'nf_conncount_tuple',
  ];
  const { caches } = await only('slabs', names.map(row).join('\n'));
  expect(caches.map(({ conntrack }) => conntrack)).toEqual([true, true, true, false, false]);
});

test.each([80, 100, 120])('broken at %i columns', async width => {
  const rows = recorded('slabinfo').split('\n').slice(2).join('\n');
  expect(withoutPlaces(await only('slabs', wrapped(rows, width)))).toEqual(
    withoutPlaces(await only('slabs', rows)),
  );
});

test('with its blanks collapsed, and twice', async () => {
  const text = recorded('slabinfo');
  expect(withoutPlaces(await only('slabs', collapsed(text)))).toEqual(
    withoutPlaces(await only('slabs', text)),
  );
  expect(await documents('slabs', `${text}${text}`)).toHaveLength(2);
});

test('refused', async () => {
  const { sections } = await paste('$ cat /proc/slabinfo\ncat: /proc/slabinfo: Permission denied\n');
  expect(sections).toEqual([]);
});

test.each(['nf_conntrack 144 208 256', 'nf_conntrack 144 208 256 16 1', 'a 1 2 3 4 5 : x', '320'])(
  '%j is no cache',
  async line => {
    expect((await paste(line)).sections.filter(({ format }) => format === 'slabinfo')).toEqual([]);
  },
);

test('hostile lines take time in proportion', async () => {
  await expectLinear(n => paste(`a 1 2 3 4 5 : tunables ${'0 '.repeat(n)}\n`), 10_000);
  await expectLinear(n => paste(`${'a'.repeat(n)} 1 2 3 4 5 : tunables 0 0 0\n`), 10_000);
});
