import { MAX_SIGHTINGS, type Sightings } from '../sightings.ts';
import type { Field } from './field.ts';
import type { CatalogueRow } from './row.ts';

/** Values of one column that are under a key which is not here: they are told together, as one store. */
export interface SealedValues {
  add(field: Field): void;
  tell(): void;
}

/** `rows`: those that know the store. Nothing says which key it was: a system's, or that of another tool. */
export function sealedValues(rows: readonly CatalogueRow[], out: Sightings): SealedValues {
  const columns = new Map<string, string[]>();
  return {
    add({ where, value }) {
      const column = (where ?? '').split('[', 1)[0] ?? '';
      const values = columns.get(column) ?? [];
      columns.set(column, values);
      if (values.length < MAX_SIGHTINGS)
        values.push(typeof value === 'string' ? value : Buffer.from(value).toString('base64'));
    },
    tell() {
      const row = rows.at(-1) ?? null;
      for (const [where, values] of columns) {
        out.add({
          where,
          service: row?.service ?? null,
          shape: 'sealed-store',
          value: values.sort().join('\n'),
          portability: 'unknown',
          certainty: 'observed',
          expires: null,
          session: false,
          row: row?.id ?? null,
        });
      }
    },
  };
}
