import type { FactKind } from '../../device/representation.ts';
import type { Document } from '../reader.ts';
import { rowsDocument } from '../rows.ts';
import { readContacts } from './contacts.ts';
import type { FactList, FactSource } from './fact-list.ts';
import { readCalls, readSms } from './messages.ts';
import { readKnownNetworks } from './networks.ts';

export type { FactList, FactSource } from './fact-list.ts';

const READS: Readonly<Record<FactKind, (source: FactSource) => FactList | null>> = {
  sms: readSms,
  calls: readCalls,
  contacts: readContacts,
  networks: readKnownNetworks,
};

/** Columns that say which fact it is, best first: those that every side has make the key. */
const KEYS: Readonly<Record<FactKind, readonly (readonly string[])[]>> = {
  sms: [
    ['address', 'date', 'type'],
    ['address', 'date'],
  ],
  calls: [['number', 'date', 'type']],
  contacts: [['name'], ['phones']],
  networks: [['ssid']],
};

/** The facts of one kind in a store; null where its shape is not known, or the store holds none of them. */
export function factsOf(kind: FactKind, source: FactSource): FactList | null {
  return READS[kind](source);
}

/** Several stores of one side as one list, of the columns that all of them have. */
export function joinFacts(lists: readonly FactList[]): FactList | null {
  const [first, ...rest] = lists;
  if (first === undefined) return null;
  const columns = first.columns.filter((name) => rest.every((list) => list.columns.includes(name)));
  return {
    columns,
    rows: lists.flatMap((list) => inColumns(list, columns)),
    beyond: lists.reduce((sum, { beyond }) => sum + beyond, 0),
  };
}

function inColumns(list: FactList, columns: readonly string[]): FactList['rows'] {
  if (list.columns.length === columns.length && list.columns.every((name, i) => name === columns[i])) return list.rows;
  const places = columns.map((name) => list.columns.indexOf(name));
  return list.rows.map((row) => places.map((place) => row[place] ?? null));
}

/** Facts as documents that can be compared: of each side only the columns that all sides have. */
export function factDocuments(kind: FactKind, sides: readonly (FactList | null)[]): (Document | null)[] {
  const there = sides.filter((side) => side !== null);
  const columns = (there[0]?.columns ?? []).filter((name) => there.every((side) => side.columns.includes(name)));
  const keys = KEYS[kind]
    .filter((key) => key.every((name) => columns.includes(name)))
    .map((key) => key.map((name) => columns.indexOf(name)));
  return sides.map((side) => {
    if (side === null) return null;
    const rows = inColumns(side, columns);
    const document = rowsDocument(
      `facts:${kind}`,
      [{ name: kind, columns, keys, address: [], records: () => rows }],
      [],
      {},
    );
    return { ...document, sections: document.sections.map((section) => ({ ...section, partial: 'row' })) };
  });
}
