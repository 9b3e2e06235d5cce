import { currentCase, storedCase, storedCases } from '../../case/current.ts';
import { timeOf } from '../../case/words.ts';

/** Something that can be compared: a paste of the case that is open, or a case that is kept. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  /** Of the case that is open. */
  readonly ofCase: boolean;
  pieces(): Promise<readonly Blob[]>;
}

/** The pastes of the case in their order, then the cases that are kept, the newest first. */
export async function choices(): Promise<readonly Choice[]> {
  const pastes = (currentCase()?.pastes ?? []).map(
    ({ name, blob }, at): Choice => ({ id: `paste-${at}`, name, ofCase: true, pieces: async () => [blob] }),
  );
  const kept = (await storedCases()).map(
    ({ id, name, time }): Choice => ({
      id: `case-${id}`,
      name: `${timeOf(time)}  ${name}`,
      ofCase: false,
      pieces: async () => (await storedCase(id))?.pastes.map(({ blob }) => blob) ?? [],
    }),
  );
  return [...pastes, ...kept];
}
