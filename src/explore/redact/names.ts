import { withAddresses } from './addresses.ts';
import { isDnsName, isPlainWord, isPublicName, isStandard } from './known.ts';
import type { Pseudonyms } from './pseudonyms.ts';

/** What a part of a line is, so far as it is known where it stands. */
export type Part =
  | 'secret'
  | 'user'
  | 'host'
  | 'namespace'
  | 'service'
  | 'pod'
  | 'word'
  | 'dns'
  | 'path'
  /** `shop/web-0` */
  | 'pods'
  | 'object'
  | 'comment'
  | 'labels'
  | 'search'
  | 'image';

/** Puts pseudonyms into a part of a line. */
export function renamed(part: Part, text: string, names: Pseudonyms): string {
  switch (part) {
    case 'dns':
      return dnsName(text, names);
    case 'path':
      return path(text, names);
    case 'pods': {
      const [space, name] = cut(text, '/');
      return `${names.name('namespace', space)}/${pod(name, names)}`;
    }
    case 'pod':
      return pod(text, names);
    case 'object':
      return object(text, names);
    case 'comment':
      return withAddresses(comment(text, names), names);
    case 'labels':
      return labels(text, names);
    case 'search':
      return text.replace(/\S+/g, name => dnsName(name, names, true));
    case 'image':
      return image(text, names);
    case 'host':
      return text.includes('.') ? dnsName(text, names) : names.name('host', text);
    default:
      return names.name(part, text);
  }
}

/** Of `web-0.web.shop.svc.cluster.local`: the label before `svc` is a namespace, the one before it a service, others are pods. */
function dnsName(text: string, names: Pseudonyms, search = false): string {
  if (isAddress(text) || isPublicName(text)) return text;
  const labels = text.split('.');
  // `Couldn't connect to server`
  if (labels.length === 1 && isPlainWord(text) && !/\d/.test(text) && !isMet(text, names)) return text;
  const svc = labels.findIndex((label, at) => (at > 0 || search) && (label === 'svc' || label === 'pod'));
  if (svc < 0) return labels.map(label => anyName(label, names)).join('.');
  return labels
    .map((label, at) => {
      if (at >= svc) return anyName(label, names);
      if (at === svc - 1) return names.name('namespace', label);
      // `_http._tcp.web.shop.svc` asks for a port by its name.
      if (label.startsWith('_')) return `_${names.name('word', label.slice(1))}`;
      if (/^\d{1,3}(?:-\d{1,3}){3}$/.test(label))
        return names.ipv4(label.replaceAll('-', '.')).replaceAll('.', '-');
      return at === svc - 2 ? names.name('service', label) : names.name('pod', label);
    })
    .join('.');
}

/** A label of which only the other lines tell what it names. */
function anyName(label: string, names: Pseudonyms): string {
  if (label === '' || label === '*') return label;
  const cloud = /^(ip-)?(\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3})$/.exec(label);
  if (cloud)
    return (cloud[1] ?? '') + names.ipv4((cloud[2] as string).replaceAll('-', '.')).replaceAll('.', '-');
  for (const kind of ['namespace', 'service', 'pod'] as const) {
    if (names.has(kind, label)) return names.name(kind, label);
  }
  return names.name('host', label);
}

function isMet(label: string, names: Pseudonyms): boolean {
  return (['host', 'service', 'pod'] as const).some(kind => names.has(kind, label));
}

function isAddress(text: string): boolean {
  return /^[\d.]{1,40}$/.test(text) || (text.includes(':') && /^[\da-fA-F:.]{2,60}$/.test(text));
}

/** `shop/web:http`, `shop/web`, `shop/web/tcp/http` of the chains of kube-proxy's nftables mode. */
function path(text: string, names: Pseudonyms): string {
  const [space = '', rest = ''] = cut(text, '/');
  if (rest === '') return text.includes('/') ? text : names.name('service', text);
  const [name, port] = cut(rest, rest.includes('/') ? '/' : ':');
  const sign = rest[name.length] ?? '';
  const last = port
    .split('/')
    .map(word => names.name('word', word))
    .join('/');
  return `${names.name('namespace', space)}/${serviceOrPod(name, names)}${sign}${last}`;
}

/** In logs `shop/web-7d4b9c6f5-x2x4z` is a Pod; in comments there are only services. */
function serviceOrPod(name: string, names: Pseudonyms): string {
  return names.has('pod', name) || POD.test(name) ? pod(name, names) : names.name('service', name);
}

