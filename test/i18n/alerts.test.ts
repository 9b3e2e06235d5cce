import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { locales } from '../../src/i18n/locales.ts';

interface Alert {
  readonly name: string;
  readonly also?: readonly string[];
  readonly components: readonly string[];
  readonly meaning: Readonly<Record<string, string>>;
  readonly first: string;
  readonly causes: readonly {
    readonly incident?: string;
    readonly title?: Readonly<Record<string, string>>;
    readonly test: Readonly<Record<string, string>>;
  }[];
}

const alerts = parse(readFileSync('content/alerts.yaml', 'utf8')) as Alert[];
const commands = new Set(
  (parse(readFileSync('content/commands.yaml', 'utf8')) as { id: string }[]).map(({ id }) => id),
);

/** Rules of others whose runbook addresses lead here once the base of the address is changed. None of them may be lost. */
const DOORS = [
  'node/nodehighnumberconntrackentriesused',
  'node/hostconntracklimit',
  'node/nodenetworkreceiveerrs',
  'node/nodenetworktransmiterrs',
  'node/nodebondingdegraded',
  'general/nodenetworkinterfaceflapping',
  'general/targetdown',
  'kubernetes/kubeproxydown',
  'kubernetes/kubenodeunreachable',
  'kubernetes/kubeclienterrors',
  'coredns/corednsdown',
  'coredns/corednslatencyhigh',
  'coredns/corednserrorshigh',
  'coredns/corednsforwardlatencyhigh',
  'coredns/corednsforwarderrorshigh',
  'coredns/corednsforwardhealthcheckfailurecount',
  'coredns/corednsforwardhealthcheckbrokencount',
  'cluster-network-operator/nodewithoutovnkubenodepodrunning',
  'cluster-network-operator/norunningovncontrolplane',
  'cluster-network-operator/northboundstale',
  'cluster-network-operator/ovnkubernetesnodeovsoverflowkernel',
  'cluster-network-operator/ovnkubernetesnodeovsoverflowuserspace',
  'cluster-network-operator/v4subnetallocationthresholdexceeded',
  'cluster-network-operator/v6subnetallocationthresholdexceeded',
  'network-observability-operator/packetdropsbykernel',
  'network-observability-operator/packetdropsbydevice',
  'network-observability-operator/dnserrors',
  'network-observability-operator/netpoldenied',
];

test('every alert that leads here has its door', () => {
  const doors = alerts.flatMap(({ name, also = [], components }) =>
    components.flatMap(component => [name, ...also].map(one => `${component}/${one.toLowerCase()}`)),
  );
  expect(doors).toEqual(expect.arrayContaining(DOORS));
  expect(new Set(doors).size).toBe(doors.length);
});

describe.each(alerts)('$name', ({ meaning, first, causes }) => {
  const texts = [meaning, ...causes.flatMap(({ title, test: how }) => (title ? [title, how] : [how]))];

  test('speaks four languages, each its own', () => {
    for (const text of texts) {
      for (const locale of locales) expect(text[locale]?.trim() ?? '').not.toBe('');
      expect(text['ja']).toMatch(/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]|^ovs/u);
      expect(text['ko']).toMatch(/\p{Script=Hangul}/u);
      expect(text['zh']).toMatch(/\p{Script=Han}/u);
    }
  });

  test('keeps what machines print the same in all of them', () => {
    const code = (text: string | undefined) => (text?.match(/`[^`]+`/g) ?? []).sort();
    for (const text of texts)
      for (const locale of locales) expect(code(text[locale]), text[locale]).toEqual(code(text['en']));
  });

  test('names commands and incidents that are there', () => {
    expect(commands).toContain(first);
    for (const { incident } of causes)
      if (incident) expect(existsSync(`content/incidents/${incident}/en.mdx`), incident).toBe(true);
  });
});
