import type { MessagePattern } from './messages.ts';

/** Messages about devices, processors and memory. */
export const DEVICE_MESSAGES: readonly MessagePattern[] = [
  // net/core/dev.c, netdev_rx_csum_fault()
  [
    'hardware-checksum-failure',
    /^(?:\S{1,60} ){0,3}(?<device>[\w.@-]{1,20}): hw csum failure\.?$/,
    ({ device = '' }) => ({ device }),
  ],
  // net/ipv4/tcp_input.c, tcp_gro_dev_warn()
  [
    'suspect-gro',
    /^TCP: (?<device>\S{1,20}): Driver has suspect GRO implementation, TCP performance may be compromised\.$/,
    ({ device = '' }) => ({ device }),
  ],
  // net/sched/sch_generic.c, dev_watchdog(): until 6.4, with milliseconds in 6.4 …
  [
    'transmit-timeout',
    /^NETDEV WATCHDOG: (?<device>\S{1,20}) \((?<driver>\S{1,30})\): transmit queue (?<queue>\d{1,5}) timed out(?: (?<ms>\d{1,9}) ms)?$/,
    ({ device = '', driver = '', queue, ms }) => ({
      device,
      driver,
      queue: Number(queue),
      ...(ms !== undefined && { seconds: Number(ms) / 1000 }),
    }),
  ],
  // … and since 6.6 as netdev_crit(): `ixgbe 0000:01:00.0 eth0: NETDEV WATCHDOG: CPU: 3: transmit queue 0 timed out 5000 ms`
  [
    'transmit-timeout',
    /^(?:(?<driver>\S{1,30}) \S{1,40} )?(?<device>[\w.@-]{1,20})(?: \([\w ]{1,30}\))?: NETDEV WATCHDOG: CPU: (?<cpu>\d{1,5}): transmit queue (?<queue>\d{1,5}) timed out (?<ms>\d{1,9}) ms$/,
    ({ driver, device = '', cpu, queue, ms }) => ({
      ...(driver !== undefined && { driver }),
      device,
      cpu: Number(cpu),
      queue: Number(queue),
      seconds: Number(ms) / 1000,
    }),
  ],
  // Drivers: `ixgbe 0000:03:00.0 eth0: NIC Link is Down`, `e1000e: eth0 NIC Link is Down`, `tg3 0000:02:00.0 eth0: Link is down`,
  // `mlx5_core 0000:04:00.0 eth0: Link down`, `bond0: link status definitely down for interface eth0, disabling it`
  [
    'link-down',
    /^(?:[\w-]{1,30}:? (?:[\da-f:.]{5,20}:? )?)?(?<device>[\w.@-]{1,20}):? (?:NIC Link is Down|[Ll]ink is [Dd]own|Link down|NIC Copper Link is Down)\.?$/,
    ({ device = '' }) => ({ device }),
  ],
  [
    'link-down',
    /^(?:\S{1,20}: ){1,2}(?:\(slave (?<slave>[\w.@-]{1,20})\): )?link status definitely down(?: for interface (?<device>[\w.@-]{1,20}))?, disabling (?:it|slave)$/,
    ({ slave, device }) => ({ device: slave ?? device ?? '' }),
  ],
  [
    'link-up',
    /^(?:[\w-]{1,30}:? (?:[\da-f:.]{5,20}:? )?)?(?<device>[\w.@-]{1,20}):? (?:NIC Link is Up|[Ll]ink is [Uu]p|Link up|NIC Copper Link is Up)(?:[ ,.].{0,120})?$/,
    ({ device = '' }) => ({ device }),
  ],
  // net/core/dev.c, dev_change_name(); with the driver and its bus in front where the device has them
  [
    'device-renamed',
    /^(?:\S{1,30} \S{1,40} )?(?<device>[\w.@-]{1,20}): renamed from (?<was>[\w.@-]{1,20})(?: \(while UP\))?$/,
    ({ device = '', was = '' }) => ({ device, was }),
  ],
  // net/bridge/br_fdb.c, br_fdb_update()
  [
    'own-address-received',
    /^(?:bridge: )?(?<device>[\w.@-]{1,20}): received packet on (?<name>[\w.@-]{1,20}) with own address as source address(?: \(addr:[\da-f:]{17}, vlan:\d{1,4}\))?$/,
    ({ device = '', name = '' }) => ({ device, name }),
  ],
  // mm/oom_kill.c, __oom_kill_process(); before 5.0 `Kill process 812 (java) score 900 or sacrifice child`
  [
    'out-of-memory-kill',
    /^(?<cgroup>Memory cgroup out|Out) of memory(?: \(oom_kill_allocating_task\))?: (?:Killed|Kill) process (?<pid>\d{1,10}),? \((?<process>[^)]{1,40})\)(?:[ ,].{0,300})?$/,
    ({ cgroup = '', pid, process = '' }) => ({
      scope: cgroup.startsWith('Memory') ? 'cgroup' : 'node',
      pid: Number(pid),
      process,
    }),
  ],
  // kernel/watchdog.c, watchdog_timer_fn()
  [
    'soft-lockup',
    /^(?:NMI )?(?:watchdog: )?BUG: soft lockup - CPU#(?<cpu>\d{1,5}) stuck for (?<seconds>\d{1,6})s! \[(?<process>[^\]]{1,40}?):\d{1,10}\]$/,
    ({ cpu, seconds, process = '' }) => ({ cpu: Number(cpu), seconds: Number(seconds), process }),
  ],
  // mm/page_alloc.c, warn_alloc()
  [
    'page-allocation-failure',
    /^(?<process>\S{1,40}): page allocation failure[:.] order:\d{1,3}, mode:.{1,200}$/,
    ({ process = '' }) => ({ process }),
  ],
];
