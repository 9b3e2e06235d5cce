import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ipset } from '../../../src/engine/formats/ipset/index.ts';
import type { IpSets } from '../../../src/engine/model/ip-sets.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';

const capture = (name: string) => readFileSync(`test/captures/ipset/${name}.txt`, 'utf8');

async function read(text: string): Promise<IpSets> {
  const { sections } = await paste(text);
  const [document] = sections.flatMap(section =>
    section.document.kind === 'ip-sets' ? [section.document] : [],
  );
  if (!document) throw new Error(`no sets: ${sections.map(section => section.format).join()}`);
  return document;
}

const set = (sets: IpSets, name: string) => sets.sets.find(candidate => candidate.name === name);
const bare = (sets: IpSets) =>
  sets.sets.map(({ name, type, members, timeout, maxelem, family, netmask, range, examples }) => ({
    name,
    type,
    members,
    timeout,
    maxelem,
    family,
    netmask,
    range,
    elements: examples
      .map(({ place, ...member }) => member)
      .sort((a, b) => a.element.localeCompare(b.element)),
  }));

describe('ipset list', async () => {
  const sets = await read(capture('list'));

  test('heads', () => {
    expect(set(sets, 'banned')).toMatchObject({
      type: 'hash:ip',
      revision: 6,
      family: 'inet',
      hashsize: 1024,
      maxelem: 65536,
      timeout: 300,
      counters: true,
      comments: true,
      memory: 467,
      references: 2,
      entries: 2,
      members: 2,
      membersComplete: true,
      membersHit: 1,
    });
    expect(set(sets, 'nets')).toMatchObject({
      type: 'hash:net',
      maxelem: 1_000_000,
      hashsize: 2048,
      timeout: null,
      membersHit: null,
    });
    expect(set(sets, 'ports')).toMatchObject({ type: 'bitmap:port', range: '0-65535', maxelem: null });
    expect(set(sets, 'blocks')).toMatchObject({ netmask: '24' });
    expect(set(sets, 'together')).toMatchObject({ type: 'list:set', maxelem: 8 });
    expect(set(sets, 'six')?.family).toBe('inet6');
    expect(set(sets, 'tagged')?.options).toMatchObject({ skbinfo: true, bucketsize: '12' });
    expect(set(sets, 'empty')).toMatchObject({ entries: 0, members: 0, membersComplete: true, examples: [] });
  });

  test('members', () => {
    const banned = set(sets, 'banned')?.examples.find(({ element }) => element === '10.0.0.1');
    expect(banned).toMatchObject({ packets: 5, bytes: 600, comment: 'he said hi', nomatch: false });
    expect(banned?.timeout).toBeGreaterThan(90);
    expect(set(sets, 'nets')?.examples.find(({ element }) => element === '10.1.0.0/16')?.nomatch).toBe(true);
    expect(
      set(sets, 'devices')
        ?.examples.map(({ element }) => element)
        .sort(),
    ).toEqual(['1.1.1.0/24,eth0', '1.2.1.0/24,physdev:eth0']);
    expect(set(sets, 'leases')?.examples[0]?.element).toBe('192.168.0.1,12:34:56:78:9A:BC');
    expect(set(sets, 'tagged')?.examples[0]).toMatchObject({
      element: '1.1.1.1',
      packets: null,
      timeout: null,
    });
  });

  test('every set has as many members as its head says', () => {
    const text = capture('list');
    const counted = [...text.matchAll(/Number of entries: (\d+)\nMembers:\n((?:(?!Name:).+\n)*)/g)];
    expect(counted.length).toBe(sets.sets.length);
    for (const [index, [, entries, members]] of counted.entries()) {
      expect((members as string).split('\n').length - 1).toBe(Number(entries));
      expect(sets.sets[index]).toMatchObject({
        entries: Number(entries),
        members: Number(entries),
        membersComplete: true,
      });
    }
  });

  test('sorted, saved, as XML: the same sets', async () => {
    const left = ({ elements, ...rest }: ReturnType<typeof bare>[number]) => ({
      ...rest,
      elements: elements.map(({ timeout, ...member }) => member),
    });
    const plain = bare(sets).map(left);
    expect(bare(await read(capture('list-sorted'))).map(left)).toEqual(plain);
    expect(bare(await read(capture('save'))).map(left)).toEqual(plain);
    expect(bare(await read(capture('xml'))).map(left)).toEqual(plain);
    expect(
      (await read(capture('xml'))).sets.map(({ memory, references, entries }) => [
        memory,
        references,
        entries,
      ]),
    ).toEqual(sets.sets.map(({ memory, references, entries }) => [memory, references, entries]));
    expect((await read(capture('save'))).form).toBe('save');
  });
});

