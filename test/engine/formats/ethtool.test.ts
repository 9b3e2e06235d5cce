import { describe, expect, test } from 'vitest';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { collapsed, documents, only, recorded, withoutPlaces } from './host.ts';

describe('ethtool -k', () => {
  test('features, fixed and not', async () => {
    const text = recorded('ethtool-k');
    const { device, features } = await only('nic-features', text);
    expect(device).toBe('flannel.1');
    expect(features).toHaveLength(text.trimEnd().split('\n').length - 1);
    const find = (name: string) => features.find(feature => feature.name === name);
    expect(find('tx-checksumming')).toMatchObject({ on: true, fixed: false, requested: null });
    expect(find('tx-checksum-ip-generic')).toMatchObject({ on: true, fixed: false });
    expect(find('tx-checksum-ipv4')).toMatchObject({ on: false, fixed: true });
  });

  test('what was asked for and is not so', async () => {
    const { features } = await only(
      'nic-features',
      'Features for eth0:\ntx-checksumming: off\n\ttx-checksum-ip-generic: off [requested on]\n\ttx-tcp-segmentation: on [requested off]\nlarge-receive-offload: off [fixed]\nudp-fragmentation-offload: off\nrx-gro-list: off\n',
    );
    expect(features.map(({ name, on, requested }) => [name, on, requested])).toEqual([
      ['tx-checksumming', false, null],
      ['tx-checksum-ip-generic', false, true],
      ['tx-tcp-segmentation', true, false],
      ['large-receive-offload', false, null],
      ['udp-fragmentation-offload', false, null],
      ['rx-gro-list', false, null],
    ]);
  });

  test('what grep leaves; the device is then the one of the command', async () => {
    const alone = await only('nic-features', recorded('ethtool-k-grep'));
    expect(alone.device).toBeNull();
    const below = await only(
      'nic-features',
      `# ethtool -k flannel.1 | grep checksum\n${recorded('ethtool-k-grep')}`,
    );
    expect(below.device).toBe('flannel.1');
    expect(below.features.map(({ name }) => name)).toEqual(alone.features.map(({ name }) => name));
  });

  test('several devices are several documents', async () => {
    const devices = await documents('nic-features', `${recorded('ethtool-k')}${recorded('ethtool-k-veth')}`);
    expect(devices.map(({ device }) => device)).toEqual(['flannel.1', 'ens192']);
  });

  test('a device that is not there', async () => {
    const { errors, features } = await only(
      'nic-features',
      '# ethtool -k flannel.1\nCannot get device feature names: No such device\n',
    );
    expect([errors.map(({ text }) => text), features]).toEqual([
      ['Cannot get device feature names: No such device'],
      [],
    ]);
  });

  test('with its blanks collapsed', async () => {
    expect(withoutPlaces(await only('nic-features', collapsed(recorded('ethtool-k'))))).toEqual(
      withoutPlaces(await only('nic-features', recorded('ethtool-k'))),
    );
  });
});

describe('ethtool -S', () => {
  test("the driver's own names", async () => {
    const { counters, device } = await only('nic-counters', `# ethtool -S ens192\n${recorded('ethtool-S')}`);
    expect(device).toBe('ens192');
    expect(counters.map(({ name }) => name)).toContain('rx_queue_0_drops');
    expect(counters).toHaveLength(recorded('ethtool-S').trimEnd().split('\n').length - 1);
  });

  test('names with blanks, brackets and signs (bnxt, vmxnet3, mlx5)', async () => {
    const { counters } = await only(
      'nic-counters',
      'NIC statistics:\n     [0]: rx_ucast_packets: 3\n     Tx Queue#: 0\n       TSO pkts tx: 5\n     rx_out_of_buffer: 71\n     drv tx timeout count: 1\n     rx_prio0_bytes: 18446744073709551615\n',
    );
    expect(counters.map(({ name, value }) => [name, value]).slice(0, 5)).toEqual([
      ['[0]: rx_ucast_packets', 3],
      ['Tx Queue#', 0],
      ['TSO pkts tx', 5],
      ['rx_out_of_buffer', 71],
      ['drv tx timeout count', 1],
    ]);
  });

  test('without head line or command it is not known', async () => {
    expect((await paste('     rx_out_of_buffer: 71\n')).sections).toEqual([]);
    const grepped = '# ethtool -S eth0 | grep -i drop\n     rx_queue_0_drops: 12\n';
    expect((await only('nic-counters', grepped)).counters).toMatchObject([
      { name: 'rx_queue_0_drops', value: 12 },
    ]);
  });

  test('a device without any', async () => {
    expect((await only('nic-counters', '# ethtool -S lo\nno stats available\n')).errors).toHaveLength(1);
  });
});

describe('ethtool -i', () => {
  test('the driver', async () => {
    expect(await only('nic-driver', `# ethtool -i flannel.1\n${recorded('ethtool-i')}`)).toMatchObject({
      device: 'flannel.1',
      driver: 'vxlan',
      version: '0.1',
      firmware: null,
      bus: null,
    });
    expect(
      await only(
        'nic-driver',
        'driver: mlx5_core\nversion: 5.4.0-216-generic\nfirmware-version: 16.35.2000 (MT_0000000080)\nexpansion-rom-version: \nbus-info: 0000:3b:00.0\nsupports-statistics: yes\n',
      ),
    ).toMatchObject({
      driver: 'mlx5_core',
      firmware: '16.35.2000 (MT_0000000080)',
      bus: '0000:3b:00.0',
      device: null,
    });
  });

  test.each([
    'driver: bridge\n',
    'version: 3\ndriver: overlay\n',
    '  driver: json-file\n',
    'version: "3.8"\n',
  ])('%j of a compose file is no driver', async text => {
    expect((await paste(text)).sections).toEqual([]);
  });
});

test.each([
  'rx: on',
  'debug: off',
  'scatter: on the wind',
  'tx-checksum: maybe',
  'feature-gates: on',
  'Features for you:',
])('%j is no feature', async line => {
  expect((await paste(line)).sections.filter(({ format }) => format === 'ethtool-features')).toEqual([]);
});

test('hostile lines take time in proportion', async () => {
  await expectLinear(n => paste(`Features for eth0:\n${'tx-'.repeat(n)}: on\n`), 10_000);
  await expectLinear(n => paste(`NIC statistics:\n${'a: '.repeat(n)}1\n`), 10_000);
});
