import { describe, expect, test } from 'vitest';
import { analyze } from '../../../src/engine/analyze.ts';
import type { KubeObject } from '../../../src/engine/model/kube-objects.ts';
import { expectLinear } from '../../linear.ts';
import { captures } from '../captures.ts';
import { paste } from '../paste.ts';
import { capture, collapsed, only } from './read-all.ts';

const read = async (text: string) => (await only('kube-objects', text)).objects;
const table = (name: string) => read(capture(`kubernetes/written.${name}`));
const named = (objects: readonly KubeObject[], name: string) =>
  objects.find(object => object.name === name) as KubeObject;

describe('services', () => {
  test('addresses, ports, age', async () => {
    const objects = await table('svc');
    expect(objects.map(({ resource, name, namespace }) => [resource, name, namespace])).toEqual(
      ['kubernetes', 'shop', 'shop-db', 'legacy'].map(name => ['service', name, null]),
    );
    expect(named(objects, 'shop').service).toEqual({
      type: 'LoadBalancer',
      clusterIp: '10.96.0.80',
      headless: false,
      externalIps: [],
      pending: true,
      ports: [
        { port: 80, nodePort: 30080, protocol: 'TCP' },
        { port: 443, nodePort: 30443, protocol: 'TCP' },
      ],
      selector: null,
    });
    expect(named(objects, 'shop').age).toBe(3 * 86400 + 4 * 3600);
    expect(named(objects, 'shop-db').service).toMatchObject({ clusterIp: null, headless: true });
    expect(named(objects, 'legacy').service).toMatchObject({
      clusterIp: null,
      headless: false,
      externalIps: ['db.example.net'],
      ports: [],
    });
  });

  test('-A -o wide: namespace and selector; <none> is empty, not unknown', async () => {
    const objects = await table('svc-wide-A');
    expect(named(objects, 'web')).toMatchObject({
      namespace: 'shop',
      service: { selector: 'app=web,tier=front', externalIps: ['192.0.2.7', '192.0.2.8'] },
    });
    expect(named(objects, 'kubernetes').service?.selector).toBe('');
    expect(
      named(objects, 'kube-dns').service?.ports.map(({ port, protocol }) => `${port}/${protocol}`),
    ).toEqual(['53/UDP', '53/TCP', '9153/TCP']);
  });
});

describe('endpoints', () => {
  test('addresses with ports, how many more, none', async () => {
    const objects = await table('ep');
    expect(named(objects, 'shop').endpoints).toMatchObject({ more: 3, none: false });
    expect(named(objects, 'shop').endpoints?.addresses[2]).toEqual({ address: '10.244.2.3', port: 8080 });
    expect(named(objects, 'shop-db').endpoints).toMatchObject({ addresses: [], none: true });
    expect(named(objects, 'v6').endpoints?.addresses).toEqual([{ address: 'fd00:244::2', port: 8080 }]);
  });

  test('slices', async () => {
    const objects = await table('endpointslices');
    expect(named(objects, 'shop-x7k2p').endpoints).toMatchObject({
      ports: [8080],
      more: 3,
      addressType: 'IPv4',
    });
    expect(named(objects, 'shop-db-9qz4d').endpoints).toMatchObject({ addresses: [], none: true, ports: [] });
  });

  test('nothing there', async () => {
    const document = await only(
      'kube-objects',
      `root@node-1:~# kubectl get ep -n shop\n${capture('kubernetes/written.nothing')}`,
    );
    expect(document).toMatchObject({
      objects: [],
      nothing: [{ namespace: 'shop', resource: 'endpoints', name: null }],
    });
    const missing = await only('kube-objects', 'Error from server (NotFound): services "web" not found\n');
    expect(missing.nothing).toMatchObject([{ resource: 'service', name: 'web' }]);
  });
});

