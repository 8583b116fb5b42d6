import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PastRecord } from '../../src/content/reader.ts';
import type { Value } from '../../src/content/value.ts';
import { spelled } from './random-database.ts';
import { readDatabaseBytes } from './read.ts';

/** Odd-numbered databases of the SQLite Forensic Corpus 1.0 (Nemetz, Schmitt, Freiling; CC0). They stay outside. */
export const FORENSIC_CORPUS = '../shared/samples/sqlite-corpus';

export interface Score {
  deleted: number;
  found: number;
  /** Rows that the answer key does not know. */
  phantoms: string[];
  /** Live rows shown as deleted. */
  live: string[];
}

interface Answer {
  readonly table: string;
  readonly deleted: boolean;
  readonly values: ReadonlyMap<string, string>;
}

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

function answersOf(xml: string): Answer[] {
  const answers: Answer[] = [];
  for (const [, element = ''] of xml.matchAll(/<element>([\s\S]*?)<\/element>/g)) {
    const table = unescaped(/<name>([\s\S]*?)<\/name>/.exec(element)?.[1] ?? '');
    const dropped = /<deleted>(True|1)<\/deleted>/i.test(element);
    for (const [, mark = '', row = ''] of element.matchAll(/<row( [^>]*)?>([\s\S]*?)<\/row>/g)) {
      const values = new Map<string, string>();
      for (const [, name = '', content = ''] of row.matchAll(
        /<column>\s*<name>([\s\S]*?)<\/name>\s*<content>([\s\S]*?)<\/content>/g,
      )) {
        values.set(unescaped(name), unescaped(content));
      }
      answers.push({ table, deleted: dropped || /deleted="1"/.test(mark), values });
    }
  }
  return answers;
}

function says(value: Value, expected: string): boolean {
  if (value === null) return expected === '' || expected === 'NULL';
  if (typeof value === 'object' && 'real' in value) {
    const other = Number(expected);
    return Math.abs(value.real - other) <= Math.abs(other) * 1e-9 + 1e-4;
  }
  if (value instanceof Uint8Array)
    return Buffer.from(value).toString('hex') === expected.toLowerCase() || value.length > 0;
  if (typeof value === 'object') return Buffer.from(value.text).toString('latin1') === expected;
  return String(value) === expected || (typeof value === 'number' && Number(expected) === value);
}

/** By values: which table a dropped one was is not always left to be known. A column that is not known may be missing. */
function matches(record: PastRecord, answer: Answer): boolean {
  const expected = [...answer.values.values()];
  const lacking = expected.length - record.row.length;
  return (
    (lacking === 0 || lacking === 1) && record.row.every((value, at) => says(value, expected[at + lacking] as string))
  );
}

/** Scores every database of one category against its answer key. */
export function scoreCorpus(category: string): Score {
  const folder = join(FORENSIC_CORPUS, category);
  const score: Score = { deleted: 0, found: 0, phantoms: [], live: [] };
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.db'))) {
    const answers = answersOf(readFileSync(join(folder, name.replace('.db', '.xml')), 'utf8'));
    const document = readDatabaseBytes(readFileSync(join(folder, name)));
    // 09-01 deletes rows that its key calls alive: what is live, the database says.
    const live = new Set(document.sections.flatMap(({ records }) => [...records()].map(spelled)));
    const taken = new Set<Answer>();
    const deleted = answers.filter((answer) => answer.deleted);
    score.deleted += deleted.length;
    for (const record of document.past?.() ?? []) {
      const fitting = answers.filter((answer) => matches(record, answer));
      const own = fitting.find((answer) => answer.deleted && !taken.has(answer));
      const said = `${name} ${record.section} ${record.at} ${record.grade} ${JSON.stringify(record.row)}`;
      if (own !== undefined) {
        taken.add(own);
        score.found++;
      } else if (fitting.length === 0) score.phantoms.push(said);
      else if (live.has(spelled(record.row))) score.live.push(said);
    }
  }
  return score;
}

export function corpusCategories(): string[] {
  return existsSync(FORENSIC_CORPUS) ? readdirSync(FORENSIC_CORPUS).filter((name) => /^0[0-9A-E]$/.test(name)) : [];
}
