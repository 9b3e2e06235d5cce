import { describe, expect, test } from 'vitest';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { collapsed, documents, only, recorded, withoutPlaces } from './host.ts';

describe('ip route', () => {
  test('every route of the table', async () => {
    const { routes, rules } = await only('routes', recorded('ip-route'));
    expect(rules).toEqual([]);
    expect(routes.map(({ destination, via, device }) => [destination, via, device])).toEqual([
      ['default', '10.77.1.254', 'ens192'],
      ['10.77.1.0/24', null, 'ens192'],
      ['10.77.2.0/24', null, 'ens192'],
      ['10.99.0.0/16', null, null],
      ['10.244.1.0/24', null, 'cni0'],
      ['10.244.2.0/24', '10.244.2.0', 'flannel.1'],
      ['10.244.3.0/26', null, null],
    ]);
    expect(routes[1]).toMatchObject({
      protocol: 'kernel',
      scope: 'link',
      source: '10.77.1.1',
      family: 'inet',
    });
    expect(routes[3]?.nextHops).toMatchObject([
      { via: '10.77.1.2', device: 'ens192', weight: 1 },
      { via: '10.77.1.3', device: 'ens192', weight: 2 },
    ]);
    expect(routes[4]?.flags).toEqual(['linkdown']);
    expect(routes[5]).toMatchObject({
      flags: ['onlink'],
      mtu: 1400,
      mtuLocked: true,
      got: false,
      table: null,
    });
    expect(routes[6]).toMatchObject({ type: 'blackhole', protocol: '80' });
  });

  test('IPv6, all tables, the family that the command asks for', async () => {
    const { routes } = await only('routes', `# ip -6 route\n${recorded('ip-6-route')}`);
    expect(routes.every(({ family }) => family === 'inet6')).toBe(true);
    expect(routes.at(-1)).toMatchObject({ destination: 'default', via: 'fd77:1::2', metric: 1024 });
    const all = await only('routes', recorded('ip-route-all'));
    expect(all.routes.find(({ table }) => table === '100')).toMatchObject({ destination: '10.98.0.0/16' });
    expect(all.routes.filter(({ type }) => type === 'broadcast')).not.toHaveLength(0);
    const asked = await only('routes', `# ip route show table 100\n10.98.0.0/16 via 10.77.1.2 dev ens192 \n`);
    expect(asked.routes[0]).toMatchObject({ table: '100', family: 'inet' });
  });

  test('ip route get, with what path MTU discovery has learnt', async () => {
    const { routes } = await only('routes', `# ip route get 10.244.2.7\n${recorded('ip-route-get')}`);
    expect(routes).toMatchObject([
      { destination: '10.244.2.7', via: '10.244.2.0', mtu: 1400, mtuLocked: true, got: true },
    ]);
    const learnt = await only(
      'routes',
      '10.0.0.9 via 10.1.1.1 dev eth0 src 10.1.1.2 uid 1000 \n    cache expires 590sec mtu 1410 \n',
    );
    expect(learnt.routes).toMatchObject([
      { mtu: 1410, mtuLocked: false, expires: 590, got: true, source: '10.1.1.2' },
    ]);
    const local = await only('routes', 'local 10.1.1.2 dev lo src 10.1.1.2 uid 0 \n    cache <local> \n');
    expect(local.routes).toMatchObject([{ type: 'local', flags: ['local'], got: true }]);
  });

  test('what it says instead of a route', async () => {
    const { routes, errors } = await only(
      'routes',
      '# ip route get 203.0.113.9\nRTNETLINK answers: Network is unreachable\n',
    );
    expect([routes, errors.map(({ text }) => text)]).toEqual([
      [],
      ['RTNETLINK answers: Network is unreachable'],
    ]);
  });

  test('rules', async () => {
    const { rules } = await only('routes', recorded('ip-rule'));
    expect(rules.map(({ priority, selector, table }) => [priority, selector, table])).toEqual([
      [0, 'from all', 'local'],
      [100, 'from all fwmark 0x4000/0x4000', '100'],
      [32766, 'from all', 'main'],
      [32767, 'from all', 'default'],
    ]);
    const { rules: odd } = await only(
      'routes',
      '9:\tfrom all fwmark 0x200/0xf00 lookup 2004\n10:\tnot from all fwmark 0xca6c lookup 51820\n11: from 10.0.0.0/8 to 10.96.0.0/12 unreachable\n',
    );
    expect(odd.map(({ action }) => action)).toEqual(['lookup 2004', 'lookup 51820', 'unreachable']);
  });

  test('route -n and netstat -rn say the same where they can', async () => {
    const ip = (await only('routes', recorded('ip-route'))).routes;
    const route = (await only('routes', recorded('route-n'))).routes;
    expect(route.map(({ destination }) => destination)).toEqual(ip.map(({ destination }) => destination));
    expect(route[0]).toMatchObject({ via: '10.77.1.254', device: 'ens192', metric: 0, flags: ['U', 'G'] });
    expect(route.at(-1)).toMatchObject({ destination: '10.244.3.0/26', device: null });
    const netstat = (await only('routes', recorded('netstat-rn'))).routes;
    expect(netstat.map(({ destination, via }) => [destination, via])).toEqual(
      route.map(({ destination, via }) => [destination, via]),
    );
    expect(netstat[0]?.metric).toBeNull();
    const six = (await only('routes', recorded('route-6-n'))).routes;
    expect(six.find(({ via }) => via === 'fd77:1::2')).toMatchObject({
      destination: 'default',
      metric: 1024,
    });
  });

  test.each(['ip-route', 'ip-6-route', 'ip-route-all', 'ip-rule', 'route-n', 'ip-route-get'])(
    '%s with its blanks collapsed',
    async name => {
      expect(withoutPlaces(await only('routes', collapsed(recorded(name))))).toEqual(
        withoutPlaces(await only('routes', recorded(name))),
      );
    },
  );

  test('a node with many routes keeps the first, and says how many it left', async () => {
    const rows = Array.from(
      { length: 2100 },
      (_, i) => `10.244.${i % 250}.${i % 200} dev cali${i} scope link `,
    );
    const { routes, routesLeft } = await only('routes', rows.join('\n'));
    expect([routes.length, routesLeft]).toEqual([2000, 100]);
  });

  test('masked', async () => {
    const { routes } = await only(
      'routes',
      'default via 10.xx.1.1 dev eth0 proto dhcp metric 100 \n10.xx.1.0/24 dev eth0 proto kernel scope link src 10.xx.1.7 \n',
    );
    expect(routes.map(({ destination, via }) => [destination, via])).toEqual([
      ['default', '10.xx.1.1'],
      ['10.xx.1.0/24', null],
    ]);
  });
});

