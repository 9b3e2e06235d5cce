import { locales, toLocale } from '../i18n/locales.ts';
import { caseBegun, onCase } from './case.ts';
import { type Filled, orderFor, type ToServiceWorker } from './plan.ts';

/** Milliseconds after the page has loaded: whoever comes to paste has begun by then, and is not disturbed. */
const PATIENCE = 6000;

let inCase = false;
let registration: ServiceWorkerRegistration | undefined;
/** The first version to come is told of twice. */
const seen = new WeakSet<ServiceWorker>();

/**
 * Takes the whole site in for later, so that it opens without a network: quietly, after the page has loaded, and only
 * while nobody works on a case. An update waits until the reader asks for it.
 */
export function workOffline(): void {
  if (!('serviceWorker' in navigator) || window !== top) return;
  if (import.meta.env.DEV) {
    // What an earlier build has left on this port would stand before the files that are worked on.
    void navigator.serviceWorker.getRegistrations().then(old => old.map(one => one.unregister()));
    return;
  }
  onCase(() => {
    inCase = true;
    tell(registration?.installing, { kind: 'pause' });
    tell(registration?.waiting, { kind: 'pause' });
    tell(registration?.active, { kind: 'pause' });
    document.querySelector('.newer')?.remove();
  });
  const wait = () => setTimeout(() => void begin().catch(() => undefined), PATIENCE);
  if (document.readyState === 'complete') wait();
  else addEventListener('load', wait);
}

async function begin(): Promise<void> {
  if (inCase || caseBegun()) return;
  const base = import.meta.env.BASE_URL.replace(/\/*$/, '/');
  registration = await navigator.serviceWorker.register(`${base}sw.js`, {
    scope: base,
    updateViaCache: 'none',
  });
  registration.addEventListener('updatefound', () => void prepare(registration?.installing));
  await prepare(registration.installing ?? registration.waiting ?? registration.active);
}

/** Has a version take its files in; says that it is there where the page shows another one. */
async function prepare(worker: ServiceWorker | null | undefined): Promise<void> {
  if (!worker || seen.has(worker)) return;
  seen.add(worker);
  await installed(worker);
  if (inCase || (await fill(worker)) !== 'ready' || inCase) return;
  document.documentElement.dataset['offline'] = 'ready';
  if (worker !== registration?.waiting || !navigator.serviceWorker.controller) return;
  const { announce } = await import('./announce.ts');
  announce(() => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    tell(worker, { kind: 'take-over' });
  });
}

function installed(worker: ServiceWorker): Promise<void> {
  return new Promise(resolve => {
    const look = () => {
      if (worker.state !== 'installing') resolve();
    };
    worker.addEventListener('statechange', look);
    look();
  });
}

function fill(worker: ServiceWorker): Promise<Filled> {
  const { port1, port2 } = new MessageChannel();
  const { connection } = navigator as { connection?: { readonly saveData?: boolean } };
  const locale = toLocale(document.documentElement.lang);
  const packs = orderFor(locale, locales, connection?.saveData === true);
  return new Promise(resolve => {
    port1.onmessage = ({ data }: MessageEvent<Filled>) => resolve(data);
    worker.postMessage({ kind: 'fill', packs } satisfies ToServiceWorker, [port2]);
  });
}

function tell(worker: ServiceWorker | null | undefined, message: ToServiceWorker): void {
  worker?.postMessage(message);
}
