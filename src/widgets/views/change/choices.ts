/** Something that can be compared: a paste of the case that is open, or a case that is kept. */
export interface Choice {
  readonly id: string;
  readonly name: string;
  /** Of the case that is open. */
  readonly ofCase: boolean;
  pieces(): Promise<readonly Blob[]>;
}

export async function choices(): Promise<readonly Choice[]> {
  return [];
}
