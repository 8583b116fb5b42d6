import type { Value } from '../../src/content/value.ts';
import { randomDatabase, spelled } from './random-database.ts';
import { readDatabaseBytes } from './read.ts';

/** What was found in databases made by chance, pooled. */
export interface RandomScore {
  deleted: number;
  /** Of those deleted, whose body is still in the file in one piece, whatever became of its header. */
  left: number;
  found: number;
  foundOfLeft: number;
  /** Of those found, with every column. */
  whole: number;
  shown: number;
  right: number;
  /** Live rows shown as deleted. */
  live: number;
  readonly byGrade: Record<'intact' | 'header-lost', { shown: number; right: number }>;
  readonly wrong: string[];
}

/** A shorter body stands in a file by chance. */
const LEAST_BODY_BYTES = 6;

const WIDTHS = [1, 2, 3, 4, 6, 8];

function wholeNumber(value: bigint): Buffer {
  if (value === 0n || value === 1n) return Buffer.alloc(0);
  const width = WIDTHS.find((bytes) => BigInt.asIntN(8 * bytes, value) === value) ?? 8;
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(value);
  return bytes.subarray(8 - width);
}

/** The body of a record as SQLite stores it (fileformat2.html, 2.1); the column that stands for the rowid takes no byte. */
function bodyOf(row: readonly Value[], alias: number, utf16: boolean): Buffer {
  const parts = row.map((value, at) => {
    if (value === null || typeof value === 'boolean' || at === alias) return Buffer.alloc(0);
    if (typeof value === 'string') return Buffer.from(value, utf16 ? 'utf16le' : 'utf8');
    if (typeof value === 'number' || typeof value === 'bigint') return wholeNumber(BigInt(value));
    if (value instanceof Uint8Array) return Buffer.from(value);
    if ('text' in value) return Buffer.from(value.text);
    // A real without a fraction is stored as the number that it is.
    if (Number.isInteger(value.real) && Math.abs(value.real) < 2 ** 47) return wholeNumber(BigInt(value.real));
    const real = Buffer.alloc(8);
    real.writeDoubleBE(value.real);
    return real;
  });
  return Buffer.concat(parts);
}

/** `recall` is found / deleted, `precision` right / shown: a row counts only if every column that is shown is right. */
export function scoreRandom(first: number, databases: number): RandomScore {
  const score: RandomScore = {
    deleted: 0,
    left: 0,
    found: 0,
    foundOfLeft: 0,
    whole: 0,
    shown: 0,
    right: 0,
    live: 0,
    byGrade: { intact: { shown: 0, right: 0 }, 'header-lost': { shown: 0, right: 0 } },
    wrong: [],
  };
  for (let seed = first; seed < first + databases; seed++) {
    const made = randomDatabase(seed);
    const document = readDatabaseBytes(made.bytes);
    const answers = new Map(made.tables.map((table) => [table.name, table]));
    const utf16 = made.bytes.readUInt32BE(56) === 2;
    const left = new Set<string>();
    for (const { name, columns, alias, deleted } of made.tables) {
      score.deleted += deleted.length;
      for (const row of deleted) {
        const body = bodyOf(row, columns.indexOf(alias ?? ''), utf16);
        if (body.length >= LEAST_BODY_BYTES && made.bytes.includes(body)) left.add(`${seed} ${name} ${spelled(row)}`);
      }
    }
    score.left += left.size;
    const taken = new Set<string>();
    for (const record of document.past?.() ?? []) {
      const grade = score.byGrade[record.grade];
      score.shown++;
      grade.shown++;
      const table = answers.get(record.section);
      const places = record.columns.map((name) => table?.columns.indexOf(name) ?? -1);
      const text = spelled(record.row);
      const fitting = (rows: readonly (readonly Value[])[]) =>
        rows.filter((row) => spelled(places.map((place) => row[place] ?? null)) === text);
      const right = fitting(table?.deleted ?? []);
      if (right.length === 0) {
        if (fitting(table?.ever ?? []).length > 0) score.live++;
        score.wrong.push(`seed ${seed} ${record.section} ${record.at} ${record.grade} ${text.slice(0, 160)}`);
        continue;
      }
      score.right++;
      grade.right++;
      const ids = right.map((row) => `${seed} ${record.section} ${spelled(row)}`);
      const free = ids.find((id) => !taken.has(id));
      if (free !== undefined) {
        score.found++;
        if (left.has(free)) score.foundOfLeft++;
        if (places.length === table?.columns.length) score.whole++;
        taken.add(free);
      }
    }
  }
  return score;
}
