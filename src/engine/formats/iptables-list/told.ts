import type { Ruleset, RulesetNotice } from '../../model/ruleset.ts';
import { readNotice, toolOf } from '../../rules/notices.ts';
import type { Line } from '../../text/line.ts';

/** Sentences of a tool that one listing keeps; more are a loop that fails. */
const MAX_NOTICES = 1000;

/** What the tool says in sentences between the lines of a listing, and what they tell of the tool. */
export class Told {
  readonly notices: RulesetNotice[] = [];
  tool: Pick<Ruleset, 'family' | 'backend' | 'version'> = { family: null, backend: null, version: null };

  /** Reads a line; false where it is no such sentence. */
  read(line: Line): boolean {
    const notice = readNotice(line.text, line.place());
    if (!notice) return false;
    if (this.notices.length < MAX_NOTICES) this.notices.push(notice);
    const told = toolOf(line.text);
    const { family, backend, version } = this.tool;
    this.tool = {
      family: family ?? told.family,
      backend: backend ?? told.backend,
      version: version ?? told.version,
    };
    return true;
  }
}
