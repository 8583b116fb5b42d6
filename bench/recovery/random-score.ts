import type { Value } from '../../src/content/value.ts';
import { randomDatabase, spelled } from './random-database.ts';
import { readDatabaseBytes } from './read.ts';

/** What was found in databases made by chance, pooled. */
export interface RandomScore {
  deleted: number;
  found: number;
  /** Of those found, with every column. */
  whole: number;
  shown: number;
  right: number;
  /** Live rows shown as deleted. */
  live: number;
  readonly byGrade: Record<'intact' | 'header-lost', { shown: number; right: number }>;
  readonly wrong: string[];
}

/** `recall` is found / deleted, `precision` right / shown: a row counts only if every column that is shown is right. */
export function scoreRandom(first: number, databases: number): RandomScore {
  const score: RandomScore = {
    deleted: 0,
    found: 0,
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
    for (const table of made.tables) score.deleted += table.deleted.length;
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
        if (places.length === table?.columns.length) score.whole++;
        taken.add(free);
      }
    }
  }
  return score;
}
