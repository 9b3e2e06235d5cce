import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  phasesOf,
  quantile,
  sortedValues,
  type TimingSample,
  type Timings,
} from '../../../src/engine/model/timings.ts';
import { expectLinear } from '../../linear.ts';
import { paste } from '../paste.ts';

const capture = (name: string) => readFileSync(`test/captures/curl/${name}.txt`, 'utf8');

async function timings(text: string): Promise<Timings[]> {
  const { sections } = await paste(text);
  return sections.flatMap(({ document }) => (document.kind === 'timings' ? document : []));
}

async function samples(text: string): Promise<readonly TimingSample[]> {
  return (await timings(text)).flatMap(document => document.samples);
}

const numbers = async (text: string) => (await samples(text)).map(sample => sample.numbers);

/** The numbers of a text, read the plain way. */
const plain = (text: string) => [...text.matchAll(/\d+\.\d{6}/g)].map(match => Number(match[0]));

describe('a format file', () => {
  test('name and value on each line, a rule between', async () => {
    const text = capture('decorated');
    const [sample, ...more] = await samples(text);
    expect(more).toEqual([]);
    const [namelookup, connect, appconnect, pretransfer, redirect, starttransfer, total] = plain(text);
    expect(sample?.numbers).toEqual({
      time_namelookup: namelookup,
      time_connect: connect,
      time_appconnect: appconnect,
      time_pretransfer: pretransfer,
      time_redirect: redirect,
      time_starttransfer: starttransfer,
      time_total: total,
    });
    expect(sample?.step).toBe(1e-6);
    expect(sample?.places.time_connect?.line).toBe(2);
  });

  test('several in a row are several samples', async () => {
    const text = capture('lost-syn-decorated');
    const connects = [...text.matchAll(/time_connect: {2}([\d.]+)s/g)].map(match => Number(match[1]));
    expect((await numbers(text)).map(sample => sample.time_connect)).toEqual(connects);
    expect(connects.filter(seconds => seconds > 0.9)).not.toEqual([]);
  });

  test('the place of a value is the value', async () => {
    const text = capture('decorated');
    const mark = (await samples(text))[0]?.places.time_total?.mark;
    expect(text.slice(mark?.start, mark?.end)).toBe(/time_total: {2}([\d.]+)s/.exec(text)?.[1]);
  });

  test('the file itself is no sample', async () => {
    const [document] = await timings(capture('format-file'));
    expect(document).toMatchObject({ count: 0, samples: [] });
    expect(document?.asked).toEqual(
      'namelookup connect appconnect pretransfer redirect starttransfer total'
        .split(' ')
        .map(name => `time_${name}`),
    );
  });
});