describe('pods and nodes', () => {
  test('pods', async () => {
    const objects = await table('pods-wide-A');
    expect(named(objects, 'kube-proxy-x7k2p').pod).toEqual({
      ready: 0,
      containers: 1,
      status: 'CrashLoopBackOff',
      restarts: 12,
      ip: '10.77.1.1',
      node: 'node-3',
    });
    expect(named(objects, 'web-0').pod).toMatchObject({ status: 'Init:0/1', ip: '', node: '' });
  });

  test('nodes', async () => {
    const objects = await table('nodes-wide');
    expect(
      objects.map(({ node }) => [
        node?.ready,
        node?.cordoned,
        node?.roles,
        node?.osImage,
        node?.kernel,
        node?.internalIp,
      ]),
    ).toEqual([
      [true, false, ['control-plane'], 'Debian GNU/Linux 12 (bookworm)', '6.1.0-25-amd64', '10.77.1.1'],
      [true, true, [], 'Ubuntu 22.04.4 LTS', '5.15.0-119-generic', '10.77.1.2'],
      [false, false, ['worker'], 'Ubuntu 22.04.4 LTS', '5.15.0-119-generic', '10.77.1.3'],
    ]);
  });

  test('several kinds in one call', async () => {
    expect((await table('several')).map(({ resource, name }) => [resource, name])).toEqual([
      ['pod', 'web-0'],
      ['pod', 'web-1'],
      ['service', 'web'],
      ['deployment', 'web'],
    ]);
  });

  test('policies', async () => {
    expect((await table('networkpolicies')).map(({ resource, name }) => [resource, name])).toEqual([
      ['networkpolicy', 'default-deny'],
      ['networkpolicy', 'allow-dns'],
    ]);
  });
});

describe('damaged', () => {
  const places = (key: string, value: unknown) => (key === 'place' ? null : value);
  const tables = captures.filter(({ topic, format }) => topic === 'kubernetes' && format === 'kubectl-get');

  test.each(tables)('$file with collapsed blanks reads the same', async ({ bytes }) => {
    const text = new TextDecoder().decode(bytes);
    expect(JSON.stringify(await only('kube-objects', collapsed(text)), places)).toBe(
      JSON.stringify(await only('kube-objects', text), places),
    );
  });

  test('a row that was broken at 100 columns is joined', async () => {
    const text = capture('kubernetes/written.nodes-wide');
    const wrapped = text
      .split('\n')
      .map((row, i) => (i === 0 ? row : row.replace(/^(.{100})/, '$1\n')))
      .join('\n');
    expect(JSON.stringify(await read(wrapped), places)).toBe(JSON.stringify(await read(text), places));
  });

  test('without the headings the command tells the columns', async () => {
    const rows = capture('kubernetes/written.pods-wide-A').split('\n').slice(1).join('\n');
    const objects = await read(`root@node-1:~# kubectl get pods -A -o wide | grep -v NAME\n${rows}`);
    expect(named(objects, 'kube-proxy-x7k2p')).toMatchObject({
      namespace: 'kube-system',
      pod: { restarts: 12, node: 'node-3' },
    });
  });

  test('without headings and command nothing is guessed', async () => {
    const rows = capture('kubernetes/written.svc').split('\n').slice(1, 3).join('\n');
    expect((await paste(rows)).sections).toEqual([]);
  });

  test('a row with a column too few or a cell of another kind is unread', async () => {
    const text = capture('kubernetes/written.svc');
    for (const row of [
      'web ClusterIP 10.96.0.1 80/TCP 5d',
      'web   ClusterIP   10.96.0.1   <none>   eighty   5d',
      'web-0 1/1 Running 0 5m',
    ]) {
      const document = await only('kube-objects', `${text}${row}\n`);
      expect([row, document.unread, document.objects.length]).toEqual([row, 1, 4]);
    }
  });

  test('masked addresses are kept as text', async () => {
    const [object] = await read(capture('kubernetes/written.svc').replaceAll('10.96.0.1', '10.xx.0.1'));
    expect(object?.service?.clusterIp).toBe('10.xx.0.1');
  });

  test.each([
    'NAME of the game',
    'NAME MAJ:MIN RM SIZE RO TYPE MOUNTPOINTS',
    'COMMAND PID TYPE SIZE MODE M START END PATH',
    'NAME STATUS',
    'web ClusterIP 10.96.0.1 <none> 80/TCP 5d',
    'Resources found: none',
  ])('%j begins nothing', async line => {
    expect((await paste(line)).sections).toEqual([]);
  });

  test('hostile lines take time in proportion', async () => {
    const head =
      'NAME STATUS ROLES AGE VERSION INTERNAL-IP EXTERNAL-IP OS-IMAGE KERNEL-VERSION CONTAINER-RUNTIME\n';
    for (const unit of ['a ', 'NAME ', '1d ', 'a://b '])
      await expectLinear(
        length => analyze(new Blob([`${head}${`${unit.repeat(length / unit.length)}\n`.repeat(5)}`])),
        2000,
      );
  });
});
