import full from '../../test/cases/conntrack-table-full/full-assured.scroll.txt?raw';
import evicting from '../../test/cases/conntrack-table-full/full-churn.scroll.txt?raw';
import healthy from '../../test/cases/conntrack-table-full/healthy.scroll.txt?raw';
import recovered from '../../test/cases/conntrack-table-full/recovered.scroll.txt?raw';
import type { ExampleId } from './examples.ts';

/** True captures of the lab, the very files that the tests read. */
export const captures: Readonly<Record<ExampleId, string>> = { full, evicting, recovered, healthy };
