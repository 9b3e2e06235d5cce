import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Component } from './page.ts';
import type { PageWords } from './records.ts';

/** The part of an entry of `content/alerts.yaml` that search reads. */
interface Alert {
  readonly name: string;
  readonly also?: readonly string[];
  readonly components: readonly string[];
}

/** Which part of the network those watch who ship an alert; all others watch a cluster. */
const watched: Readonly<Record<string, Component>> = { node: 'hosts', coredns: 'dns' };

const files = new Map<string, readonly Alert[]>();

/**
 * What search knows of an alert by the name in the address of its page: it is found by its names, and by what people
 * call it. Null for another name
 * of an alert, whose page says the same as the first, and for a name that is not in `content/alerts.yaml`.
 */
export function alertWords(content: string, slug: string, asked: readonly string[]): PageWords | null {
  const alert = alertsIn(content).find(({ name }) => name.toLowerCase() === slug);
  if (!alert) return null;
  const component = alert.components.map(name => watched[name]).find(name => name !== undefined);
  return {
    symptoms: [alert.name, ...(alert.also ?? [])],
    asked,
    elsewhere: [],
    severity: null,
    component: component ?? 'kubernetes',
  };
}

function alertsIn(content: string): readonly Alert[] {
  const file = join(content, 'alerts.yaml');
  const known = files.get(file);
  if (known) return known;
  const alerts = existsSync(file) ? (parse(readFileSync(file, 'utf8')) as readonly Alert[]) : [];
  files.set(file, alerts);
  return alerts;
}
