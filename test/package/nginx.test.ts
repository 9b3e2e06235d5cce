import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cacheControl, otherHeaders, policyHeader } from '../../src/offline/policy.ts';

/** A site as small as one can be, at the root and below a base. */
const FILES = [
  'index.html',
  '404.html',
  'sw.js',
  '_astro/page.C3XGHdpR.js',
  'en/index.html',
  'en/incidents/conntrack-table-full/index.html',
  'ja/embed/conntrack-table-full/index.html',
  'net/ko/index.html',
  'net/ko/embed/conntrack-table-full/index.html',
];

let folder = '';
let address = '';
let refusal: string | null = null;
let end = () => {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'conntriage-nginx-'));
  const found = find() ?? unpack();
  if (typeof found === 'string') refusal = found;
  else await start(found.nginx, found.types);
  if (refusal) process.stdout.write(`deploy/nginx.conf was not tried: ${refusal}\n`);
}, 150_000);

afterAll(() => {
  end();
  rmSync(folder, { recursive: true, force: true });
});

interface Found {
  readonly nginx: string;
  readonly types: string;
}

function find(): Found | null {
  const nginx = ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find(existsSync);
  return nginx && existsSync('/etc/nginx/mime.types') ? { nginx, types: '/etc/nginx/mime.types' } : null;
}

/** Debian's packages, unpacked beside everything else: nothing is installed, and no service starts. Or why not. */
function unpack(): Found | string {
  if (!existsSync('/etc/debian_version')) return 'nginx is missing, and this is no Debian.';
  const download = () =>
    spawnSync('apt-get', ['download', 'nginx', 'nginx-common'], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 60_000,
    });
  if (download().status !== 0) {
    spawnSync('apt-get', ['update'], { timeout: 80_000 });
    const { status, stderr, error } = download();
    if (status !== 0)
      return `nginx cannot be downloaded: ${(error?.message ?? stderr).trim().split('\n')[0]}`;
  }
  execFileSync('sh', ['-c', 'for deb in *.deb; do dpkg -x "$deb" .; done'], { cwd: folder });
  const nginx = join(folder, 'usr/sbin/nginx');
  const { status, stderr } = spawnSync(nginx, ['-v'], { encoding: 'utf8' });
  if (status !== 0) return `nginx does not start here: ${stderr.trim()}`;
  return { nginx, types: join(folder, 'etc/nginx/mime.types') };
}

async function start(nginx: string, types: string): Promise<void> {
  const root = join(folder, 'site');
  for (const file of FILES) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), `${file}\n`.repeat(100));
  }
  const port = await freePort();
  const shipped = readFileSync('deploy/nginx.conf', 'utf8');
  writeFileSync(
    join(folder, 'conntriage.conf'),
    shipped
      .replace('listen 80;', `listen 127.0.0.1:${port};`)
      .replace('root /var/www/conntriage;', `root ${root};`),
  );
  const own = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    name => `${name}_temp_path ${join(folder, name)};`,
  );
  const user = process.getuid?.() === 0 ? 'user root;' : '';
  writeFileSync(
    join(folder, 'main.conf'),
    `daemon off; master_process off; ${user} pid ${join(folder, 'pid')}; error_log stderr; events {}
    http { include ${types}; default_type application/octet-stream; access_log off; ${own.join(' ')} include conntriage.conf; }`,
  );
  const server = spawn(nginx, ['-p', folder, '-c', join(folder, 'main.conf')], { stdio: 'pipe' });
  let said = '';
  server.stderr.on('data', text => {
    said += text;
  });
  end = () => server.kill();
  address = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 50; tries++) {
    if (server.exitCode !== null) throw new Error(`nginx refuses deploy/nginx.conf: ${said}`);
    if (await fetch(address).catch(() => null)) return;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  throw new Error(`nginx does not answer: ${said}`);
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const at = server.address();
      server.close(() => resolve(typeof at === 'object' && at ? at.port : 0));
    });
  });
}

test('the real nginx sends the policy with every page, and lets only the answers for it be framed', async ({
  skip,
}) => {
  skip(refusal !== null, refusal ?? '');
  const cases: readonly (readonly [string, boolean])[] = [
    ['/', false],
    ['/en/', false],
    ['/sw.js', false],
    ['/en/incidents/conntrack-table-full/', false],
    ['/ja/embed/conntrack-table-full/', true],
    ['/net/ko/', false],
    ['/net/ko/embed/conntrack-table-full/', true],
    // What looks like an answer for framing, and is none.
    ['/en/incidents/conntrack-table-full/?/ja/embed/', false],
    ['/embed/', false],
  ];
  for (const [path, framed] of cases) {
    const { headers } = await fetch(address + path);
    expect(headers.get('content-security-policy'), path).toBe(policyHeader(framed));
    for (const [name, value] of Object.entries(otherHeaders)) expect(headers.get(name), path).toBe(value);
  }
});

test('hashed files are kept for ever, all others are asked for again; what is missing is the 404 page', async ({
  skip,
}) => {
  skip(refusal !== null, refusal ?? '');
  const get = async (path: string) => {
    const answer = await fetch(address + path, { redirect: 'manual' });
    return {
      status: answer.status,
      header: (name: string) => answer.headers.get(name),
      text: await answer.text(),
    };
  };
  const script = await get('/_astro/page.C3XGHdpR.js');
  expect(script.header('cache-control')).toBe(cacheControl.hashed);
  expect(script.header('content-type')).toContain('javascript');
  expect(script.header('content-encoding')).toBe('gzip');
  expect((await get('/sw.js')).header('cache-control')).toBe(cacheControl.other);
  expect((await get('/en/')).header('content-type')).toContain('text/html');
  const missing = await get('/en/nothing/');
  expect(missing).toMatchObject({ status: 404, text: expect.stringContaining('404.html') });
  expect(missing.header('content-security-policy')).toBe(policyHeader(false));
  expect(await get('/en')).toMatchObject({ status: 301 });
  expect((await get('/en')).header('location')).toBe('/en/');
});
