import { formatNames } from '../../i18n/format-names.ts';
import type { ReportFinding } from '../../i18n/report.ts';
import { changed, type Given, isText, NOTHING, sameToRead } from '../given.ts';
import type { Report } from '../report.ts';
import { texts } from '../texts.ts';
import { countAll } from './count-lines.ts';
import { type Desk, takeDesk } from './current.ts';
import { keepRead, newId, restored } from './keeper.ts';
import { recognised } from './recognise.ts';
import { textOfSmall, unpacked } from './small-file.ts';
import { fullTitleOf } from './words.ts';

/** What the box of the desk lets be done with it. */
interface BoxOfDesk {
  readonly given: () => Given;
  readonly findings: () => readonly ReportFinding[];
  /** Puts another case into the box, and reads it. */
  readonly put: (given: Given) => void;
  /** More is known of what the box holds: the same to read, better named. */
  readonly know: (more: (given: Given) => Given) => void;
  /** Says something of keeping the case; null takes it back. */
  readonly note: (text: string | null) => void;
}

/** What a case has beyond its text: names, lines, a place among the cases that are kept, and those who open one from elsewhere. */
export class BoxDesk {
  readonly #box: BoxOfDesk;
  #end = () => {};
  #titles: Parameters<typeof fullTitleOf>[1] = null;

  constructor(box: BoxOfDesk) {
    this.#box = box;
  }

  begin(): void {
    const box = this.#box;
    const foundName = () => this.#foundName();
    const desk: Desk = {
      get given() {
        return box.given();
      },
      get foundName() {
        return foundName();
      },
      open: ({ name, pastes }, { kept = true }) => {
        const named = pastes.map(({ name: own, blob }) => ({ name: own === '' ? null : own, blob }));
        void unpacked(named).then(pieces =>
          box.put({ ...NOTHING, pieces, title: name === '' ? null : name, keeps: kept }),
        );
      },
      openKept: async id => {
        const given = await restored(id);
        if (given) box.put(given);
        return given !== null;
      },
    };
    this.#end = takeDesk(desk);
    void texts.then(
      loaded => {
        this.#titles = loaded;
      },
      () => {},
    );
  }

  end(): void {
    this.#end();
  }

  /** A case that is read for the first time gets the id under which it will be kept. */
  begun(given: Given): Given {
    return { ...given, id: given.id ?? newId() };
  }

  /** A reading has ended: names the outputs, keeps the case, and then learns what takes longer. */
  async wasRead(given: Given, { reading, findings }: Report, keeps: boolean): Promise<void> {
    this.#box.know(now => recognised(now, reading, format => formatNames[format]));
    if (!keeps) return;
    let of = given;
    const still = () => sameToRead(this.#box.given(), of);
    const small = await smallTexts(given);
    if (!still()) return;
    this.#box.know(now => small.reduce((filled, { key, body }) => changed(filled, key, { body }), now));
    of = this.#box.given();
    await countAll(of.pieces, (key, lines) => this.#box.know(now => changed(now, key, { lines })));
    if (still()) this.#box.note(await keepRead(this.#box.given(), findings));
  }

  /** Keeps the case again, under what it is called now. */
  async keep(): Promise<void> {
    this.#box.note(await keepRead(this.#box.given(), this.#box.findings()));
  }

  #foundName(): string {
    const [main = null] = this.#box.findings();
    return main ? fullTitleOf({ title: null, main }, this.#titles) : '';
  }
}

/** The texts of small files: they come into their fields. */
async function smallTexts({ pieces }: Given): Promise<{ readonly key: number; readonly body: string }[]> {
  const texts = await Promise.all(
    pieces.map(async piece => {
      const body = isText(piece) ? null : await textOfSmall(piece.body as Blob);
      return body === null ? [] : [{ key: piece.key, body }];
    }),
  );
  return texts.flat();
}
