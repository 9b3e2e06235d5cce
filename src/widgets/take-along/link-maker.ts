import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { type CarriedCase, type Packed, packCase } from '../../take-along/index.ts';

/** Packs a case into a link when it is asked to, never before. */
export class LinkMaker implements ReactiveController {
  /** Null before it was asked for. */
  packed: Packed | 'working' | null = null;
  readonly #host: ReactiveControllerHost;
  /** The text that is in it. */
  #of: Blob | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#take(null, null);
  }

  /** The part of the address behind the page; empty where there is none. */
  get fragment(): string {
    const { packed } = this;
    return packed !== null && packed !== 'working' && 'fragment' in packed ? packed.fragment : '';
  }

  /** A link belongs to the text of which it was made: with another one it is gone. */
  belongsTo(paste: Blob | null): void {
    if (this.packed !== null && this.#of !== paste) this.#take(null, null);
  }

  async make(carried: CarriedCase, paste: Blob): Promise<void> {
    this.#take('working', paste);
    const packed = await packCase(carried);
    if (this.#of === paste) this.#take(packed, paste);
  }

  #take(packed: LinkMaker['packed'], of: Blob | null): void {
    this.packed = packed;
    this.#of = of;
    this.#host.requestUpdate();
  }
}
