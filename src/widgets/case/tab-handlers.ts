import { changed } from '../given.ts';
import * as to from './box-state.ts';
import type { TabsHandlers } from './tabs-view.ts';

/** What the tabs need of their box. */
interface TabsOf {
  readonly box: () => to.BoxState;
  /** The same to read. */
  readonly show: (box: to.BoxState) => void;
  /** Something else to read. */
  readonly change: (box: to.BoxState) => void;
  readonly focusField: () => void;
  /** An output is called something else. */
  readonly renamed: () => void;
}

/** What happens at the tabs of a case, and where the box folds for its report. */
export function tabHandlers(of: TabsOf): TabsHandlers & { readonly onFold: () => void } {
  return {
    onOpen: key => of.show(to.opened(of.box(), key)),
    onAdd: () => {
      of.show(to.withBlank(of.box()));
      of.focusField();
    },
    onRemove: piece => {
      of.change(to.without(of.box(), piece.key));
      of.focusField();
    },
    onNaming: naming => of.show({ ...of.box(), naming }),
    onRename: (piece, name) => {
      const box = of.box();
      of.show({ ...box, given: changed(box.given, piece.key, { name: name.trim() || null }), naming: false });
      of.renamed();
    },
    onFold: () => of.show({ ...of.box(), folded: !of.box().folded }),
  };
}
