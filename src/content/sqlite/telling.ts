import { valueTells } from '../value.ts';
import type { Encoding } from './header.ts';
import { readValue } from './record.ts';
import type { Shape } from './shape.ts';
import type { TextDecoder } from './text.ts';

/** What a place in a record means to the survey. */
export const IN_KEY = 1;
/** A key column that NULL would disqualify. */
export const WATCHED = 2;

/** Ways to see from a record's header whether it tells, so that its values need not be decoded (value.ts, valueTells). */
export interface Telling {
  /** IN_KEY and WATCHED by place in the record. */
  readonly places: Uint8Array;
  /** For a record of n fields: whether a default beyond them tells. */
  readonly defaultTells: readonly boolean[];
  /** For a record of n fields: whether a watched column beyond them is NULL. */
  readonly defaultNull: readonly boolean[];
  /** Shortest text, in stored bytes, that tells for sure, and longest that surely does not. */
  readonly surely: number;
  readonly surelyNot: number;
  /** Looks at the value itself. */
  byValue(bytes: Buffer, at: number, serial: number): boolean;
}

const LOWEST_WORD = -(2 ** 31);

/** An integer of 4, 6 or 8 bytes tells unless it lies between -2^31 and 2^31, both excluded: no bigint is made for it. */
function integerTells(bytes: Buffer, at: number, serial: number): boolean {
  const low = bytes.readInt32BE(serial === 4 ? at : serial === 5 ? at + 2 : at + 4);
  const high = serial === 4 ? low >> 31 : serial === 5 ? bytes.readInt16BE(at) : bytes.readInt32BE(at);
  return high !== low >> 31 || low === LOWEST_WORD;
}

/** The columns of the first key do not count. */
export function tellingOf(shape: Shape, encoding: Encoding, text: TextDecoder): Telling {
  const first = shape.keys[0];
  const inKey = new Set(first?.columns ?? []);
  const places = new Uint8Array(shape.slots.length);
  const defaultTells: boolean[] = [false];
  const defaultNull: boolean[] = [false];
  shape.slots.forEach((column, place) => {
    if (inKey.has(column)) places[place] = first?.mayBeNull ? IN_KEY | WATCHED : IN_KEY;
  });
  let [tells, isNull] = [false, false];
  for (let place = shape.slots.length - 1; place >= 0; place--) {
    const missing = shape.columns[shape.slots[place] as number]?.missing ?? null;
    const mark = places[place] as number;
    tells ||= (mark & IN_KEY) === 0 && valueTells(missing);
    isNull ||= (mark & WATCHED) !== 0 && missing === null;
    defaultTells[place] = tells;
    defaultNull[place] = isNull;
  }
  defaultTells[shape.slots.length] = false;
  defaultNull[shape.slots.length] = false;
  return {
    places,
    defaultTells,
    defaultNull,
    // UTF-8 text of 8 bytes tells. In UTF-16 eight units do, two units never; between them the characters decide.
    surely: encoding === 'utf8' ? 8 : 16,
    surelyNot: encoding === 'utf8' ? 7 : 5,
    byValue: (bytes, at, serial) =>
      serial >= 4 && serial <= 6
        ? integerTells(bytes, at, serial)
        : valueTells(readValue(bytes, at, serial, false, text)),
  };
}
