import { describe, expect, test } from 'vitest';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';
import { documents, only } from './host.ts';

describe('uname', () => {
  test.each([
    [
      'Linux node-3 5.4.0-216-generic #236-Ubuntu SMP Fri Apr 11 19:53:21 UTC 2025 x86_64 x86_64 x86_64 GNU/Linux',
      {
        release: '5.4.0-216-generic',
        major: 5,
        minor: 4,
        patch: 0,
        flavour: '216-generic',
        vendor: 'ubuntu',
      },
    ],
    [
      'Linux node-3 3.10.0-1160.el7.x86_64 #1 SMP Mon Oct 19 16:18:59 UTC 2020 x86_64 x86_64 x86_64 GNU/Linux',
      { major: 3, minor: 10, patch: 0, flavour: '1160.el7.x86_64', vendor: 'el7' },
    ],
    [
      'Linux node-3 5.10.0-28-amd64 #1 SMP Debian 5.10.209-2 (2024-01-31) x86_64 GNU/Linux',
      {
        minor: 10,
        patch: 0,
        vendor: 'debian',
        packageVersion: '5.10.209-2',
        build: '#1 SMP Debian 5.10.209-2 (2024-01-31)',
      },
    ],
    [
      'Linux raspberrypi 4.19.75-v7l+ #1270 SMP Tue Sep 24 18:51:41 BST 2019 armv7l GNU/Linux',
      { patch: 75, flavour: 'v7l+', vendor: 'raspbian' },
    ],
    [
      'Linux ip-10-0-0-1 5.10.209-198.858.amzn2.x86_64 #1 SMP Tue Feb 13 18:46:41 UTC 2024 x86_64 Linux',
      { patch: 209, vendor: 'amzn2' },
    ],
    [
      'Linux node-3 6.1.58-flatcar #1 SMP PREEMPT_DYNAMIC Thu Oct 19 00:00:00 -00 2023 x86_64 GNU/Linux',
      { vendor: 'flatcar' },
    ],
    [
      'Linux node-3 5.15.133+ #1 SMP Sat Dec 30 13:01:38 UTC 2023 x86_64 Linux',
      { patch: 133, flavour: '+', vendor: 'cos' },
    ],
    ['Linux 5.15.0-1051-azure', { vendor: 'azure', patch: 0 }],
    ['Linux 6.6.12-linuxkit x86_64', { vendor: 'linuxkit' }],
    [
      'Linux version 5.14.0-362.8.1.el9_3.x86_64 (mockbuild@builder.example) (gcc (GCC) 11.4.1 20230605, GNU ld version 2.35.2-42.el9) #1 SMP PREEMPT_DYNAMIC Tue Nov 7 14:54:22 EST 2023',
      { major: 5, minor: 14, vendor: 'el9' },
    ],
    ['$ uname -r\n6.18.0', { release: '6.18.0', flavour: '', vendor: null }],
    ['5.4.0-216-generic', { vendor: 'ubuntu', build: null }],
  ])('%s', async (text, kernel) => {
    expect(await only('system', text)).toMatchObject({ kernel, distribution: null });
  });

  test('host name and machine', async () => {
    expect(
      await only(
        'system',
        'Linux node-3 5.4.0-216-generic #236-Ubuntu SMP Fri Apr 11 19:53:21 UTC 2025 aarch64 aarch64 aarch64 GNU/Linux',
      ),
    ).toMatchObject({ hostName: 'node-3', machine: 'aarch64' });
    expect(await only('system', '# uname -rm\n5.4.0-216-generic x86_64\n')).toMatchObject({
      machine: 'x86_64',
      hostName: null,
    });
    expect(await only('system', '# uname -m\narmv7l\n')).toMatchObject({ machine: 'armv7l', kernel: null });
  });

  test('the place is the release', async () => {
    const text =
      'Linux node-3 5.4.0-216-generic #236-Ubuntu SMP Fri Apr 11 19:53:21 UTC 2025 x86_64 GNU/Linux';
    const { kernel } = await only('system', text);
    expect(text.slice(kernel?.place.mark?.start, kernel?.place.mark?.end)).toBe('5.4.0-216-generic');
  });

  test.each([
    'Linux 5 is old',
    'Linux kernel 5.4.0 and later',
    '5.4.0',
    '10.0.0.1',
    '1.2.3-beta',
    '4.19.0-',
    'Linux version unknown',
    'nginx 1.25.3-generic',
  ])('%j is no kernel', async line => {
    expect((await paste(line)).sections).toEqual([]);
  });
});

