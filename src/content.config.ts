import { defineCollection } from 'astro:content';
import { file, glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { parse } from 'yaml';
import { groups, referenceGroups } from './components/catalog.ts';
import type { FormatId } from './engine/model/document.ts';
import { formatNames } from './i18n/format-names.ts';

/** A sentence that must be there. */
const text = z.string().trim().min(1, 'must not be empty');

/** In each of the four languages. */
const inAllLanguages = z.strictObject({ en: text, ja: text, ko: text, zh: text });

/** YAML reads `2026-11-23` as a date, `"2026-11-23"` as a string: both are meant. */
const day = z
  .union([z.date(), z.iso.date('must be a day such as 2026-11-23')])
  .transform(value => new Date(value));

const slug = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be a slug such as conntrack-table-full');

const pageHead = {
  title: text,
  summary: text.max(300, 'must be one or two sentences: at most 300 characters'),
  symptoms: z.array(text).min(1, 'needs at least one search phrase'),
  /** Which English text a translation follows: `npm run l10n`. */
  follows: z.string().optional(),
};

/** `conntrack-table-full/ja.mdx` → `conntrack-table-full/ja` */
const withoutExtension = ({ entry }: { entry: string }) => entry.replace(/\.mdx$/, '');

/** `conntrack-table-full/meta.yaml` → `conntrack-table-full` */
const withoutMeta = ({ entry }: { entry: string }) => entry.replace(/\/meta\.yaml$/, '');

const incidents = defineCollection({
  loader: glob({ base: './content/incidents', pattern: '*/{en,ja,ko,zh}.mdx', generateId: withoutExtension }),
  schema: z.strictObject({
    ...pageHead,
    /** By the slug of a related incident, the test that tells the two apart. */
    apart: z.record(slug, text),
    /** The sentences of the check, ICU MessageFormat. */
    findings: z.record(z.string(), text),
  }),
});

const incidentMeta = defineCollection({
  loader: glob({
    base: './content/incidents',
    pattern: '*/meta.yaml',
    generateId: withoutMeta,
  }),
  schema: z.strictObject({
    group: z.enum(groups),
    severity: z.enum(['critical', 'warning', 'notice']),
    alerts: z.array(text).default([]),
    /** Slugs that the page once had: they lead here for ever. */
    aliases: z.array(slug).default([]),
    verified: z.strictObject({ date: day, on: text }),
  }),
});

const reference = defineCollection({
  loader: glob({ base: './content/reference', pattern: '*/{en,ja,ko,zh}.mdx', generateId: withoutExtension }),
  schema: z.strictObject(pageHead),
});

const referenceMeta = defineCollection({
  loader: glob({ base: './content/reference', pattern: '*/meta.yaml', generateId: withoutMeta }),
  schema: z.strictObject({
    group: z.enum(referenceGroups),
    aliases: z.array(slug).default([]),
    /** The outputs that the page explains; each has one page (test/i18n/reference.test.ts). */
    formats: z.array(z.enum(Object.keys(formatNames) as FormatId[])).default([]),
  }),
});

const commands = defineCollection({
  loader: file('content/commands.yaml'),
  schema: z
    .strictObject({
      id: slug,
      text,
      does: z.enum(['reads', 'changes', 'cuts']),
      root: z.boolean(),
      undo: text.optional(),
      cuts: inAllLanguages.optional(),
      purpose: inAllLanguages,
      placeholders: z.array(slug).default([]),
    })
    .superRefine((command, context) => {
      for (const name of command.placeholders) {
        if (!`${command.text} ${command.undo ?? ''}`.includes(`<${name}>`)) {
          context.addIssue({
            code: 'custom',
            message: `placeholder ${name} does not stand in the text as <${name}>`,
          });
        }
      }
      if (command.does === 'changes' && command.undo === undefined) {
        context.addIssue({ code: 'custom', message: 'a command that changes state needs "undo"' });
      }
      if (command.does === 'cuts' && command.cuts === undefined) {
        context.addIssue({
          code: 'custom',
          message: 'a command that can cut traffic needs "cuts" in four languages',
        });
      }
    }),
});

/** An alert by its name in small letters, which is its address. */
const alertsByAddress = (yaml: string) =>
  Object.fromEntries(
    (parse(yaml) as { name: string }[]).map((alert, order) => [
      alert.name.toLowerCase(),
      { ...alert, order },
    ]),
  );

const alerts = defineCollection({
  loader: file('content/alerts.yaml', { parser: alertsByAddress }),
  schema: z.strictObject({
    /** Its place in the file. */
    order: z.number(),
    name: text,
    /** Other names for the same rule. */
    also: z.array(text).default([]),
    /** The part of kube-prometheus' address before the name: `/runbooks/<component>/<name>/`. */
    components: z.array(slug).min(1),
    /** As its authors ship it: who, where to read it, and when it fires. */
    upstream: z.strictObject({ by: text, href: z.url(), expr: text, for: text.optional(), severity: text }),
    meaning: inAllLanguages,
    /** What to run first: an id of commands.yaml. */
    first: slug,
    /** What may be behind it, the likeliest first: a runbook by its slug, or words where none of ours is about it. */
    causes: z
      .array(
        z.union([
          z.strictObject({ incident: slug, test: inAllLanguages }),
          z.strictObject({ title: inAllLanguages, test: inAllLanguages }),
        ]),
      )
      .min(2),
  }),
});

export const collections = { incidents, incidentMeta, reference, referenceMeta, commands, alerts };
