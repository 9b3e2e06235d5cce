import type { Routes, RoutingRule } from '../../model/routes.ts';
import { readCommand } from '../../text/command.ts';
import type { Line } from '../../text/line.ts';
import type { Format, Outcome, Reader, SectionStart } from '../format.ts';
import { ipCall } from '../ip-link/command.ts';
import {
  type BuildingRoute,
  newRoute,
  ROUTE_HEADER,
  ROUTE6_HEADER,
  readNextHop,
  readRoute,
  readRoute6Row,
  readRouteRow,
  takeWords,
} from './route.ts';

/** `32766:	from all lookup main`: iproute2 ip/iprule.c. */
const RULE =
  /^\s{0,8}(\d{1,10}):\s{1,8}((?:not )?from \S.{0,300}?) (?:lookup (\S{1,64})|(unreachable|blackhole|prohibit|nop|goto \d{1,10}(?: \[unresolved\])?|masquerade|map-to \S{1,45}))(?: suppress_prefixlength \d{1,3})?(?: proto \S{1,20})?\s{0,4}$/;
const TITLE = /^\s{0,4}Kernel IP(?:v6)? routing table$/;
const CACHE = /^\s{0,12}cache\b(.{0,300})$/;
const TROUBLE =
  /^(?:RTNETLINK answers: .{1,80}|Error: (?:ipv[46]: .{1,80}|inet6? (?:prefix|address) is expected.{0,120}|any valid (?:prefix|address).{0,120}|either "to" is duplicate.{0,80}|argument .{1,120})|Cannot find device .{1,60}|Dump terminated|Dump was interrupted and may be inconsistent\.|connect: .{1,80})$/;
const MAX_ROUTES = 2000;

/** What a line begins with that is no route with a device. */
const BEGINS = /^\s*(?:Destination|Kernel IP|\d{1,10}:|blackhole|unreachable|prohibit|throw)/;

/** `ip route`, `ip -6 route`, `ip route get`, `ip rule`, `route -n`, `netstat -rn`. */
export const ipRoute: Format = {
  id: 'ip-route',
  detect(text, start) {
    if (text.length > 1000) return null;
    if (start.command === null && !BEGINS.test(text) && !text.includes(' dev')) return null;
    if (ROUTE_HEADER.test(text) || ROUTE6_HEADER.test(text) || TITLE.test(text))
      return { score: 0.95, reason: 'the header of route -n' };
    if (RULE.test(text)) return { score: 0.95, reason: 'a rule of ip rule' };
    const asked = calls(start);
    const route =
      /^[\s]{0,4}(?:[a-z]{3,12} )?(?:default|[\dxX*][\w.:*/]{1,60}|[\da-fA-F:]{2,45}\/?\d{0,3}) /.test(text)
        ? readRoute(detached(text))
        : null;
    if (route && asked) return { score: 0.9, reason: 'a route, below ip route' };
    if (
      route &&
      route.device !== null &&
      (route.via !== null || route.scope !== null || route.protocol !== null || route.source !== null)
    )
      return { score: 0.9, reason: 'a route of ip route: destination, way and device' };
    if (route && route.device !== null && route.metric !== null)
      return { score: 0.85, reason: 'a route of ip -6 route' };
    if (route && /^(?:blackhole|unreachable|prohibit|throw)$/.test(route.type) && route.protocol !== null)
      return { score: 0.85, reason: 'a route that leads nowhere' };
    if (asked && TROUBLE.test(text)) return { score: 0.9, reason: 'what ip route says' };
    return null;
  },
  open: start => new RouteReader(start),
  narrows(command) {
    const call = ipCall(command);
    return (
      call?.object === 'route' &&
      call.args.some(word => !/^(?:show|s|sh|list|ls|l|table|all|main)$/.test(word))
    );
  },
};

/** Whether the command lists routes or rules. */
function calls(start: SectionStart): boolean {
  const call = ipCall(start.command);
  if (call?.object === 'route' || call?.object === 'rule') return true;
  return (
    start.command !== null &&
    readCommand(start.command).some(
      ({ first }) =>
        first.program === 'route' ||
        (first.program === 'netstat' && first.args.some(word => /^-\w*r/.test(word))),
    )
  );
}

