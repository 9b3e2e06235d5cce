import { describe, expect, test } from 'vitest';
import { secondsTo } from '../../../src/engine/facts/moments.ts';
import type { Stamp } from '../../../src/engine/model/log-events.ts';

function at(clock: string, zone?: string): Stamp {
  const seconds = Date.parse(`2026-11-20T${clock}Z`) / 1000;
  return { clock: 'wall', seconds, dated: true, text: clock, ...(zone !== undefined && { zone }) };
}

describe('seconds between two stamps', () => {
  test('of one zone, or without any, as printed', () => {
    expect(secondsTo(at('11:00:00', 'CST'), at('11:05:00', 'CST'))).toBe(300);
    expect(secondsTo(at('11:00:00'), at('11:05:00'))).toBe(300);
    expect(secondsTo(at('11:00:00', 'UTC'), at('11:05:00'))).toBe(300);
  });

  test('of two zones', () => {
    expect(secondsTo(at('11:00:00', 'UTC'), at('12:05:00', 'CET'))).toBe(300);
    expect(secondsTo(at('12:00:00', '+01:00'), at('11:10:00', '+0000'))).toBe(600);
    expect(secondsTo(at('20:00:00', 'JST'), at('06:01:00', '-05'))).toBe(60);
  });

  test('letters that stand for several zones tell nothing beside another zone', () => {
    expect(secondsTo(at('10:00:00', 'IST'), at('04:40:00', 'UTC'))).toBeNull();
  });

  test('backwards', () => {
    expect(secondsTo(at('11:05:00', 'UTC'), at('11:00:00', 'UTC'))).toBe(-300);
  });

  test('of two clocks', () => {
    expect(secondsTo(at('11:05:00'), { ...at('11:00:00'), clock: 'uptime' })).toBeNull();
    expect(secondsTo(at('11:05:00'), { ...at('11:00:00'), dated: false })).toBeNull();
  });
});
