import { describe, expect, it } from 'vitest';
import { valuesOf } from '../../src/scripts/fragment.ts';

describe('valuesOf', () => {
  it('reads what an alert writes from its labels', () => {
    expect([...valuesOf('#node=n3&interface=eth0')]).toEqual([
      ['node', 'n3'],
      ['interface', 'eth0'],
    ]);
    expect(valuesOf('#node=ip-10-0-0-1.ec2.internal%3A9100').get('node')).toBe(
      'ip-10-0-0-1.ec2.internal:9100',
    );
  });

  it('leaves headings alone', () => {
    expect(valuesOf('#stop').size).toBe(0);
    expect(valuesOf('').size).toBe(0);
  });

  it('takes no value that could break a line, nor a name that no placeholder has', () => {
    expect(valuesOf('#node=a%0Arm').size).toBe(0);
    expect(valuesOf('#node=a%E2%80%AEb').size).toBe(0);
    expect(valuesOf('#__proto__=x&Node=y&node=').size).toBe(0);
    expect(valuesOf(`#node=${'x'.repeat(300)}`).size).toBe(0);
  });

  it('keeps what the shell would read: it is quoted where it is used', () => {
    expect(valuesOf("#node=$(reboot)'").get('node')).toBe("$(reboot)'");
  });
});