test('terse: members are not known, their number is', async () => {
  const sets = await read(capture('terse'));
  expect(set(sets, 'banned')).toMatchObject({
    entries: 2,
    members: null,
    membersComplete: null,
    examples: [],
  });
});

test('names alone', async () => {
  const sets = await read(`root@node-3:~# ipset list -n\n${capture('names')}`);
  expect(sets.form).toBe('names');
  expect(sets.sets.map(({ name }) => name)).toEqual(capture('names').trim().split('\n'));
});

test('a set that is full', async () => {
  const sets = await read(capture('full'));
  expect(set(sets, 'block')).toMatchObject({
    maxelem: 300,
    entries: 300,
    members: 300,
    membersHit: 200,
    membersComplete: true,
  });
  expect(set(sets, 'block')?.examples).toHaveLength(100);
  expect((await read(capture('full-add'))).errors[0]?.error).toBe('full');
  expect((await read(capture('no-such-set'))).errors[0]?.error).toBe('no-set');
  expect((await read(capture('not-root'))).errors[0]?.error).toBe('not-permitted');
});

test('an old version says no count', async () => {
  const sets = await read(capture('written.old-version'));
  expect(set(sets, 'KUBE-CLUSTER-IP')).toMatchObject({
    entries: null,
    members: 2,
    membersComplete: null,
    maxelem: 65536,
  });
});

test('kube-proxy: services by address and port', async () => {
  const sets = await read(capture('kube-proxy'));
  expect(
    set(sets, 'KUBE-CLUSTER-IP')
      ?.examples.map(({ element }) => element)
      .sort(),
  ).toEqual(['10.96.0.1,tcp:443', '10.96.0.10,udp:53', '10.96.44.5,sctp:3868']);
  expect(set(sets, 'KUBE-6-CLUSTER-IP')?.examples[0]?.element).toBe('fd00:10:96::1,tcp:443');
});

describe('damage', () => {
  test.each([80, 100])('a header and a comment broken at %i columns', async width => {
    const broken = capture('list').replaceAll(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n');
    expect(bare(await read(broken)).map(({ elements, ...rest }) => rest)).toEqual(
      bare(await read(capture('list'))).map(({ elements, ...rest }) => rest),
    );
  });

  test('cut at any byte: no number is wrong', async () => {
    const text = capture('one');
    for (let end = 10; end < text.length; end++) {
      const { sections } = await paste(text.slice(0, end));
      const [document] = sections;
      if (document?.document.kind !== 'ip-sets') continue;
      for (const found of document.document.sets) {
        if (found.entries !== null) expect(found.entries).toBe(2);
        if (found.members !== null && end < text.length - 1) expect(found.members).toBeLessThanOrEqual(2);
      }
    }
  }, 30_000);

  test('blacked out', async () => {
    const sets = await read(
      capture('one').replace('10.0.0.1 ', '10.xx.x.1 ').replace('packets 5', 'packets x'),
    );
    const member = set(sets, 'banned')?.examples.find(({ element }) => element === '10.xx.x.1');
    expect(member).toMatchObject({ packets: null, bytes: 600 });
  });

  test('prose behind the members is unread', async () => {
    const { unread, sections } = await paste(`${capture('one')}Thanks\nso what is it?\n`);
    expect(unread.map(({ text }) => text)).toEqual(['Thanks', 'so what is it?']);
    expect(sections).toHaveLength(1);
  });

  test('the head is cut off', async () => {
    const text = capture('one');
    const sets = await read(text.slice(text.indexOf('Type:')));
    expect(sets.sets[0]).toMatchObject({ name: null, type: 'hash:ip', members: 2 });
  });

  test('two runs are two documents', async () => {
    const { sections, unreadLines } = await paste(capture('list') + capture('list'));
    expect(sections.map(({ format }) => format)).toEqual(['ipset', 'ipset']);
    expect(unreadLines).toBe(0);
  });
});

test.each([
  'Name: web',
  'Type: ClusterIP',
  'Type: LoadBalancer',
  '-A INPUT -p tcp -j ACCEPT',
  'add me to the list',
  'Members: 3 of 5',
  'create table x (y int)',
])('not of ipset: %s', async text => {
  expect(ipset.detect(text, { command: null })?.score ?? 0).toBeLessThan(0.51);
  expect((await paste(`${text}\n`)).sections.map(section => section.format)).not.toContain('ipset');
});

test('hostile lines take time in proportion to their length', async () => {
  for (const piece of ['1.1.1.1,', ' timeout 1', ' comment "', 'a.', 'family ', '<elem>']) {
    await expectLinear(
      length => paste(`Name: a\nType: hash:ip\nMembers:\n1.1.1.1${piece.repeat(length / piece.length)}\n`),
      4096,
    );
  }
}, 60_000);
