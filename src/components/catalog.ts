/** The groups of runbooks, in the order of the sidebar. */
export const groups = ['connection-tracking', 'services-nat', 'dns', 'path-size', 'rules', 'hosts'] as const;

export type Group = (typeof groups)[number];

/** The groups of reference pages, in the order of the sidebar. */
export const referenceGroups = [
  'connection-tracking',
  'rules',
  'measurements',
  'node',
  'kubernetes',
  'background',
] as const;

export type ReferenceGroup = (typeof referenceGroups)[number];

export const severities = ['critical', 'warning', 'notice'] as const;

export type Severity = (typeof severities)[number];