describe('os-release and its kin', () => {
  const UBUNTU = `NAME="Ubuntu"
VERSION="20.04.6 LTS (Focal Fossa)"
ID=ubuntu
ID_LIKE=debian
PRETTY_NAME="Ubuntu 20.04.6 LTS"
VERSION_ID="20.04"
HOME_URL="https://www.ubuntu.com/"
VERSION_CODENAME=focal
UBUNTU_CODENAME=focal
`;

  test('os-release', async () => {
    expect((await only('system', UBUNTU)).distribution).toMatchObject({
      id: 'ubuntu',
      name: 'Ubuntu',
      version: '20.04',
      codename: 'focal',
      pretty: 'Ubuntu 20.04.6 LTS',
      like: ['debian'],
    });
    const pretty = await only(
      'system',
      '# grep PRETTY /etc/os-release\nPRETTY_NAME="Raspbian GNU/Linux 10 (buster)"\n',
    );
    expect(pretty.distribution).toMatchObject({
      id: null,
      version: '10',
      pretty: 'Raspbian GNU/Linux 10 (buster)',
    });
  });

  test('lsb-release, lsb_release -a', async () => {
    expect(
      (
        await only(
          'system',
          'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=16.04\nDISTRIB_CODENAME=xenial\nDISTRIB_DESCRIPTION="Ubuntu 16.04.7 LTS"\n',
        )
      ).distribution,
    ).toMatchObject({ id: 'ubuntu', version: '16.04', codename: 'xenial' });
    expect(
      (
        await only(
          'system',
          'No LSB modules are available.\nDistributor ID:\tDebian\nDescription:\tDebian GNU/Linux 12 (bookworm)\nRelease:\t12\nCodename:\tbookworm\n',
        )
      ).distribution,
    ).toMatchObject({ id: 'debian', version: '12', codename: 'bookworm' });
  });

  test('hostnamectl', async () => {
    const system = await only(
      'system',
      `   Static hostname: node-3
         Icon name: computer-vm
           Chassis: vm
        Machine ID: 00000000000000000000000000000000
    Virtualization: kvm
  Operating System: Ubuntu 20.04.6 LTS
            Kernel: Linux 5.4.0-216-generic
      Architecture: x86-64
`,
    );
    expect(system).toMatchObject({
      hostName: 'node-3',
      machine: 'x86_64',
      kernel: { release: '5.4.0-216-generic', vendor: 'ubuntu' },
      distribution: { pretty: 'Ubuntu 20.04.6 LTS', version: '20.04.6' },
    });
  });

  test.each([
    ['CentOS Linux release 7.9.2009 (Core)', { id: 'centos', version: '7.9.2009', codename: 'Core' }],
    ['Red Hat Enterprise Linux release 9.3 (Plow)', { id: 'rhel', version: '9.3' }],
    ['$ cat /etc/debian_version\n10.13', { id: 'debian', version: '10.13' }],
    ['$ cat /etc/alpine-release\n3.18.4', { id: 'alpine', version: '3.18.4' }],
  ])('%s', async (text, distribution) => {
    expect((await only('system', text)).distribution).toMatchObject(distribution);
  });

  test('uname and os-release in one paste are two documents', async () => {
    const text = `# uname -r\n5.4.0-216-generic\n# cat /etc/os-release\n${UBUNTU}`;
    expect(await documents('system', text)).toHaveLength(2);
  });

  test.each([
    'NAME=web',
    'ID=12',
    'VERSION=3',
    'NAME="x"\nVERSION="1"',
    'Release: 12',
    'Kernel: 5.4',
    'Description:\tnone',
  ])('%j is no distribution', async text => {
    expect((await paste(text)).sections).toEqual([]);
  });
});

test('hostile lines take time in proportion', async () => {
  await expectLinear(n => paste(`Linux a 5.4.0 #1 ${'x86_64 '.repeat(n)}\n`), 10_000);
  await expectLinear(n => paste(`Linux version 5.4.0 (${'a) '.repeat(n)}\n`), 10_000);
  await expectLinear(n => paste(`PRETTY_NAME="${'a'.repeat(n)}\n`), 10_000);
});