/** A line without a place, to look at. */
function detached(text: string): Line {
  const place = { line: 0, span: { start: 0, end: 0 } };
  return { number: 0, span: place.span, text, place: () => place };
}

/** `10.8.0.0/16 `: a route with several ways and nothing else; they stand below. */
function bareRoute(line: Line): BuildingRoute | null {
  return /^(?:default|[\da-fA-F:.]{2,45}\/\d{1,3}) ?$/.test(line.text)
    ? newRoute(line.text.trim(), line)
    : null;
}

class RouteReader implements Reader {
  readonly #routes: BuildingRoute[] = [];
  readonly #rules: RoutingRule[] = [];
  readonly #errors: Routes['errors'][number][] = [];
  readonly #got: boolean;
  readonly #table: string | null;
  readonly #family: 'inet' | 'inet6' | null;
  #left = 0;
  #form: 'ip' | 'route' | 'netstat' | 'route6' = 'ip';
  #last: BuildingRoute | null = null;

  constructor(start: SectionStart) {
    const call = ipCall(start.command);
    this.#got = call?.object === 'route' && /^g(?:et?)?$/.test(call.args[0] ?? '');
    const at = call?.args.findIndex(word => /^t(?:a(?:b(?:le?)?)?)?$/.test(word)) ?? -1;
    const table = at < 0 ? null : (call?.args[at + 1] ?? null);
    this.#table = table === 'all' ? null : table;
    // Without -6, `ip route` prints IPv4 alone.
    this.#family = call ? (call.options.some(word => /^-(?:6|inet6)$/.test(word)) ? 'inet6' : 'inet') : null;
  }

  line(line: Line): Outcome {
    const { text } = line;
    if (text.length > 1000) return 'refused';
    if (TROUBLE.test(text)) {
      this.#errors.push({ text: text.trim(), place: line.place() });
      return 'read';
    }
    if (TITLE.test(text) || ROUTE_HEADER.test(text) || ROUTE6_HEADER.test(text)) return this.#header(text);
    const rule = RULE.exec(text);
    if (rule) return this.#rule(line, rule);
    return this.#below(line) ?? this.#route(line);
  }

  #header(text: string): Outcome {
    if (TITLE.test(text)) return this.#routes.length > 0 ? 'again' : 'noise';
    this.#form = ROUTE6_HEADER.test(text) ? 'route6' : /\bMSS\b/.test(text) ? 'netstat' : 'route';
    return 'noise';
  }

  #rule(line: Line, [, priority, selector, table, action]: RegExpExecArray): Outcome {
    if (this.#rules.length >= MAX_ROUTES) return 'refused';
    this.#rules.push({
      priority: Number(priority),
      selector: (selector as string).trim(),
      table: table ?? null,
      action: table ? `lookup ${table}` : (action as string),
      place: line.place(),
    });
    return 'read';
  }

  /** `    cache expires 590sec mtu 1400` and the ways of a route stand below it. */
  #below(line: Line): Outcome | null {
    if (!this.#last) return null;
    const cache = CACHE.exec(line.text);
    if (cache) {
      const words = (cache[1] as string).trim().split(/\s+/);
      this.#last.got = true;
      return words[0] === '' || takeWords(this.#last, words) ? 'read' : 'refused';
    }
    const hop = readNextHop(line);
    if (!hop) return null;
    this.#last.nextHops.push(hop);
    return 'read';
  }

  #route(line: Line): Outcome {
    const route =
      this.#form === 'ip'
        ? (readRoute(line) ?? bareRoute(line))
        : this.#form === 'route6'
          ? readRoute6Row(line)
          : readRouteRow(line, this.#form === 'route');
    if (!route) return 'refused';
    route.got ||= this.#got;
    route.table ??= this.#table;
    route.family ??= this.#family;
    this.#last = route;
    if (this.#routes.length < MAX_ROUTES) this.#routes.push(route);
    else this.#left++;
    return 'read';
  }

  close(): Routes | null {
    if (this.#routes.length + this.#rules.length + this.#errors.length === 0) return null;
    return {
      kind: 'routes',
      routes: this.#routes,
      routesLeft: this.#left,
      rules: this.#rules,
      errors: this.#errors,
    };
  }
}
