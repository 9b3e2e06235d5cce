import { type CollectionEntry, getCollection } from 'astro:content';
import type { Locale } from '../i18n/locales.ts';
import { type Runbook, runbooks } from './library.ts';

export type Alert = CollectionEntry<'alerts'>['data'];

/** An alert under one of its addresses. */
export interface AlertPage {
  /** Its name, or another name for it, in small letters. */
  readonly slug: string;
  /** As that name is written. */
  readonly name: string;
  readonly alert: Alert;
}

/** What may be behind an alert, with the test that tells. */
export interface Cause {
  readonly title: string;
  readonly test: string;
  /** Absent where none of the runbooks is about it. */
  readonly runbook: Runbook | undefined;
}

/** All alerts in the order of the file. */
export async function alerts(): Promise<Alert[]> {
  return (await getCollection('alerts')).map(({ data }) => data).sort((a, b) => a.order - b.order);
}

/** Every alert under every one of its names. */
export async function alertPages(): Promise<AlertPage[]> {
  return (await alerts()).flatMap(alert =>
    [alert.name, ...alert.also].map(name => ({ slug: name.toLowerCase(), name, alert })),
  );
}

/** The causes in one language. Throws where an incident is named that does not exist. */
export async function causesOf(alert: Alert, locale: Locale): Promise<Cause[]> {
  const all = await runbooks(locale);
  return alert.causes.map(cause => {
    if ('title' in cause) return { title: cause.title[locale], test: cause.test[locale], runbook: undefined };
    const runbook = all.find(({ slug }) => slug === cause.incident);
    if (!runbook)
      throw new Error(
        `content/alerts.yaml: ${alert.name} names the incident "${cause.incident}", which is not there.`,
      );
    return { title: runbook.entry.data.title, test: cause.test[locale], runbook };
  });
}

/** The alerts that an incident may be behind: those that name it, and those that its meta.yaml names. */
export async function alertsOf({ slug, meta }: Pick<Runbook, 'slug' | 'meta'>): Promise<string[]> {
  const naming = (await alerts()).filter(({ causes }) =>
    causes.some(cause => 'incident' in cause && cause.incident === slug),
  );
  return [...new Set([...meta.alerts, ...naming.map(({ name }) => name)])];
}
