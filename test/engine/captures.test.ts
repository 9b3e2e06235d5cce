import { describe, expect, test } from 'vitest';
import { captures } from './captures.ts';
import { paste } from './paste.ts';

const decoder = new TextDecoder();

describe.each(captures)('$topic/$file', ({ bytes, format, command, origin, unread }) => {
  test('says where it is from', () => {
    expect(origin).toMatch(/^(?:recorded by test\/lab\/captures\/|written from facts: \S)/);
  });

  test('is read to the last line, without a prompt', async () => {
    const { sections, unread: lines, unreadLines } = await paste(bytes);
    expect([...new Set(sections.map(section => section.format))]).toEqual([format]);
    expect(unreadLines, JSON.stringify(lines.slice(0, 3))).toBe(unread);
  });

  test.runIf(command)('is read to the last line, below its prompt', async () => {
    const { sections, unreadLines } = await paste(`root@node-3:~# ${command}\n${decoder.decode(bytes)}`);
    expect([...new Set(sections.map(section => section.format))]).toEqual([format]);
    expect(sections[0]?.command).toBe(command);
    expect(unreadLines).toBe(unread);
  });
});
