import Branch from './Branch.astro';
import Branches from './Branches.astro';
import Caution from './Caution.astro';
import Code from './Code.astro';
import Command from './Command.astro';
import Figure from './Figure.astro';
import Ladder from './Ladder.astro';
import LookAlikes from './LookAlikes.astro';
import Output from './Output.astro';
import Pair from './Pair.astro';
import Section from './Section.astro';
import Source from './Source.astro';
import Sources from './Sources.astro';
import Step from './Step.astro';
import Sub from './Sub.astro';
import Term from './Term.astro';
import Terms from './Terms.astro';
import Try from './Try.astro';
import Versions from './Versions.astro';

/** What the texts in `content/` may use, without an import. */
export const mdxComponents = {
  Branch,
  Branches,
  Caution,
  Command,
  Figure,
  Ladder,
  LookAlikes,
  Output,
  Pair,
  Section,
  Source,
  Sources,
  Step,
  Sub,
  Term,
  Terms,
  Try,
  Versions,
  pre: Code,
};
