import type { Place } from '../../model/place.ts';
import type {
  RealServer,
  VirtualNotice,
  VirtualService,
  VirtualServices,
  VirtualServicesForm,
  VirtualTimeouts,
} from '../../model/virtual-services.ts';
import type { Line } from '../../text/line.ts';
import type { Outcome, Reader } from '../format.ts';
import { ConnectionTally, readConnection } from './connections.ts';
import {
  type Columns,
  columnsAsked,
  readSavedServer,
  readSavedService,
  readSecondTitle,
  readServer,
  readService,
  readTitle,
} from './rows.ts';

/** Services and servers together; what comes after is refused. */
const MAX_ROWS = 500_000;

/** `IP Virtual Server version 1.2.1 (size=4096)` */
export const VERSION = /^IP Virtual Server version (\d{1,3}(?:\.\d{1,3}){1,3})(?: \(size=(\d{1,10})\))?$/;
export const TIMEOUTS = /^Timeout \(tcp tcpfin udp\): (\d{1,9}) (\d{1,9}) (\d{1,9})$/;
/** `Can't initialize ipvs: Protocol not available` and the question behind it. */
export const SAID =
  /^Can't initialize ipvs: (.{1,100})$|^Are you sure that IP Virtual Server is built in the kernel or as module\?$|^Warning: IPVS version mismatch/;
const CONNECTIONS = /^IPVS connection entries$/;
const CONNECTIONS_TITLE =
  /^(?:pro expire state source virtual destination|Pro FromIP FPrt ToIP TPrt DestIP DPrt State Expires)(?: .{1,40})?$/;
export const DAEMON =
  /^(?:master|backup) sync daemon \(mcast=\S{1,32}, syncid=\d{1,3}(?:, [a-z]{3,6}=[\w.:]{1,45}){0,4}\)$/;

export function isTitle(text: string): boolean {
  return (
    readTitle(text) !== null ||
    readSecondTitle(text, null) !== null ||
    CONNECTIONS.test(text) ||
    CONNECTIONS_TITLE.test(text.split(/\s+/, 12).join(' '))
  );
}

type Service = Omit<VirtualService, 'servers'> & { servers: RealServer[] };

export class IpvsReader implements Reader {
  /** What the options ask for; the head line decides where there is one. */
  #columns: Columns | null;
  #form: VirtualServicesForm = null;
  readonly #services = new Map<string, Service>();
  #service: Service | null = null;
  readonly #connections = new ConnectionTally();
  #version: string | null = null;
  #size: number | null = null;
  #timeouts: VirtualTimeouts | null = null;
  #titles = 0;
  #listsConnections = false;
  #rows = 0;
  readonly #daemons: { text: string; place: Place }[] = [];
  readonly #notices: VirtualNotice[] = [];

  constructor(command: string | null) {
    this.#columns = columnsAsked(command);
  }

  line(line: Line): Outcome {
    const text = line.text.trim();
    return this.#head(text, line) ?? this.#row(text, line);
  }