function cut(text: string, sign: string): [string, string] {
  const at = text.indexOf(sign);
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

/** `-7d4b9c6f5-x2x4z` of a Deployment, `-x2x4z` of a DaemonSet: letters of k8s.io/apimachinery/pkg/util/rand. */
const POD = /-(?:[bcdf-hj-np-tv-z2456789]{6,10}-)?[bcdf-hj-np-tv-z2456789]{5}$/;

/** `coredns-7db6d8ff4d-x2x4z` stays, `kube-apiserver-node-3` keeps its first part: everybody has them. */
function pod(name: string, names: Pseudonyms): string {
  const suffix = POD.exec(name);
  if (suffix && isStandard(name.slice(0, suffix.index))) return name;
  const fixed = /^(?:kube-(?:apiserver|controller-manager|scheduler|proxy)|etcd)-/.exec(name)?.[0];
  if (fixed) return fixed + names.name('host', name.slice(fixed.length));
  return names.name('pod', name);
}

/** `pod/web-0`, `service/web`, `deployment.apps/web` */
function object(text: string, names: Pseudonyms): string {
  const [kind, name] = cut(text, '/');
  if (name === '') return names.name('service', text);
  return `${kind}/${objectNamed(kind, name, names)}`;
}

/** The name of an object of the cluster. A slice is called like its service and five letters. */
export function objectNamed(kind: string, name: string, names: Pseudonyms): string {
  if (/^(?:no|nodes?)$/i.test(kind)) return renamed('host', name, names);
  if (/^(?:ns|namespaces?)$/i.test(kind)) return names.name('namespace', name);
  if (/^(?:po|pods?)$/i.test(kind)) return pod(name, names);
  const suffix = /^endpointslice/i.test(kind) ? POD.exec(name)?.[0].slice(-6) : undefined;
  return suffix === undefined
    ? names.name('service', name)
    : names.name('service', name.slice(0, -suffix.length)) + suffix;
}

/** `app=web,tier=front`: the keys stay. */
function labels(text: string, names: Pseudonyms): string {
  return text.replace(/([=:(, ])([A-Za-z0-9][\w.-]{0,62})(?=$|[,) ])/g, (_, sign: string, value: string) =>
    sign === '=' || sign === ':' ? sign + labelValue(value, names) : sign + value,
  );
}

function labelValue(value: string, names: Pseudonyms): string {
  return names.has('service', value) ? names.name('service', value) : names.name('word', value);
}

/** `registry.acme.com/shop/web:1.2`: the host and the path, not the version. */
function image(text: string, names: Pseudonyms): string {
  const [name, version] = cut(text, '@');
  const parts = name.split('/');
  const written = parts.map((part, at) => {
    if (at === 0 && parts.length > 1 && part.includes('.'))
      return isPublicName(part) ? part : dnsName(part, names);
    const [word, tag] = cut(part, ':');
    return names.name('word', word) + (part.includes(':') ? `:${tag}` : '');
  });
  return written.join('/') + (name.length < text.length ? `@${version}` : '');
}

/** Ids of Calico, hashes, chains: `cali:6gwbT8clXdHdC1b1`, `KUBE-SVC-TCOU7JCQXEZGVUNU`. */
const ID =
  /^(?:cali:.{1,40}|[\da-f]{12,64}|[\dA-Z]{16}|(?:KUBE|CNI|DOCKER|FLANNEL|CILIUM|OVN|ANTREA|WEAVE|ISTIO|AWS|IP|KIND|cali|felix)[-_][\w-]{1,80})$/;

/** The words of a comment; those of the field, numbers and ids stay. */
function comment(text: string, names: Pseudonyms): string {
  return text.replace(/[^\s"'()[\]{},;=<>|*`]{1,400}/g, word => {
    const tail = /[-.:/!?]{1,4}$/.exec(word)?.[0] ?? '';
    const core = word.slice(0, word.length - tail.length);
    if (core === '' || ID.test(core) || isAddress(core) || /^[\d.:/x-]{1,80}$/.test(core)) return word;
    if (/^\[?[\da-fA-F]{0,4}(?::[\da-fA-F]{0,4}){2,7}\]?(?:[/:]\d{1,5})?$/.test(core)) return word;
    if (/^\d{1,3}(?:\.\d{1,3}){3}/.test(core)) return word;
    return commented(core, names) + tail;
  });
}

function commented(core: string, names: Pseudonyms): string {
  if (/^[a-z0-9][\w.-]{0,120}\/[a-z0-9][\w.-]{0,120}(?::[\w.-]{0,80})?$/i.test(core))
    return path(core, names);
  if (isDnsName(core)) return dnsName(core, names);
  // `knp.default.shop.web`, `policy:web`
  return core
    .split(/([/:.@])/)
    .map((word, at) => (at % 2 === 1 ? word : wordOf(word, names)))
    .join('');
}

function wordOf(word: string, names: Pseudonyms): string {
  for (const kind of ['namespace', 'service'] as const) {
    if (names.has(kind, word)) return names.name(kind, word);
  }
  return names.name('word', word);
}
