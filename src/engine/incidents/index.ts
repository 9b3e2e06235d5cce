import { conntrackTableFull } from './conntrack-table-full/index.ts';
import type { Incident } from './incident.ts';

/** Every incident that is looked for. The order has no meaning: rank.ts puts findings in order. */
export const INCIDENTS: readonly Incident[] = [conntrackTableFull];
