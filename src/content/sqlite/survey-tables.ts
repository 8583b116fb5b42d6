import type { Args } from '../../base/args.ts';
import { sha256 } from '../../bytes/digest.ts';
import type { ContentNotice } from '../reader.ts';
import { MAX_SQL_LENGTH } from './create-text.ts';
import { entryShape } from './entry-shape.ts';
import { numberedShape } from './guessed-shape.ts';
import type { OpenDatabase } from './past/holdings.ts';
import { readSchema } from './schema.ts';
import type { Shape } from './shape.ts';
import { normaliseSql } from './sql-tokens.ts';
import { type Ground, surveyTable, type Table } from './table.ts';
import { openTreePage } from './tree.ts';
import type { SurveyedVirtual } from './virtual-tables.ts';

/** One spelling of a declaration, for telling whether two differ; a text too long to look into by its hash. */
function schemaFact(sql: string): string {
  return sql.length > MAX_SQL_LENGTH ? `sha256:${sha256(sql)}` : normaliseSql(sql);
}

/** Surveys every table of a database. What is odd goes to `notices`, declarations to `facts`. */
export function surveyTables(
  ground: Ground,
  notices: ContentNotice[],
  facts: Record<string, string>,
): Pick<OpenDatabase, 'master' | 'tables' | 'roots'> & { readonly virtual: readonly SurveyedVirtual[] } {
  const note = (detail: string, lost: boolean, args: Args): void => void notices.push({ detail, lost, args });
  const report = (table: Table): void => {
    const { name, lostPages, badRows } = table;
    if (lostPages !== null)
      note('sqlite.page-unreadable', true, { table: name, page: lostPages.first, pages: lostPages.count });
    if (badRows !== null)
      note('sqlite.row-unreadable', true, { table: name, page: badRows.firstPage, rows: badRows.count });
  };
  const schema = readSchema(ground);
  report(schema.master);
  if (schema.leftOut > 0) note('sqlite.tables-left-out', true, { tables: schema.leftOut });
  const survey = (name: string, root: number, shape: Shape | null): Table => {
    // Where no text tells, the root page does.
    const kind = openTreePage(ground.pages, ground.usable, root, 'index') === null ? 'rowid' : 'index';
    const numbered = (fields: number) => numberedShape(fields, kind === 'index');
    const table = surveyTable(name, root, shape ?? kind, ground, numbered);
    report(table);
    return table;
  };
  const tables = schema.tables.map((entry) => {
    const shape = entryShape(entry);
    if (shape === null || shape.guessed) note('sqlite.schema-guessed', false, { table: entry.name });
    const table = survey(entry.name, entry.root, shape);
    if (table.shape.alias !== null && !table.ordered) note('sqlite.rows-out-of-order', false, { table: entry.name });
    facts[`schema:${entry.name}`] = schemaFact(entry.declaration);
    return table;
  });
  const virtual = schema.virtual.map((entry) => {
    facts[`schema:${entry.name}`] = schemaFact(entry.sql);
    const parts = new Map<string, Table>();
    for (const [suffix, { root, sql }] of entry.parts) {
      const shape = entryShape({ sql, uniqueIndexes: [], rename: null });
      parts.set(suffix, survey(`${entry.name}_${suffix}`, root, shape));
    }
    return { entry, parts };
  });
  for (const { kind, name, sql } of schema.others) facts[`schema.${kind}:${name}`] = schemaFact(sql);
  return { master: schema.master, tables, virtual, roots: schema.roots };
}