describe('other forms', () => {
  test('key=value on one line', async () => {
    const text = capture('pairs');
    const found = await samples(text);
    expect(found).toHaveLength(5);
    expect(found.map(sample => sample.numbers.time_starttransfer)).toEqual(
      [...text.matchAll(/ttfb=([\d.]+)/g)].map(match => Number(match[1])),
    );
  });

  test('words of people', async () => {
    const [sample] = await samples(capture('words'));
    const [namelookup, connect, appconnect, starttransfer, total] = plain(capture('words'));
    expect(sample?.numbers).toEqual({
      time_namelookup: namelookup,
      time_connect: connect,
      time_appconnect: appconnect,
      time_starttransfer: starttransfer,
      time_total: total,
    });
  });

  test.each([
    ['milliseconds', 'DNS: 4.5ms\nConnect: 12 ms\nTotal: 1500ms\n', [0.0045, 0.012, 1.5]],
    ['microseconds', 'dns: 4500us connect: 12000 µs total: 15000us\n', [0.0045, 0.012, 0.015]],
    [
      'a comma',
      'time_namelookup: 0,004012\ntime_connect: 0,012000\ntime_total: 1,500000\n',
      [0.004012, 0.012, 1.5],
    ],
    ['bars between', 'DNS: 0.004s | TCP: 0.012s | Total: 1.500s\n', [0.004, 0.012, 1.5]],
    [
      'dots before',
      '* namelookup ..... : 0.004\n* connect ........ : 0.012\n* total .......... : 1.500\n',
      [0.004, 0.012, 1.5],
    ],
    ['capitals', 'Time_Namelookup=0.004, Time_Connect=0.012, Time_Total=1.500\n', [0.004, 0.012, 1.5]],
  ])('%s', async (_name, text, [namelookup, connect, total]) => {
    const [sample, ...more] = await samples(text);
    expect(more).toEqual([]);
    expect(sample?.numbers).toEqual({
      time_namelookup: namelookup,
      time_connect: connect,
      time_total: total,
    });
  });

  test('one value a line, by the command', async () => {
    const text = capture('lost-syns');
    const command = `# for i in 1 2 3 4 5 6; do curl -o /dev/null -s -w '%{time_connect}\\n' http://10.77.1.1:8080/; done`;
    const [document] = await timings(`root@node-3:~${command}\n${text}`);
    expect(document?.columns).toEqual([{ name: 'time_connect', values: plain(text) }]);
    expect(await timings(text), 'without the command nothing says what the numbers are').toEqual([]);
  });

  test('two values a line', async () => {
    const text = capture('columns');
    const [document] = await timings(
      `root@node-3:~# for i in 1 2 3 4; do curl -o /dev/null -s -w '%{time_connect} %{time_total}\\n' http://10.77.1.1:8080/; done\n${text}`,
    );
    const all = plain(text);
    expect(document?.columns).toEqual([
      { name: 'time_connect', values: all.filter((_value, i) => i % 2 === 0) },
      { name: 'time_total', values: all.filter((_value, i) => i % 2 === 1) },
    ]);
  });

  test('codes, texts, and errors in between', async () => {
    const command = `$ for i in 1 2 3; do curl -o /dev/null -s -w '%{http_code} %{time_connect} %{time_total} %{remote_ip}\\n' http://10.77.1.1:8080/; done`;
    const [first] = await samples(`${command}\n${capture('codes')}`);
    expect(first).toMatchObject({ numbers: { http_code: 200 }, texts: { remote_ip: '10.77.1.1' } });
    const mixed = `root@node-3:~# for i in 1 2 3; do curl -o /dev/null -sS -m 1 -w "%{time_connect} %{time_total} %{http_code}\\n" http://10.77.1.1:8080/ http://10.77.1.1:8080/stall; done\n${capture('mixed-errors')}`;
    const [document] = await timings(mixed);
    expect(document).toMatchObject({ count: 6 });
    expect(document?.errors).toMatchObject(
      [1, 2, 3].map(() => ({ exitCode: 28, error: 'operation-timeout', bytes: 0 })),
    );
    expect(document?.samples[1]?.numbers).toMatchObject({ time_connect: 0, http_code: 0 });
  });

  test('rows with a header, and glued values', async () => {
    expect((await samples(capture('csv'))).map(sample => sample.numbers.time_total)).toEqual(
      plain(capture('csv')).filter((_value, i) => i % 4 === 3),
    );
    const glued = capture('glued').trim();
    const [document] = await timings(
      `root@node-3:~# for i in 1 2 3 4; do curl -o /dev/null -s -w '%{time_connect}' http://x/; done; echo\n${glued}\n`,
    );
    const expected = (glued.match(/\d\.\d{6}/g) as string[]).map(Number);
    expect(document?.columns[0]?.values).toEqual(expected);
  });

  test('%{json}, on one line and laid out', async () => {
    const object = JSON.parse(capture('json')) as Record<string, number>;
    const [sample] = await samples(capture('json'));
    for (const [name, value] of Object.entries(sample?.numbers ?? {})) expect(object[name], name).toBe(value);
    expect(sample?.numbers).toMatchObject({ exitcode: 0, http_code: 200, num_connects: 1 });
    expect(sample?.texts).toMatchObject({ remote_ip: '10.77.1.1', url_effective: 'http://10.77.1.1:8080/' });
    const pretty = JSON.parse(capture('json-pretty')) as Record<string, number>;
    expect((await numbers(capture('json-pretty')))[0]).toMatchObject({
      time_total: pretty['time_total'],
      time_connect: pretty['time_connect'],
      size_download: pretty['size_download'],
    });
    const [refused] = await samples(capture('json-refused'));
    expect(refused).toMatchObject({ numbers: { exitcode: 7, time_connect: 0 } });
    expect(refused?.texts.errormsg).toContain('Failed to connect');
  });

  test('every variable that an operator asks for', async () => {
    const [sample] = await samples(capture('many'));
    expect(sample).toMatchObject({
      numbers: {
        remote_port: 8080,
        http_code: 200,
        num_connects: 1,
        num_redirects: 0,
        size_download: 20_000,
        exitcode: 0,
        ssl_verify_result: 0,
      },
      texts: { url_effective: 'http://10.77.1.1:8080/large', remote_ip: '10.77.1.1', local_ip: '10.77.1.2' },
    });
    const [stalled] = await samples(capture('many-stalled'));
    expect(stalled).toMatchObject({ numbers: { exitcode: 28, time_starttransfer: 0 } });
    expect(stalled?.texts.errormsg).toMatch(
      /^Operation timed out after \d+ milliseconds with 0 bytes received$/,
    );
  });

  test('time of the shell, and the progress meter, below their command', async () => {
    const real = /real\s+0m([\d.]+)s/.exec(capture('shell-time'));
    const found = await samples(
      `$ time curl -o /dev/null -s http://10.77.1.1:8080/slow\n${capture('shell-time')}`,
    );
    expect(found.map(sample => sample.numbers)).toEqual([{ time_real: Number(real?.[1]) }]);
    const { unreadLines, sections } = await paste(
      `$ curl -o /dev/null -w 'time_connect: %{time_connect}\\ntime_total: %{time_total}\\n' http://10.77.1.1:8080/large\n${capture('meter')}`,
    );
    expect([unreadLines, sections.map(section => section.format)]).toEqual([0, ['curl-timing']]);
  });

  test('the headers of -I before the times', async () => {
    const { sections, unreadLines } = await paste(
      `$ curl -I -w @time-format.txt -s 10.77.1.1:8080\n${capture('decorated-head')}`,
    );
    expect(sections.map(section => section.format)).toEqual(['curl-verbose', 'curl-timing']);
    expect(unreadLines).toBe(0);
  });
});

