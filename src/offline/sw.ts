import { unpackFiles } from './pack.ts';
import type { Filled, PackName, Plan, ToServiceWorker } from './plan.ts';
import { mayBeFramed, otherHeaders, policyHeader } from './policy.ts';

// The service worker: answers from what it has, and asks the network for the rest. It asks for nothing by itself: a page says when,
// and that a case has begun. It never sees what is pasted.

declare const self: ServiceWorkerGlobalScope;
declare const __OFFLINE_PLAN__: Plan;

const plan = __OFFLINE_PLAN__;
/** Several sites may share an origin, and with it the caches. */
const scope = self.registration.scope;
const family = `conntriage ${new URL(scope).pathname} `;
const own = family + plan.version;
/** The version before: a tab that shows it may still load a script of it. */
const KEPT = 2;

let filling: AbortController | null = null;

self.addEventListener('activate', event => {
  event.waitUntil(Promise.all([forget(), self.clients.claim()]));
});

self.addEventListener('message', event => {
  const message = event.data as ToServiceWorker;
  if (message.kind === 'pause') filling?.abort();
  else if (message.kind === 'take-over') void self.skipWaiting();
  else event.waitUntil(fill(message.packs).then(filled => event.ports[0]?.postMessage(filled)));
});

self.addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  const path = url.href.startsWith(scope) ? url.pathname.slice(new URL(scope).pathname.length) : null;
  if (request.method !== 'GET' || path === null || /^(?:sw\.js$|offline\/)/.test(path)) return;
  event.respondWith(answer(request, url));
});

/** Takes in the packs that are not there yet, in this order. */
async function fill(packs: readonly PackName[]): Promise<Filled> {
  filling?.abort();
  const controller = new AbortController();
  filling = controller;
  try {
    const cache = await caches.open(own);
    for (const name of packs) {
      const address = plan.packs[name];
      if (address !== undefined) await take(cache, new URL(address, scope).href, controller.signal);
    }
    return 'ready';
  } catch {
    return 'stopped';
  }
}

async function take(cache: Cache, address: string, signal: AbortSignal): Promise<void> {
  if (await cache.match(address)) return;
  const packed = await fetch(address, { signal, cache: 'no-store' });
  if (!packed.ok || !packed.body) throw new Error(`${address}: ${packed.status}`);
  const bytes = await new Response(packed.body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
  signal.throwIfAborted();
  await Promise.all(
    unpackFiles(new Uint8Array(bytes)).map(({ path, type, bytes: content }) => {
      const url = new URL(path.replace(/(?:^|(?<=\/))index\.html$/, ''), scope);
      return cache.put(url, new Response(content, { headers: headersOf(url.pathname, type) }));
    }),
  );
  signal.throwIfAborted();
  // The mark that this pack is complete.
  await cache.put(address, new Response(''));
}

/** What a server would send: only a header can say who may frame a page. */
function headersOf(path: string, type: string): Record<string, string> {
  return {
    'Content-Type': type,
    'Content-Security-Policy': policyHeader(mayBeFramed(path)),
    ...otherHeaders,
  };
}

async function answer(request: Request, url: URL): Promise<Response> {
  const cache = await caches.open(own);
  // `?q=` and the stamps of the search are nothing that a file depends on.
  const address = url.origin + url.pathname.replace(/\/index\.html$/, '/');
  const known = (await cache.match(address)) ?? (await ofEarlier(address));
  if (known) return known;
  if (request.mode === 'navigate' && (await cache.match(`${address}/`))) {
    return Response.redirect(`${address}/${url.search}`, 301);
  }
  try {
    return await fetch(request);
  } catch (reason) {
    const lost = await cache.match(new URL('404.html', scope));
    if (request.mode !== 'navigate' || !lost || !(await complete(cache))) throw reason;
    return new Response(lost.body, { status: 404, headers: lost.headers });
  }
}

/** Only who has every page can say that there is no such page; before that, there is no network. */
async function complete(cache: Cache): Promise<boolean> {
  const marks = Object.values(plan.packs).map(address => cache.match(new URL(address, scope)));
  return (await Promise.all(marks)).every(mark => mark !== undefined);
}

/** Names with a hash mean the same in every version. */
async function ofEarlier(address: string): Promise<Response | undefined> {
  if (!address.includes('/_astro/')) return undefined;
  for (const name of await versions()) {
    const found = await (await caches.open(name)).match(address);
    if (found) return found;
  }
  return undefined;
}

async function versions(): Promise<string[]> {
  return (await caches.keys()).filter(name => name.startsWith(family));
}

/** Deletes what no open tab can need any more; `keys` are in the order in which they were made. */
async function forget(): Promise<void> {
  const others = (await versions()).filter(name => name !== own);
  await Promise.all(others.slice(0, others.length - (KEPT - 1)).map(name => caches.delete(name)));
}
