import { MAX_SIGHTINGS, type Sightings } from '../sightings.ts';
import type { Field } from './field.ts';
import { digestOf, spelled } from './long-value.ts';
import type { CatalogueRow } from './row.ts';

/** Values of one column that are under a key which is not here: they are told together, as one store. */
export interface SealedValues {
  add(field: Field): void;
  tell(): void;
}

interface Column {
  readonly values: string[];
  /** Of values beyond those that are kept: the sum of their SHA-256, so that their order does not count. */
  rest: bigint;
  more: number;
}

/** `rows`: those that know the store. Nothing says which key it was: a system's, or that of another tool. */
export function sealedValues(rows: readonly CatalogueRow[], out: Sightings): SealedValues {
  const columns = new Map<string, Column>();
  return {
    add({ where, value }) {
      const name = (where ?? '').split('[', 1)[0] ?? '';
      const column = columns.get(name) ?? { values: [], rest: 0n, more: 0 };
      columns.set(name, column);
      if (column.values.length < MAX_SIGHTINGS) {
        column.values.push(spelled(value));
        return;
      }
      column.more += 1;
      column.rest += BigInt(`0x${digestOf(value).toString('hex')}`);
    },
    tell() {
      const row = rows.at(-1) ?? null;
      for (const [where, { values, rest, more }] of columns) {
        const beyond = more === 0 ? [] : [`${more} more, sha256:${rest.toString(16)}`];
        out.add({
          where,
          service: row?.service ?? null,
          shape: 'sealed-store',
          value: [...values.sort(), ...beyond].join('\n'),
          portability: 'unknown',
          certainty: 'observed',
          expires: null,
          session: false,
          row: row?.id ?? null,
          lines: true,
        });
      }
    },
  };
}
