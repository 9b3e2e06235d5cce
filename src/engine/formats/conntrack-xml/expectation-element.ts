import type { Expectation } from '../../model/expectations.ts';
import type { FlowEventType } from '../../model/flow-events.ts';
import { endsOf, toNumber } from '../conntrack-expectations/expectation-line.ts';
import { readElements } from './elements.ts';

/**
 * Reads one expectation of `-o xml` (libnetfilter_conntrack, src/expect/snprintf_xml.c), which is named a flow too, but is
 * grouped the other way round:
 *
 *   <flow><layer3 …><expected><src>…</src><dst>…</dst></expected><mask>…</mask><master>…</master></layer3><layer4 …>…
 */
export function readExpectationElement(xml: string): Omit<Expectation, 'place'> | null {
  const values = readElements(xml);
  const protocol = toNumber(values?.get('layer4@protonum'));
  if (!values || protocol === null) return null;
  const ends = (name: string) =>
    endsOf(
      new Map(
        ['src', 'dst', 'sport', 'dport'].flatMap(key => {
          const value = values.get(`layer${key.endsWith('port') ? 4 : 3}/${name}/${key}`);
          return value === undefined ? [] : [[key, value] as const];
        }),
      ),
    );
  const expected = ends('expected');
  if (!expected) return null;
  const type = values.get('@type')?.toUpperCase() as FlowEventType | undefined;
  return {
    type: type ?? null,
    time: null,
    timeout: toNumber(values.get('meta/timeout')),
    protocol,
    ...expected,
    mask: ends('mask'),
    master: ends('master'),
    zone: toNumber(values.get('meta/zone')),
    flags: (['PERMANENT', 'INACTIVE', 'USERSPACE'] as const).filter(flag =>
      values.has(`meta/${flag.toLowerCase()}`),
    ),
    class: toNumber(values.get('meta/class')),
    helper: values.get('meta/helper-name') ?? null,
  };
}
