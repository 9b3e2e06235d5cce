import type { Problem } from '../engine/model/analysis.ts';
import type { Failure } from '../worker/protocol.ts';

/** Why there is nothing to show: of the paste itself, or of the reading of it. */
export type Refusal = Exclude<Problem, 'gzip'> | Exclude<Failure, 'aborted'>;
