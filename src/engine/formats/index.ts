import { clock } from './clock/index.ts';
import { conntrackCount } from './conntrack-count/index.ts';
import { conntrackList } from './conntrack-list/index.ts';
import { conntrackStats } from './conntrack-stats/index.ts';
import type { Format } from './format.ts';
import { kernelLog } from './kernel-log/index.ts';
import { procConntrackStats } from './proc-conntrack-stats/index.ts';
import { sysctl } from './sysctl/index.ts';

/** Every output that is understood. The order has no meaning. */
export const FORMATS: readonly Format[] = [
  clock,
  conntrackCount,
  conntrackList,
  conntrackStats,
  kernelLog,
  procConntrackStats,
  sysctl,
];
