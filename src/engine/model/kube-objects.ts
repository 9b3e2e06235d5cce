import type { Place } from './place.ts';

/** The tables of `kubectl get`. */
export interface KubeObjects {
  readonly kind: 'kube-objects';
  readonly objects: readonly KubeObject[];
  /** `No resources found in shop namespace.`: what was asked for is not there. */
  readonly nothing: readonly NothingFound[];
  /** Rows beyond the limit that were read and not kept. */
  readonly leftOut: number;
}

export interface NothingFound {
  /** The namespace that the line names; null for `No resources found`. */
  readonly namespace: string | null;
  /** What was asked for; null where neither the line nor the command says. */
  readonly resource: KubeResource | null;
  /** `Error from server (NotFound): services "web" not found`; null where a whole list is empty. */
  readonly name: string | null;
  readonly place: Place;
}

export type KubeResource =
  | 'service'
  | 'endpoints'
  | 'endpointslice'
  | 'pod'
  | 'node'
  | 'networkpolicy'
  | 'deployment'
  | 'daemonset'
  | 'replicaset'
  | 'statefulset'
  | 'ingress'
  | 'configmap'
  | 'namespace'
  | 'other';

/** One row. What the table has no column for is null; what it has a column for and prints `<none>` is empty. */
export interface KubeObject {
  readonly resource: KubeResource;
  /** Null where the table has no column NAMESPACE: the one of the command, or the default. */
  readonly namespace: string | null;
  readonly name: string;
  /** Every column by its heading, as printed; one that the row does not tell apart is absent. */
  readonly columns: Readonly<Record<string, string>>;
  /** Seconds, as exact as printed (`3d4h`); null where there is no column AGE or it says `<unknown>`. */
  readonly age: number | null;
  readonly service: ServiceRow | null;
  /** Of endpoints and endpoint slices. */
  readonly endpoints: EndpointsRow | null;
  readonly pod: PodRow | null;
  readonly node: NodeRow | null;
  readonly place: Place;
}

export interface ServiceRow {
  /** `ClusterIP`, `NodePort`, `LoadBalancer`, `ExternalName`. */
  readonly type: string;
  /** Null for `None` (headless) and `<none>`. */
  readonly clusterIp: string | null;
  readonly headless: boolean;
  readonly externalIps: readonly string[];
  /** `<pending>`: the cloud has not given an address yet. */
  readonly pending: boolean;
  readonly ports: readonly ServicePort[];
  /** `app=web,tier=front` as printed; null without the column, empty for `<none>`. */
  readonly selector: string | null;
}

export interface ServicePort {
  readonly port: number;
  readonly nodePort: number | null;
  /** `TCP`, `UDP`, `SCTP`. */
  readonly protocol: string;
}

export interface EndpointsRow {
  readonly addresses: readonly Endpoint[];
  /** How many the table left out (`+ 3 more...`). Zero: all are shown. */
  readonly more: number;
  /** True for `<none>` (endpoints) and `<unset>` (a slice): there is none. */
  readonly none: boolean;
  /** Ports of a slice; null for a table of endpoints, where each address has its own. */
  readonly ports: readonly number[] | null;
  /** `IPv4`, `IPv6`, `FQDN`; null for a table of endpoints. */
  readonly addressType: string | null;
}

export interface Endpoint {
  readonly address: string;
  /** Null in a table of slices. */
  readonly port: number | null;
}

export interface PodRow {
  /** Containers that are ready, of how many; null for a table without the column. */
  readonly ready: number | null;
  readonly containers: number | null;
  readonly status: string | null;
  readonly restarts: number | null;
  /** Null without the column (`-o wide`), empty for `<none>`. */
  readonly ip: string | null;
  readonly node: string | null;
}

export interface NodeRow {
  /** False for `NotReady`; null for `Unknown`. */
  readonly ready: boolean | null;
  /** `SchedulingDisabled` (cordoned). */
  readonly cordoned: boolean;
  readonly roles: readonly string[];
  /** The kubelet's, `v1.30.5`. */
  readonly version: string | null;
  readonly internalIp: string | null;
  readonly externalIp: string | null;
  readonly osImage: string | null;
  readonly kernel: string | null;
  readonly runtime: string | null;
}
