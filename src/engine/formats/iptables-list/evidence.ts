import type { Layout } from '../../rules/listing/layout.ts';

/** So many rules are asked at most: where none of them tells, none will. */
const ASKED = 1000;

/** What the columns of a listing's rules tell of all of them: numbers or names, and the family of the addresses. */
export class Evidence {
  /** Whether addresses are numbers; null where nothing tells. */
  numeric: boolean | null;
  family: 'ipv4' | 'ipv6' | null = null;
  #asked = 0;

  /** `numeric`: what the command says, if there is one. */
  constructor(numeric: boolean | null) {
    this.numeric = numeric;
  }

  /** Whether there is still something to be told. */
  get isOpen(): boolean {
    return (this.numeric === null || this.family === null) && this.#asked < ASKED;
  }

  /** Looks at a rule's columns; null: they could not be told apart. */
  look(columns: Layout | null): void {
    this.#asked++;
    if (!columns) return;
    const { source, destination, inInterface, outInterface } = columns;
    this.family ??= familyOf(source) ?? familyOf(destination);
    this.numeric ??= isNumeric([source, destination, inInterface, outInterface]);
  }
}

function isNumeric(values: readonly (string | null)[]): boolean | null {
  if (values.some(value => value === '0.0.0.0/0' || value === '::/0' || value === '*')) return true;
  return values.some(value => value === 'anywhere' || value === 'any') ? false : null;
}

/** The family that an address is of; null for a name and for "any" without -n. */
function familyOf(text: string): 'ipv4' | 'ipv6' | null {
  if (/^!?(?:\d{1,3}\.){3}\d{1,3}(?:\/|$)/.test(text)) return 'ipv4';
  return /^!?[\da-f]{0,4}:[\da-f:.]{0,40}(?:\/|$)/.test(text) ? 'ipv6' : null;
}
