import type { TreeKind } from '../tree.ts';
import type { PastTable } from './past-table.ts';

/** What any record of some tables of one kind can look like: most bytes in free space are none, and this tells it soonest. */
export interface Reach {
  /** Fields of a record, most and least; no table of the kind has any: 0. */
  readonly most: number;
  readonly least: number;
  /** By field: classes of serial types that one of the tables may have there. */
  readonly legal: Uint16Array;
}

export function reachOf(tables: readonly PastTable[], kind: TreeKind): Reach {
  const own = tables.filter((table) => table.kind === kind);
  const most = Math.max(0, ...own.map(({ fields }) => fields));
  const legal = new Uint16Array(most);
  for (const table of own) {
    for (let place = 0; place < table.fields; place++) {
      legal[place] = (legal[place] as number) | (table.legal[place] as number);
    }
  }
  return { most, least: own.length === 0 ? 0 : Math.min(...own.map(({ least }) => least)), legal };
}
