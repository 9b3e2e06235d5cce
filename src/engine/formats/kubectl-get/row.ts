import type {
  EndpointsRow,
  KubeObject,
  KubeResource,
  NodeRow,
  PodRow,
  ServicePort,
  ServiceRow,
} from '../../model/kube-objects.ts';
import type { Place } from '../../model/place.ts';
import { resourceNamed } from './command.ts';

type Columns = Readonly<Record<string, string>>;

/** Makes an object of the cells of a row. `byHeadings` is what the table is about as a whole. */
export function readObject(columns: Columns, byHeadings: KubeResource, place: Place): KubeObject {
  const { resource, name } = nameOf(columns, byHeadings);
  return {
    resource,
    namespace: columns['NAMESPACE'] ?? null,
    name,
    columns,
    age: ageOf(columns['AGE']),
    service: resource === 'service' ? readService(columns) : null,
    endpoints: resource === 'endpoints' || resource === 'endpointslice' ? readEndpoints(columns) : null,
    pod: resource === 'pod' ? readPod(columns) : null,
    node: resource === 'node' ? readNode(columns) : null,
    place,
  };
}

/** Several kinds in one call, and `kubectl get all`, print `service/web`, `deployment.apps/web`. */
function nameOf(columns: Columns, byHeadings: KubeResource): { resource: KubeResource; name: string } {
  const printed = columns['NAME'] ?? columns['OBJECT'] ?? '';
  const slash = printed.indexOf('/');
  const named = slash > 0 && columns['NAME'] !== undefined ? resourceNamed(printed.slice(0, slash)) : null;
  return named
    ? { resource: named, name: printed.slice(slash + 1) }
    : { resource: byHeadings, name: printed };
}

/** apimachinery's HumanDuration(): `45s`, `5m30s`, `3d4h`, `2y45d`. In seconds. */
export function ageOf(text: string | undefined): number | null {
  if (text === undefined || !/^(?:\d{1,6}[ywdhms]){1,3}$/.test(text)) return null;
  const units: Readonly<Record<string, number>> = {
    y: 31_536_000,
    w: 604_800,
    d: 86_400,
    h: 3600,
    m: 60,
    s: 1,
  };
  let seconds = 0;
  for (const [, number, unit] of text.matchAll(/(\d{1,6})([ywdhms])/g))
    seconds += Number(number) * (units[unit as string] as number);
  return seconds;
}

/** What stands in a cell, where `<none>` and its like are nothing. */
function given(text: string | undefined): string | null {
  return text === undefined ? null : /^<(?:none|unset|unknown|invalid)>$/.test(text) ? '' : text;
}

function readService(columns: Columns): ServiceRow {
  const cluster = columns['CLUSTER-IP'] ?? '';
  const external = columns['EXTERNAL-IP'] ?? '';
  const shown = given(external) ?? '';
  return {
    type: columns['TYPE'] ?? '',
    clusterIp: cluster === 'None' ? null : given(cluster) || null,
    headless: cluster === 'None',
    externalIps: external === '<pending>' || shown === '' ? [] : shown.split(',').filter(Boolean),
    pending: external === '<pending>',
    ports: readPorts(columns['PORT(S)'] ?? ''),
    selector: given(columns['SELECTOR']),
  };
}

/** `80/TCP,443:30443/TCP`: the service's port, and behind a colon the node's. */
function readPorts(text: string): ServicePort[] {
  return text.split(',', 200).flatMap(part => {
    const match = /^(\d{1,5})(?::(\d{1,5}))?\/([A-Z]{3,5})$/.exec(part);
    if (!match) return [];
    return {
      port: Number(match[1]),
      nodePort: match[2] === undefined ? null : Number(match[2]),
      protocol: match[3] as string,
    };
  });
}

/** `10.244.1.2:8080,[fd00::2]:8080 + 3 more...`; a slice has its ports in a column of their own. */
function readEndpoints(columns: Columns): EndpointsRow {
  const text = columns['ENDPOINTS'] ?? '';
  const [, list = text, more = '0'] = /^(\S{1,400}) \+ (\d{1,6}) more\.\.\.$/.exec(text) ?? [];
  const slice = columns['ADDRESSTYPE'] !== undefined;
  const none = given(text) === '';
  return {
    addresses: none
      ? []
      : list
          .split(',')
          .filter(Boolean)
          .map(part => (slice ? { address: part, port: null } : withPort(part))),
    more: Number(more),
    none,
    ports: slice ? ports(columns['PORTS'] ?? '') : null,
    addressType: columns['ADDRESSTYPE'] ?? null,
  };
}

function withPort(text: string): { address: string; port: number | null } {
  const match = /^\[?([^\s[\]]{1,80}?)\]?:(\d{1,5})$/.exec(text);
  return match ? { address: match[1] as string, port: Number(match[2]) } : { address: text, port: null };
}

function ports(text: string): number[] {
  return text.split(/[, ]/, 200).flatMap(part => (/^\d{1,5}$/.test(part) ? Number(part) : []));
}

function readPod(columns: Columns): PodRow {
  const ready = /^(\d{1,6})\/(\d{1,6})$/.exec(columns['READY'] ?? '');
  const restarts = /^\d{1,9}/.exec(columns['RESTARTS'] ?? '');
  return {
    ready: ready ? Number(ready[1]) : null,
    containers: ready ? Number(ready[2]) : null,
    status: columns['STATUS'] ?? null,
    restarts: restarts ? Number(restarts[0]) : null,
    ip: given(columns['IP']),
    node: given(columns['NODE']),
  };
}

function readNode(columns: Columns): NodeRow {
  const [state, ...others] = (columns['STATUS'] ?? '').split(',');
  const roles = given(columns['ROLES']) ?? '';
  return {
    ready: state === 'Ready' ? true : state === 'NotReady' ? false : null,
    cordoned: others.includes('SchedulingDisabled'),
    roles: roles === '' ? [] : roles.split(','),
    version: columns['VERSION'] ?? null,
    internalIp: given(columns['INTERNAL-IP']),
    externalIp: given(columns['EXTERNAL-IP']),
    osImage: given(columns['OS-IMAGE']),
    kernel: given(columns['KERNEL-VERSION']),
    runtime: given(columns['CONTAINER-RUNTIME']),
  };
}
