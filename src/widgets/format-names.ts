import type { FormatId } from '../engine/model/document.ts';

/** What is read, by the command that prints it. Never translated. */
export const formatNames: Readonly<Record<FormatId, string>> = {
  'kernel-log': 'dmesg',
  clock: 'date',
  sysctl: 'sysctl',
  'conntrack-count': 'conntrack -C',
  'conntrack-stats': 'conntrack -S',
  'proc-conntrack-stats': '/proc/net/stat/nf_conntrack',
  'conntrack-list': 'conntrack -L',
};