describe('phases', () => {
  const phases = (times: Record<string, number>) => phasesOf({ numbers: times, phases: null });

  test('of a request over TLS', async () => {
    const [sample] = (await samples(capture('decorated-tls'))) as [TimingSample];
    const [namelookup, connect, appconnect, pretransfer, , starttransfer, total] = plain(
      capture('decorated-tls'),
    ) as number[];
    const found = phasesOf(sample);
    expect(found.dns).toBe(namelookup);
    expect(found.connect).toBeCloseTo((connect as number) - (namelookup as number), 9);
    expect(found.tls).toBeCloseTo((appconnect as number) - (connect as number), 9);
    expect(found.server).toBeCloseTo((starttransfer as number) - (pretransfer as number), 9);
    expect(found.server).toBeGreaterThan(0.3);
    expect(found.transfer).toBeCloseTo((total as number) - (starttransfer as number), 9);
  });

  test('zero is not reached', async () => {
    const [refused] = (await samples(capture('decorated-refused'))) as [TimingSample];
    expect(phasesOf(refused)).toMatchObject({ connect: null, tls: null, server: null, transfer: null });
    const [plainHttp] = (await samples(capture('decorated'))) as [TimingSample];
    expect(phasesOf(plainHttp).tls).toBeNull();
  });

  test('no phases where the times do not grow', async () => {
    expect(
      phases({
        time_namelookup: 0.1,
        time_connect: 0.2,
        time_appconnect: 0.5,
        time_pretransfer: 0.3,
        time_total: 0.6,
      }),
    ).toEqual({
      dns: null,
      connect: null,
      tls: null,
      server: null,
      transfer: null,
    });
    const [redirected] = (await samples(capture('redirect'))) as [TimingSample];
    expect(redirected.numbers.time_redirect).toBeGreaterThan(0);
    expect(phasesOf(redirected).connect).toBeNull();
  });

  test('of a literal address, whose lookup takes nothing', () => {
    expect(phases({ time_namelookup: 0, time_connect: 3.002, time_total: 3.349 })).toMatchObject({
      dns: 0,
      connect: 3.002,
    });
  });
});

