import type { Endpoint, KubeObject, KubeObjects, ServicePort } from '../../model/kube-objects.ts';
import type { Place } from '../../model/place.ts';
import type { Line } from '../../text/line.ts';
import type { Outcome, Reader } from '../format.ts';

/** `kubectl describe svc web`, `oc describe service/web -n shop` */
const ASKED = /\b(?:kubectl|oc|k)\s.{0,200}\bdescribe\s{1,4}(?:svc|services?)(?:[\s/]|$)/;

/** Whether the command prints the description of a Service. */
export function describesService(command: string | null): boolean {
  return command !== null && ASKED.test(command);
}

/** `Name:                     web`, at the beginning of each description. */
export const DESCRIBED_NAME = /^Name:\s{2,40}([\w.-]{1,253})$/;
const FIELD = /^([A-Z][\w /-]{0,40}):(?:\s+(\S.{0,4000}))?$/;

const MAX_OBJECTS = 1000;

interface Described {
  readonly name: string;
  readonly place: Place;
  fields: Map<string, string>;
  ports: ServicePort[];
  /** One line for each port (pkg `describe` of kubectl: `<none>` up to 1.30, nothing behind the colon since). */
  endpoints: { readonly text: string; readonly place: Place }[];
}

/** Reads the descriptions of Services: each gives a row of its own, and one of its endpoints. */
export class DescribeReader implements Reader {
  readonly #services: Described[] = [];
  #leftOut = 0;

  line(line: Line): Outcome {
    const text = line.text.trimEnd();
    if (text === '') return 'noise';
    const name = DESCRIBED_NAME.exec(text)?.[1];
    if (name !== undefined) {
      if (this.#services.length >= MAX_OBJECTS) this.#leftOut++;
      else this.#services.push({ name, place: line.place(), fields: new Map(), ports: [], endpoints: [] });
      return 'read';
    }
    const service = this.#services.at(-1);
    if (!service) return 'refused';
    const [, key, value = ''] = FIELD.exec(text) ?? [];
    if (key === undefined) return /^\s{2,}\S/.test(text) ? 'noise' : 'refused';
    this.#field(service, key, value.trim(), line);
    return 'read';
  }

  #field(service: Described, key: string, value: string, line: Line): void {
    if (key === 'Endpoints') service.endpoints.push({ text: value, place: line.place() });
    else if (key === 'Port') service.ports.push(...portOf(value));
    else if (key === 'NodePort') {
      const last = service.ports.pop();
      const nodePort = portOf(value)[0]?.port ?? null;
      if (last) service.ports.push({ ...last, nodePort });
    } else if (!service.fields.has(key)) service.fields.set(key, value);
  }

  close(): KubeObjects | null {
    if (this.#services.length === 0) return null;
    const objects = this.#services.flatMap(service => [serviceRow(service), ...endpointsRow(service)]);
    return { kind: 'kube-objects', objects, nothing: [], leftOut: this.#leftOut };
  }
}

/** `http  80/TCP`, `<unset>  53/UDP` */
function portOf(value: string): ServicePort[] {
  const match = /(?:^|\s)(\d{1,5})\/(TCP|UDP|SCTP)$/.exec(value);
  return match ? [{ port: Number(match[1]), nodePort: null, protocol: match[2] as string }] : [];
}

function base(service: Described): Omit<KubeObject, 'resource' | 'service' | 'endpoints' | 'place'> {
  return {
    name: service.name,
    namespace: service.fields.get('Namespace') ?? null,
    columns: {},
    age: null,
    pod: null,
    node: null,
  };
}

function serviceRow(service: Described): KubeObject {
  const { fields, ports, place } = service;
  const ip = fields.get('IP') ?? '';
  const selector = fields.get('Selector');
  return {
    ...base(service),
    resource: 'service',
    service: {
      type: fields.get('Type') ?? '',
      clusterIp: /^[\da-f.:]{3,45}$/.test(ip) ? ip : null,
      headless: ip === 'None',
      externalIps: [fields.get('LoadBalancer Ingress'), fields.get('External IPs')].flatMap(
        text => text?.match(/[\da-f.:]{7,45}/g) ?? [],
      ),
      pending: false,
      ports,
      selector: selector === undefined ? null : selector.replace('<none>', ''),
    },
    endpoints: null,
    place,
  };
}

/** Nothing for a description that was cut above its endpoints, and for a name that stands for another (`ExternalName`). */
function endpointsRow(service: Described): KubeObject[] {
  const [first] = service.endpoints;
  if (!first || service.fields.get('Type') === 'ExternalName') return [];
  const texts = service.endpoints.map(({ text }) => text).filter(text => text !== '' && text !== '<none>');
  const addresses = texts.flatMap(text => text.split(',').flatMap(endpointOf));
  const more = texts.reduce((sum, text) => sum + Number(/\+ (\d{1,6}) more/.exec(text)?.[1] ?? 0), 0);
  return [
    {
      ...base(service),
      resource: 'endpoints',
      service: null,
      endpoints: { addresses, more, none: texts.length === 0, ports: null, addressType: null },
      place: first.place,
    },
  ];
}

/** `10.244.1.5:8080`, `[fd00::5]:8080 + 1 more...` */
function endpointOf(text: string): Endpoint[] {
  const match = /^\s*\[?([\da-fA-F.:]{2,45}?)\]?:(\d{1,5})(?:\s|$)/.exec(text);
  return match ? [{ address: match[1] as string, port: Number(match[2]) }] : [];
}
