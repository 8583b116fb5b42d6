import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Row, sameValue, type Value, valueTells } from '../../src/content/value.ts';
import { changesOf } from '../../src/diff/changes.ts';
import { logicalDigest } from '../../src/diff/logical-digest.ts';
import { compareDocuments } from '../../src/diff/records.ts';
import { documentOf, type TableSpec } from '../support/documents.ts';

const value: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -3, max: 3 }),
  fc.maxSafeInteger(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }),
  fc.double({ noNaN: true }).map((real) => ({ real })),
  fc.constantFrom('', 'a', 'b', 'long enough', 'also long enough', '\0'),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.uint8Array({ maxLength: 20 }),
  fc.uint8Array({ maxLength: 4 }).map((text) => ({ text })),
);

const columns = ['id', 'a', 'b'];
const bagRows = fc.array(fc.tuple(value, value, value), { maxLength: 12 });
const keyedRows = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 20 }), value, value), {
  maxLength: 15,
  selector: ([id]) => id,
});

type Shape = Omit<TableSpec, 'rows'>;
const SHAPES: Readonly<Record<string, Shape>> = {
  multiset: { columns },
  keyed: { columns, keys: [[0]] },
  ordered: { columns, keys: [[0]], ordered: true },
  whole: { columns, keys: [[0]], partial: 'whole' },
};

function rowsFor(shape: string, rows: readonly Row[]): readonly Row[] {
  return shape === 'ordered' ? rows.toSorted((x, y) => (x[0] as number) - (y[0] as number)) : rows;
}

function table(shape: string, rows: readonly Row[]) {
  return documentOf({ t: { ...(SHAPES[shape] as Shape), rows: rowsFor(shape, rows) } });
}

function anyRows(shape: string): fc.Arbitrary<readonly Row[]> {
  return shape === 'multiset' ? bagRows : keyedRows;
}

function sameRow(a: Row, b: Row): boolean {
  return a.every((one, i) => sameValue(one, b[i] as Value));
}

/** Counts by trying every pair: slow, and too simple to be wrong. */
function oracle(shape: string, source: readonly Row[], target: readonly Row[]) {
  const left = [...target];
  const counts = { same: 0, changed: 0, sourceOnly: 0, targetOnly: 0, telling: 0 };
  const keyed = shape !== 'multiset';
  for (const row of source) {
    const beyond = keyed ? row.slice(1) : row;
    const at = left.findIndex((other) => (keyed ? sameValue(row[0] as Value, other[0] as Value) : sameRow(row, other)));
    const other = left[at];
    if (other === undefined) counts.sourceOnly += 1;
    else if (sameRow(row, other)) {
      left.splice(at, 1);
      counts.same += 1;
      if (beyond.some(valueTells)) counts.telling += 1;
    } else if (shape !== 'whole' && beyond.some((one, i) => valueTells(one) && sameValue(one, other[i + 1] as Value))) {
      left.splice(at, 1);
      counts.changed += 1;
      counts.telling += 1;
    } else counts.sourceOnly += 1;
  }
  return { ...counts, targetOnly: left.length };
}

for (const shape of Object.keys(SHAPES)) {
  const rows = anyRows(shape);

  test(`${shape}: counts as by trying every pair`, () => {
    fc.assert(
      fc.property(rows, rows, (source, target) => {
        const { counts } = compareDocuments(table(shape, source), table(shape, target));
        expect(counts).toEqual(oracle(shape, source, target));
      }),
      { numRuns: 400 },
    );
  });

  test(`${shape}: edits of a document are counted right`, () => {
    const edits = fc.array(fc.record({ at: fc.nat(), column: fc.integer({ min: 1, max: 2 }), value }), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(rows, edits, fc.nat(3), (source, changes, dropped) => {
        const target = source.map((row) => [...row]);
        for (const { at, column, value } of changes) {
          const row = target[at % Math.max(1, target.length)];
          if (row !== undefined) row[column] = value;
        }
        target.splice(0, dropped);
        const { counts } = compareDocuments(table(shape, source), table(shape, target));
        expect(counts).toEqual(oracle(shape, source, target));
      }),
      { numRuns: 300 },
    );
  });

  test(`${shape}: swapping the sides mirrors the counts`, () => {
    fc.assert(
      fc.property(rows, rows, (source, target) => {
        const there = compareDocuments(table(shape, source), table(shape, target)).counts;
        const back = compareDocuments(table(shape, target), table(shape, source)).counts;
        expect(back).toEqual({ ...there, sourceOnly: there.targetOnly, targetOnly: there.sourceOnly });
      }),
      { numRuns: 200 },
    );
  });

  test(`${shape}: against itself, in any order, there is no change`, () => {
    fc.assert(
      fc.property(
        rows.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray([...list], { minLength: list.length }))),
        ([list, shuffled]) => {
          const [a, b] = [table(shape, list), table(shape, shuffled)];
          expect(compareDocuments(a, b)).toMatchObject({ likeness: 'content', counts: { same: list.length } });
          expect([...changesOf(a, b)]).toEqual([]);
          expect(logicalDigest(a)).toBe(logicalDigest(b));
        },
      ),
      { numRuns: 200 },
    );
  });

  test(`${shape}: changes account for every record that is not the same`, () => {
    fc.assert(
      fc.property(rows, rows, (source, target) => {
        const { counts } = compareDocuments(table(shape, source), table(shape, target));
        let [onSource, onTarget] = [0, 0];
        for (const { kind } of changesOf(table(shape, source), table(shape, target))) {
          if (kind !== 'target-only') onSource += 1;
          if (kind !== 'source-only') onTarget += 1;
        }
        expect([onSource, onTarget]).toEqual([counts.sourceOnly + counts.changed, counts.targetOnly + counts.changed]);
      }),
      { numRuns: 200 },
    );
  });
}

test('equal records have equal digests, different ones do not', () => {
  fc.assert(
    fc.property(fc.tuple(value, value), fc.tuple(value, value), (a, b) => {
      const one = (row: Row) => documentOf({ t: { columns: ['x', 'y'], rows: [row] } });
      expect(logicalDigest(one(a)) === logicalDigest(one(b))).toBe(sameRow(a, b));
    }),
    { numRuns: 2000 },
  );
});