describe('distributions', () => {
  test('a hundred thousand samples', async () => {
    const values = Array.from({ length: 100_000 }, (_, i) =>
      i % 1000 === 0 ? 1.001 : 0.001 + (i % 7) / 10_000,
    );
    const [document] = await timings(
      `root@node-3:~# while true; do curl -o /dev/null -s -w '%{time_connect}\\n' http://x/; done\n${values.map(value => value.toFixed(6)).join('\n')}\n`,
    );
    expect(document?.count).toBe(100_000);
    expect(document?.samples.length).toBeLessThan(10_000);
    const sorted = sortedValues(document as Timings, 'time_connect');
    expect([
      quantile(sorted, 0),
      quantile(sorted, 0.5),
      quantile(sorted, 0.999),
      quantile(sorted, 1),
    ]).toEqual([0.001, 0.0013, 0.0016, 1.001]);
    expect(quantile(new Float64Array(0), 0.5)).toBeNull();
    expect(sortedValues(document as Timings, 'time_total')).toHaveLength(0);
  });

  test('a variable that some samples lack is null there', async () => {
    const [document] = await timings(
      'time_connect: 0.001\ntime_total: 0.002\ntime_connect: 0.003\ntime_connect: 0.004\ntime_total: 0.005\n',
    );
    expect(document?.columns).toEqual([
      { name: 'time_connect', values: [0.001, 0.003, 0.004] },
      { name: 'time_total', values: [0.002, null, 0.005] },
    ]);
  });
});

describe('a damaged paste', () => {
  test.each(['decorated', 'pairs', 'words', 'many', 'json', 'csv'])(
    '%s with collapsed blanks',
    async name => {
      const text = capture(name);
      expect(await numbers(text.replaceAll(/[ \t]+/g, ' ').replaceAll(/^ /gm, ''))).toEqual(
        await numbers(text),
      );
    },
  );

  test('masked values are not numbers', async () => {
    const [sample] = await samples('remote_ip: x.x.x.x\ntime_connect: 0.001\ntime_total: 0.002\n');
    expect(sample?.texts.remote_ip).toBe('x.x.x.x');
    const { unreadLines } = await paste('time_connect: 0.001\ntime_total: ***\n');
    expect(unreadLines).toBe(1);
  });

  test('a last time that was cut off is not read', async () => {
    const cut = 'time_connect: 1.006199\ntime_total: 1.0';
    expect(await numbers(cut)).toEqual([{ time_connect: 1.006199 }]);
    expect((await paste(cut)).unreadLines).toBe(1);
    const loop = `root@node-3:~# while :; do curl -s -o /dev/null -w '%{time_total}\\n' http://x/; done\n0.004012\n3.01`;
    expect(await numbers(loop)).toEqual([{ time_total: 0.004012 }]);
  });

  test('a number without unit and decimals is not guessed', async () => {
    expect(await numbers('connect: 12\ntotal: 340\n')).toEqual([]);
    expect(await numbers('time_connect: 0.012\ntime_total: 340\n')).toEqual([{ time_connect: 0.012 }]);
  });
});

describe('lines of others', () => {
  test.each([
    ['prose', 'Total: 3.5s is what we saw'],
    ['one name alone', 'total: 3.5s'],
    ['a configuration', 'local_port: 8080\nremote_ip: 10.0.0.1\nmethod: GET\nurl: http://x'],
    ['a test runner', 'Duration: 2.73s'],
    ['nginx', 'upstream: 10.0.0.1, connect: refused'],
    ['an object of kubectl', '{\n  "kind": "Pod",\n  "metadata": {}\n}'],
    ['numbers', '0.001\n0.002\n0.003'],
    ['systemd', 'Startup finished in 2.1s (kernel) + 3.2s (userspace) = 5.3s'],
  ])('%s', async (_name, text) => {
    expect(await timings(`${text}\n`)).toEqual([]);
  });

  test.each([
    ['names', 'a b c '],
    ['pairs', 'dns=0.1 '],
    ['members', '"time_total":0.1,'],
    ['dots', '.'],
    ['digits', '0.000001'],
    ['variables', '%{time_total} '],
  ])('hostile: %s', async (_name, unit) => {
    const text = (length: number) =>
      `$ curl -s -w '%{time_total}' x\n${`x${unit.repeat(Math.ceil(length / unit.length))}\n`.repeat(10)}`;
    await expectLinear(length => paste(text(length)), 3_000);
  });
});
