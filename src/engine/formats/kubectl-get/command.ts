import type { KubeResource } from '../../model/kube-objects.ts';
import { type Headings, makeHeadings } from './columns.ts';

/** The words for each resource on a command line and in `service/web`. */
const WORDS: Readonly<Record<string, KubeResource>> = {
  svc: 'service',
  service: 'service',
  services: 'service',
  ep: 'endpoints',
  endpoints: 'endpoints',
  endpointslice: 'endpointslice',
  endpointslices: 'endpointslice',
  'endpointslice.discovery.k8s.io': 'endpointslice',
  'endpointslices.discovery.k8s.io': 'endpointslice',
  po: 'pod',
  pod: 'pod',
  pods: 'pod',
  no: 'node',
  node: 'node',
  nodes: 'node',
  netpol: 'networkpolicy',
  networkpolicy: 'networkpolicy',
  networkpolicies: 'networkpolicy',
  'networkpolicy.networking.k8s.io': 'networkpolicy',
  'networkpolicies.networking.k8s.io': 'networkpolicy',
  deploy: 'deployment',
  deployment: 'deployment',
  deployments: 'deployment',
  'deployment.apps': 'deployment',
  ds: 'daemonset',
  daemonset: 'daemonset',
  daemonsets: 'daemonset',
  'daemonset.apps': 'daemonset',
  rs: 'replicaset',
  replicaset: 'replicaset',
  'replicaset.apps': 'replicaset',
  sts: 'statefulset',
  statefulset: 'statefulset',
  'statefulset.apps': 'statefulset',
  ing: 'ingress',
  ingress: 'ingress',
  'ingress.networking.k8s.io': 'ingress',
  cm: 'configmap',
  configmap: 'configmap',
  ns: 'namespace',
  namespace: 'namespace',
  namespaces: 'namespace',
};

/** The resource that a word stands for (`svc`, `endpointslices`, `deployment.apps`); null for another word. */
export function resourceNamed(word: string): KubeResource | null {
  return WORDS[word.toLowerCase()] ?? null;
}

/** What `kubectl get` was asked for; null where the command is no `kubectl get` of one resource. */
export function askedResource(command: string | null): KubeResource | null {
  const match = /\b(?:kubectl|oc|k3s kubectl|microk8s kubectl|k)\s(?:.{0,300}?\s)?get\s(.{1,500})/.exec(
    command ?? '',
  );
  if (!match) return null;
  for (const word of (match[1] as string).split(/[\s|;&]/, 40)) {
    if (word === '' || word.startsWith('-')) continue;
    const resource = resourceNamed(word.split('/')[0] as string);
    if (resource) return resource;
  }
  return null;
}

const PLAIN: Partial<Record<KubeResource, readonly string[]>> = {
  service: ['NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE'],
  endpoints: ['NAME', 'ENDPOINTS', 'AGE'],
  endpointslice: ['NAME', 'ADDRESSTYPE', 'PORTS', 'ENDPOINTS', 'AGE'],
  pod: ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE'],
  node: ['NAME', 'STATUS', 'ROLES', 'AGE', 'VERSION'],
  networkpolicy: ['NAME', 'POD-SELECTOR', 'AGE'],
};
const WIDE: Partial<Record<KubeResource, readonly string[]>> = {
  service: ['SELECTOR'],
  pod: ['IP', 'NODE', 'NOMINATED NODE', 'READINESS GATES'],
  node: ['INTERNAL-IP', 'EXTERNAL-IP', 'OS-IMAGE', 'KERNEL-VERSION', 'CONTAINER-RUNTIME'],
};

/** The headings that the command prints, for a table whose line of headings was filtered away (`| grep web`). */
export function askedHeadings(command: string | null): Headings | null {
  if (command !== lastCommand) {
    lastHeadings = headingsOf(command);
    lastCommand = command;
  }
  return lastHeadings;
}

/** The command above, read once: it is the same for many lines. */
let lastCommand: string | null = null;
let lastHeadings: Headings | null = null;

function headingsOf(command: string | null): Headings | null {
  const resource = askedResource(command);
  const plain = resource ? PLAIN[resource] : undefined;
  if (
    !plain ||
    !command ||
    /\s-o(?:utput)?[ =]?(?!wide)\w|\s-L\b|\s--label-columns|\s--show-labels/.test(command)
  )
    return null;
  const wide = /\s(?:-o ?|-o=|--output[ =])wide\b/.test(command)
    ? (WIDE[resource as KubeResource] ?? [])
    : [];
  const all = /\s(?:-A|--all-namespaces)\b/.test(command) ? ['NAMESPACE'] : [];
  return makeHeadings([...all, ...plain, ...wide], null);
}