describe('ip neigh', () => {
  test('rows, states and devices', async () => {
    const text = recorded('ip-neigh');
    const table = await only('neighbours', text);
    expect(table.total).toBe(text.trimEnd().split('\n').length);
    expect(table.rows.find(({ address }) => address === '10.244.2.0')).toMatchObject({
      device: 'flannel.1',
      mac: '4e:0f:00:00:02:01',
      state: 'PERMANENT',
    });
    expect(table.rows.find(({ address }) => address === '10.77.1.77')).toMatchObject({ mac: null });
    expect(table.states.reduce((sum, { count }) => sum + count, 0)).toBe(table.total);
    expect(table.devices[0]?.device).toBe('ens192');
  });

  test('with -s, for one device, in arp and /proc/net/arp', async () => {
    const long = await only('neighbours', recorded('ip-s-neigh'));
    expect(long.rows.map(({ address }) => address).sort()).toEqual(
      (await only('neighbours', recorded('ip-neigh'))).rows.map(({ address }) => address).sort(),
    );
    const one = await only('neighbours', `# ip neigh show dev ens192\n${recorded('ip-neigh-dev')}`);
    expect(one.rows.every(({ device }) => device === 'ens192')).toBe(true);
    const v4 = long.rows.filter(({ address }) => !address.includes(':'));
    for (const name of ['arp-n', 'arp-an', 'proc-arp']) {
      const { rows } = await only('neighbours', recorded(name));
      expect(rows.map(({ address, mac }) => [address, mac]).sort()).toEqual(
        v4.map(({ address, mac }) => [address, mac]).sort(),
      );
    }
  });

  test('flags, masked parts, two states', async () => {
    const { rows } = await only(
      'neighbours',
      'fe80::1 dev eth0 lladdr 02:42:ac:11:00:01 router STALE\n10.xx.1.7 dev eth0 lladdr xx:xx:xx:xx:xx:xx REACHABLE\n10.0.0.7 dev vxlan.calico lladdr 66:00:00:00:00:07 extern_learn NOARP,PERMANENT\n10.0.0.8 dev eth0  used 3/64/0probes 6 FAILED\n',
    );
    expect(rows.map(({ state, flags }) => [state, flags])).toEqual([
      ['STALE', ['router']],
      ['REACHABLE', []],
      ['NOARP', ['extern_learn']],
      ['FAILED', []],
    ]);
  });

  test('a full table: counted, the unresolved kept', async () => {
    const rows = Array.from({ length: 1024 }, (_, i) =>
      i < 1000
        ? `10.1.${i >> 8}.${i & 255} dev eth0 lladdr 02:00:00:00:00:01 STALE`
        : `10.9.0.${i & 255} dev eth0  FAILED`,
    );
    const table = await only('neighbours', rows.join('\n'));
    expect(table).toMatchObject({ total: 1024, rowsLeft: 500 });
    expect(table.states.map(({ state, count }) => [state, count])).toEqual([
      ['STALE', 1000],
      ['FAILED', 24],
    ]);
    expect(table.unresolved).toHaveLength(24);
  });

  test('two runs of arp are two readings', async () => {
    const text = recorded('arp-n');
    expect(await documents('neighbours', `${text}${text}`)).toHaveLength(2);
  });
});

test.each([
  'default is to drop',
  'default via the proxy',
  '10.0.0.1 is down',
  '10.0.0.0/8 deny all',
  'local changes dev',
  'unreachable host',
  '10.0.0.5 dev',
  'RTNETLINK answers: File exists',
  '64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.1 ms',
  '100: from all over the world',
])('%j is neither route nor neighbour', async line => {
  const { sections } = await paste(line);
  expect(sections.filter(({ format }) => /^ip-/.test(format))).toEqual([]);
});

test('hostile lines take time in proportion', async () => {
  await expectLinear(n => paste(`default ${'via 1 '.repeat(n)}x\n`), 10_000);
  await expectLinear(n => paste(`10.0.0.1 dev eth0 ${'router '.repeat(n)}x\n`), 10_000);
  await expectLinear(n => paste(`${':'.repeat(n)} dev eth0 FAILED\n`), 10_000);
});