  #head(text: string, line: Line): Outcome | null {
    const version = VERSION.exec(text);
    if (version) {
      if (this.#version !== null || this.#services.size > 0) return 'again';
      this.#version = version[1] as string;
      this.#size = version[2] === undefined ? null : Number(version[2]);
      return 'read';
    }
    const title = readTitle(text);
    if (title) {
      if (this.#titles > 0 || this.#services.size > 0) return 'again';
      this.#titles++;
      if (this.#columns !== 'proc') this.#columns = title;
      this.#form = this.#columns;
      return 'read';
    }
    const second = readSecondTitle(text, this.#columns);
    if (second) {
      if (second !== 'shown' && this.#columns !== 'proc') this.#columns = second;
      if (this.#columns) this.#form = this.#columns;
      return 'read';
    }
    return this.#connectionsHead(text) ?? this.#said(text, line);
  }

  #connectionsHead(text: string): Outcome | null {
    if (CONNECTIONS.test(text)) {
      if (this.#listsConnections) return 'again';
    } else if (!CONNECTIONS_TITLE.test(text.split(/\s+/, 12).join(' '))) return null;
    if (this.#connections.total > 0) return 'again';
    this.#listsConnections = true;
    this.#form ??= 'connections';
    return 'read';
  }

  #said(text: string, line: Line): Outcome | null {
    const timeouts = TIMEOUTS.exec(text);
    if (timeouts) {
      const [tcp = 0, tcpFin = 0, udp = 0] = timeouts.slice(1).map(Number);
      this.#timeouts = { tcp, tcpFin, udp, place: line.place() };
      return 'read';
    }
    if (DAEMON.test(text)) {
      if (this.#daemons.length < 100) this.#daemons.push({ text, place: line.place() });
      return 'read';
    }
    const said = SAID.exec(text);
    if (!said) return null;
    if (said[1] !== undefined && this.#notices.length < 100) {
      this.#notices.push({ notice: noticeOf(said[1]), text, place: line.place() });
    }
    return said[1] === undefined ? 'noise' : 'read';
  }

  #row(text: string, line: Line): Outcome {
    if (this.#rows >= MAX_ROWS) return 'refused';
    const connection = readConnection(text, () => line.place());
    if (connection) {
      this.#connections.add(connection);
      this.#form ??= 'connections';
      return 'read';
    }
    const server = readServer(text, this.#columns, line.place());
    if (server) return this.#addServer(this.#service, server, this.#columns ?? 'list');
    const service = readService(text, this.#columns, line.place());
    if (service) return this.#addService(service, isProc(text) ? 'proc' : (this.#columns ?? 'list'), line);
    const saved = readSavedService(text, line.place());
    if (saved) return this.#addService(saved, 'save', line);
    const savedServer = readSavedServer(text, line.place());
    if (!savedServer) return 'refused';
    return this.#addServer(this.#services.get(savedServer.service) ?? null, savedServer.server, 'save');
  }

  #addService(service: Omit<VirtualService, 'servers'>, form: VirtualServicesForm, line: Line): Outcome {
    const key = `${service.protocol} ${service.text}`;
    // Blacked-out addresses look alike.
    const known = this.#services.has(key);
    if (known && !/[*<]|xx?\b/.test(key)) return 'again';
    if (this.#form === null || form === 'proc') this.#form = form;
    if (form === 'proc') this.#columns = 'proc';
    this.#service = { ...service, servers: [] };
    this.#services.set(known ? `${key} ${line.number}` : key, this.#service);
    this.#rows++;
    return 'read';
  }

  /** A server without a service (`| grep`, a cut head) stands under one without a name. */
  #addServer(service: Service | null, server: RealServer, form: VirtualServicesForm): Outcome {
    this.#form ??= form;
    if (service) service.servers.push(server);
    else this.#orphans.push(server);
    this.#rows++;
    return 'read';
  }

  readonly #orphans: RealServer[] = [];

  close(): VirtualServices | null {
    const { total } = this.#connections;
    const said = this.#notices.length + this.#daemons.length;
    const nothing =
      this.#rows + total + said === 0 && !this.#version && !this.#timeouts && this.#titles === 0;
    if (nothing && !this.#listsConnections) return null;
    return {
      kind: 'virtual-services',
      form: this.#form,
      version: this.#version,
      tableSize: this.#size,
      services: [...this.#services.values()],
      orphans: this.#orphans,
      connections: total > 0 || this.#listsConnections ? this.#connections.finish() : null,
      timeouts: this.#timeouts,
      daemons: this.#daemons,
      notices: this.#notices,
    };
  }
}

/** `TCP  0A600001:01BB rr`: a port of four hexadecimal digits, and no dots. */
function isProc(text: string): boolean {
  return /^(?:(?:TCP|UDP|SCTP) {1,3}(?:[\dA-F]{8}|\[[\da-f:]{39}\]):[\dA-F]{4}|FWM {1,3}[\dA-F]{8}) /.test(
    text,
  );
}

function noticeOf(text: string): VirtualNotice['notice'] {
  if (/Operation not permitted|Permission denied/.test(text)) return 'not-permitted';
  return /Protocol not available|No such file|not supported/.test(text) ? 'unavailable' : 'other';
}
