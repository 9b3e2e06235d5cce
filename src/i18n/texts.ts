import type { Locale } from './locales.ts';

/** What a command does to the node. */
export type Effect = 'reads' | 'changes' | 'cuts';

/** A command of content/commands.yaml, in one language. */
export interface CommandText {
  /** The command, placeholders as `<name>`. */
  readonly text: string;
  readonly does: Effect;
  readonly root: boolean;
  readonly purpose: string;
}

/** The front matter of a runbook, as far as findings need it. */
export interface IncidentTexts {
  readonly title: string;
  /** By key: ICU MessageFormat. */
  readonly messages: Readonly<Record<string, string>>;
  /** By the slug of a related incident, the test that tells the two apart. */
  readonly apart: Readonly<Record<string, string>>;
  /** Whether the runbook has a section on what to do at once. */
  readonly stop: boolean;
}

/** What the sentences of the findings are made of, in one language: front matter and commands, nothing else. */
export interface Texts {
  readonly locale: Locale;
  /** By slug. */
  readonly incidents: Readonly<Record<string, IncidentTexts>>;
  /** By id. */
  readonly commands: Readonly<Record<string, CommandText>>;
}
