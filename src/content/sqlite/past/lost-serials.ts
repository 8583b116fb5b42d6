import type { Affinity } from '../affinity.ts';
import { serialLength } from '../record.ts';
import type { PastTable } from './past-table.ts';
import { bitOf, LONG_BITS } from './serial-class.ts';

/** A serial type of one byte, at the most. */
export const MOST_SHORT_SERIAL = 127;
/** Types of one field that are tried where two fields are lost (WITHOUT ROWID). */
const MOST_PAIRED_TYPES = 12;
const SHORT_SERIALS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].concat(
  Array.from({ length: MOST_SHORT_SERIAL - 11 }, (_, at) => 12 + at),
);

/** How much less likely a class is than the usual one, in bytes of coverage. */
const STRANGE_COST = 5;
/** What the known rows of a table weigh against an even chance, and the most that it costs to be unlike them. */
const EVEN_WEIGHT = 0.5;
const MOST_COST = 9;

/** Serial types of the first fields of a record, and how likely they are: 0 the likeliest, negative the others. */
export interface LostSerials {
  readonly types: readonly number[];
  readonly worth: number;
}

const STRANGE: Readonly<Record<Affinity, (serial: number) => boolean>> = {
  integer: (serial) => serial === 7 || serial >= 12,
  real: (serial) => serial >= 12,
  numeric: (serial) => serial >= 12,
  text: (serial) => serial !== 0 && (serial < 12 || serial % 2 === 0),
  blob: () => false,
};

/** By the table's known rows, numbers and NULL each for itself, text and blobs together. */
function worthOf(table: PastTable, place: number, serial: number): number {
  const { usual } = table;
  const counts = usual[place];
  const column = table.shape.columns[table.shape.slots[place] as number];
  const strange = column !== undefined && STRANGE[column.affinity](serial) ? -STRANGE_COST : 0;
  if (counts === undefined || counts.total === 0) return strange;
  const count =
    serial >= 12 ? (counts.classes.get(serial % 2 === 0 ? 12 : 13) ?? 0) : (counts.classes.get(serial) ?? 0);
  const most = Math.max(...counts.classes.values());
  return Math.max(-MOST_COST, Math.log((count + EVEN_WEIGHT) / (most + EVEN_WEIGHT)));
}

const enumerated = new WeakMap<PastTable, Map<number, readonly LostSerials[]>>();

/** To be called when more is known of what is usual. */
export function forgetLikelihoods(table: PastTable): void {
  enumerated.delete(table);
}

/** Every combination that `lost` fields may have had, in types of one byte. */
export function lostSerials(table: PastTable, lost: number): readonly LostSerials[] {
  const own = enumerated.get(table) ?? new Map<number, readonly LostSerials[]>();
  enumerated.set(table, own);
  const known = own.get(lost);
  if (known !== undefined) return known;
  let rows: LostSerials[] = [{ types: [], worth: 0 }];
  for (let place = 0; place < lost; place++) {
    let choices = SHORT_SERIALS.filter((serial) => (bitOf(serial) & (table.legal[place] as number)) !== 0).map(
      (serial) => ({ serial, worth: worthOf(table, place, serial) }),
    );
    if (lost > 1) choices = choices.sort((a, b) => b.worth - a.worth).slice(0, MOST_PAIRED_TYPES);
    rows = rows.flatMap(({ types, worth }) =>
      choices.map((choice) => ({ types: [...types, choice.serial], worth: worth + choice.worth })),
    );
  }
  own.set(lost, rows);
  return rows;
}

/** Types of two bytes whose second is `low`, of what fits into `room` bytes. */
export function longSerials(table: PastTable, low: number, room: number): LostSerials[] {
  const choices: LostSerials[] = [];
  for (let high = 1; high < 128; high++) {
    const serial = high * 128 + low;
    if (serialLength(serial) > room) break;
    if ((bitOf(serial) & LONG_BITS & (table.legal[0] as number)) !== 0) {
      choices.push({ types: [serial], worth: worthOf(table, 0, serial) });
    }
  }
  return choices;
}

/** Costs that are told apart: beyond, a type is held to be the right one. */
const CLEAR_LEAD = 4;

/**
 * Which of the first fields, whose serial types were lost, another choice of types would have filled as well with other
 * values. Of no bytes: NULL, 0 and 1; of eight: an integer and a real; of two fields: wherever their border may lie.
 */
export function ambiguousPlaces(table: PastTable, types: readonly number[]): readonly number[] {
  const lost = types.length;
  if (lost === 1) return isAmbiguous(table, 0, types[0] as number) ? [0] : [];
  const total = (all: readonly number[]): number => all.reduce((sum, serial) => sum + serialLength(serial), 0);
  const size = total(types);
  const own = types.reduce((sum, serial, place) => sum + worthOf(table, place, serial), 0);
  const others = lostSerials(table, lost).filter(
    (other) => other.worth > own - CLEAR_LEAD && total(other.types) === size,
  );
  // Not all types of text and blob were tried: where one ends and the next begins is never known.
  const lengths = types.filter((serial) => serial >= 12).length;
  return types
    .map((_, place) => place)
    .filter(
      (place) =>
        (lengths > 1 && (types[place] as number) >= 12) || others.some((other) => other.types[place] !== types[place]),
    );
}

function isAmbiguous(table: PastTable, place: number, serial: number): boolean {
  const legal = table.legal[place] as number;
  const own = worthOf(table, place, serial);
  const size = serialLength(serial);
  if (serial >= 12) return false;
  return SHORT_SERIALS.some(
    (other) =>
      other !== serial &&
      other < 12 &&
      serialLength(other) === size &&
      (bitOf(other) & legal) !== 0 &&
      worthOf(table, place, other) > own - CLEAR_LEAD,
  );
}
