import { describe, expect, test } from 'vitest';
import type { ConntrackStats } from '../../../src/engine/model/conntrack-stats.ts';
import { paste } from '../paste.ts';

async function stats(text: string): Promise<ConntrackStats[]> {
  const analysis = await paste(text);
  return analysis.sections.flatMap(({ document }) => (document.kind === 'conntrack-stats' ? document : []));
}

const NEW =
  'cpu=0   \tfound=27 invalid=12 insert=0 insert_failed=3 drop=44 early_drop=24 error=0 search_restart=0 clash_resolve=0 chaintoolong=0 ';

describe('conntrack -S', () => {
  test('a row a CPU, with the counters that are there', async () => {
    const [table] = await stats(`${NEW}\n${NEW.replace('cpu=0', 'cpu=1')}\n`);
    expect(table?.rows).toHaveLength(2);
    expect(table?.rows[1]?.values).toMatchObject({ insert_failed: 3, drop: 44, early_drop: 24 });
    expect(table?.rows[0]?.values).not.toHaveProperty('searched');
    expect(table?.trusted).toBe(true);
  });

  test('the counters of old tools', async () => {
    const [table] = await stats(
      'cpu=0   \tfound=1 searched=2 new=3 invalid=4 ignore=5 delete=6 delete_list=7 insert=8 insert_failed=9 drop=10 early_drop=11 error=12 search_restart=13',
    );
    expect(table?.rows[0]?.values).toMatchObject({ searched: 2, delete_list: 7, early_drop: 11 });
  });

  test('a second run is a second reading', async () => {
    const tables = await stats(
      `$ conntrack -S; sleep 10; conntrack -S\n${NEW}\n${NEW.replace('drop=44', 'drop=50')}\n`,
    );
    expect(tables.map(table => table.rows[0]?.values['drop'])).toEqual([44, 50]);
  });

  test('without root the counters are not trusted', async () => {
    const [table] = await stats(
      `conntrack v1.4.7 (conntrack-tools): Operation failed: sorry, you must be root or get CAP_NET_ADMIN capability to do this\n${NEW}`,
    );
    expect(table?.trusted).toBe(false);
    const [fallback] = await stats(
      'cpu=0   \tentries=0 clashres=0 found=0 new=0 invalid=0 drop=0 early_drop=0 ',
    );
    expect(fallback?.trusted).toBe(false);
  });

  test('counters that the tool has no name for, and those of expectations', async () => {
    const [table] = await stats('cpu=0   \tfound=1 invalid=2 unknown1=3 unknown2=4 unknown3=5 unknown4=6 \n');
    expect(table?.rows[0]?.values).toEqual({
      found: 1,
      invalid: 2,
      unknown1: 3,
      unknown2: 4,
      unknown3: 5,
      unknown4: 6,
    });
    const [expected] = await stats(
      '# conntrack -S expect\ncpu=0   \texpect_new=1 expect_create=6 expect_delete=6 \n',
    );
    expect(expected?.rows[0]?.values).toEqual({ expect_new: 1, expect_create: 6, expect_delete: 6 });
  });

  test('tools before 1.0 print one counter a line, of the first CPU alone', async () => {
    const text =
      'entries   \t\t213     \nsearched  \t\t9126    \nfound     \t\t140877  \ninsert_failed\t\t0       \ndrop      \t\t12      \n';
    const [table] = await stats(`# conntrack -S\n${text}`);
    expect(table?.rows).toHaveLength(1);
    expect(table?.rows[0]).toMatchObject({
      cpu: 0,
      values: { entries: 213, searched: 9126, found: 140877, insert_failed: 0, drop: 12 },
      place: { line: 2 },
    });
    expect(table?.trusted).toBe(false);
    const twice = await stats(`# conntrack -S; sleep 5; conntrack -S\n${text}${text.replace('12 ', '15 ')}`);
    expect(twice.map(reading => reading.rows[0]?.values['drop'])).toEqual([12, 15]);
    // Without the command a name and a number may be anything.
    expect(await stats(text)).toEqual([]);
  });

  test('a row that a terminal broke at 80 columns is one row', async () => {
    const analysis = await paste(`${NEW.slice(0, 80)}\n${NEW.slice(80)}\n`);
    expect(analysis.unreadLines).toBe(0);
    const document = analysis.sections[0]?.document as ConntrackStats;
    expect(document.rows[0]?.values).toMatchObject({ drop: 44, early_drop: 24, chaintoolong: 0 });
  });
});

describe('/proc/net/stat/nf_conntrack', () => {
  const HEADER =
    'entries  clashres found new invalid ignore delete chainlength insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart';
  const row = (...values: number[]) => values.map(value => value.toString(16).padStart(8, '0')).join('  ');

  test('is hexadecimal and known by its header', async () => {
    const [table] = await stats(
      `${HEADER}\n${row(0x200, 0, 0, 0, 7, 0, 0, 0, 0, 16, 17, 18, 0, 0, 0, 0, 0)} \n`,
    );
    expect(table?.rows[0]?.values).toMatchObject({
      entries: 512,
      invalid: 7,
      insert_failed: 16,
      drop: 17,
      early_drop: 18,
    });
  });

  test.each([
    [
      '2.6.18',
      'entries  searched found new invalid ignore delete delete_list insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete',
      16,
    ],
    [
      '4.19',
      'entries  searched found new invalid ignore delete delete_list insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart',
      17,
    ],
    [
      '5.10',
      'entries  clashres found new invalid ignore delete delete_list insert insert_failed drop early_drop icmp_error  expect_new expect_create expect_delete search_restart',
      17,
    ],
    ['6.1', HEADER, 17],
  ])('the header of Linux %s, wrapped at 80 and 120 columns too', async (_version, header, columns) => {
    const rows = [0, 1].map(cpu =>
      row(...Array.from({ length: columns }, (_, i) => (i === 0 ? 7 : i * 16 + cpu))),
    );
    const text = `${header}\n${rows.join('\n')}\n`;
    const [whole] = await stats(text);
    expect(whole?.rows).toHaveLength(2);
    expect(whole?.rows[1]?.values).toMatchObject({
      entries: 7,
      insert_failed: 9 * 16 + 1,
      expect_delete: 15 * 16 + 1,
    });
    for (const width of [80, 100, 120]) {
      const [wrapped] = await stats(text.replace(new RegExp(`.{${width}}(?=.)`, 'g'), '$&\n'));
      expect(
        wrapped?.rows.map(({ values }) => values),
        `${width}`,
      ).toEqual(whole?.rows.map(({ values }) => values));
    }
  });

  test('a row with fewer columns than the header is not guessed at', async () => {
    const analysis = await paste(`${HEADER}\n${row(1, 2, 3, 4, 5, 6)}\n`);
    expect(analysis.sections).toEqual([]);
    expect(analysis.unreadLines).toBe(2);
  });
});
