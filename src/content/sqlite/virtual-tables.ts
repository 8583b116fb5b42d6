import { createHash } from 'node:crypto';
import type { ContentNotice, Section } from '../reader.ts';
import type { Value } from '../value.ts';
import { boxesOf } from './rtree.ts';
import type { VirtualEntry } from './schema.ts';
import type { Ground, Table } from './table.ts';

const POLL_ROWS = 1 << 12;

/** A virtual table with the tables that it keeps its data in, surveyed, by what follows its name. */
export interface SurveyedVirtual {
  readonly entry: VirtualEntry;
  readonly parts: ReadonlyMap<string, Table>;
}

export interface ReadVirtual {
  readonly sections: readonly Section[];
  readonly notices: readonly ContentNotice[];
  /** Hash of what was not read, row by row; absent where all was. */
  readonly unread?: () => string;
}

/**
 * Reads the virtual tables whose rows are not those of an ordinary table. An R-tree's can be put together. Of a
 * full-text table without content there is only the index: which words, not which text, and merged at any time.
 */
export function readVirtual(tables: readonly SurveyedVirtual[], { poll }: Ground): ReadVirtual {
  const sections: Section[] = [];
  const notices: ContentNotice[] = [];
  const unread: SurveyedVirtual[] = [];
  for (const table of tables) {
    const { entry, parts } = table;
    const [rowid, node] = [parts.get('rowid'), parts.get('node')];
    const boxes = rowid === undefined || node === undefined ? null : boxesOf(entry, rowid, node, poll);
    if (boxes !== null) {
      sections.push(boxes.section);
      if (boxes.notice !== null) notices.push(boxes.notice);
      continue;
    }
    unread.push(table);
    const detail = entry.module.startsWith('fts') ? 'sqlite.index-only' : 'sqlite.boxes-not-read';
    notices.push({ detail, code: 'unsupported', lost: true, args: { table: entry.name } });
  }
  return { sections, notices, ...(unread.length === 0 ? {} : { unread: () => hashOf(unread, poll) }) };
}

/**
 * Deleted rows are looked for in tables: those of an R-tree lie in two that only together are rows, and of an index
 * without content there are none. At most one notice.
 */
export function pastOfVirtual(tables: readonly SurveyedVirtual[]): readonly ContentNotice[] {
  const [first] = tables;
  if (first === undefined) return [];
  const args = { table: first.entry.name, tables: tables.length };
  return [{ detail: 'sqlite.past-not-looked-for', code: 'unsupported', lost: false, args }];
}

function hashOf(tables: readonly SurveyedVirtual[], poll: () => void): string {
  const hash = createHash('sha256');
  const put = (value: Value): void => {
    const isBytes = value instanceof Uint8Array;
    // What a value is and how long it is comes first, so that no two lists of rows read the same.
    const text = isBytes ? '' : JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? `${each}n` : each));
    hash.update(isBytes ? `b${value.length}:` : `v${text.length}:${text}`);
    if (isBytes) hash.update(value);
  };
  let done = 0;
  for (const { entry, parts } of [...tables].sort((a, b) => (a.entry.name < b.entry.name ? -1 : 1))) {
    put(entry.name);
    put(entry.sql);
    for (const [suffix, table] of [...parts].sort(([a], [b]) => (a < b ? -1 : 1))) {
      put(suffix);
      for (const row of table.everyRecord()) {
        if (done++ % POLL_ROWS === 0) poll();
        put(row.length);
        for (const value of row) put(value);
      }
    }
  }
  return hash.digest('hex');
}
