import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Row, Value } from '../../src/content/value.ts';
import { filesAt, inTemporary, oracleRows, readFiles, rowsOf } from '../support/sqlite-oracle.ts';

const SAMPLES = join(import.meta.dirname, '../../../shared/samples');
const CORPUS = join(SAMPLES, 'sqlite-corpus');
const LOGS = join(SAMPLES, 'sqlite-wal');

/** Copies a database with its log to a folder of ours, as SQLite would write next to it, and asks SQLite. */
function expectAsSqlite(folder: string, name: string): string[] {
  return inTemporary((own) => {
    for (const file of readdirSync(folder))
      if (file.startsWith(name)) copyFileSync(join(folder, file), join(own, file));
    const path = join(own, name);
    const document = readFiles(filesAt(path));
    expect(document.notices.filter(({ code }) => code !== 'only-in-log')).toEqual([]);
    const database = new Database(path);
    for (const section of document.sections) {
      const rows = [...rowsOf(document, section.name)].sort();
      expect(rows, section.name).toEqual(oracleRows(database, section.name, section.columns).sort());
      expect(section.counts().records).toBe(rows.length);
    }
    database.close();
    return document.sections.map((section) => section.name);
  });
}

interface Key {
  readonly table: string;
  readonly live: readonly string[];
}

const unescapeXml = (text: string): string =>
  text
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');

/** Numbers as the answer key may spell them; NULL is not told from empty there. */
const plain = (text: string): string =>
  text.trim() !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text;

function spellPlain(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'object' && 'real' in value) return plain(String(value.real));
  return value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : plain(String(value));
}

/** Live rows of live tables, by the corpus' own answer key. */
function answerKey(xml: string): Key[] {
  const keys: Key[] = [];
  for (const [, element = ''] of xml.matchAll(/<element>([\s\S]*?)<\/element>/g)) {
    const field = (name: string): string =>
      unescapeXml(new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(element)?.[1] ?? '');
    if (field('type') !== 'table' || field('deleted') !== 'False') continue;
    const rows = [...element.matchAll(/<row(\s[^>]*)?>([\s\S]*?)<\/row>/g)].filter(
      ([, marks = '']) => !/deleted="1"/.test(marks),
    );
    const live = rows.map(([, , row = '']) =>
      [...row.matchAll(/<content(?:\/>|\s*>([\s\S]*?)<\/content>)/g)]
        .map(([, text = '']) => plain(unescapeXml(text)))
        .join('|'),
    );
    keys.push({ table: field('name'), live });
  }
  return keys;
}

/** The script beside 09-01 ends by deleting these ids; its answer key forgot to mark them. */
const UNMARKED = { name: '09/09-01.db', above: 21406, below: 22555 };

function isUnmarked(name: string, row: string): boolean {
  const id = Number(row.split('|')[0]);
  return name === UNMARKED.name && id > UNMARKED.above && id < UNMARKED.below;
}

/** A spatial index keeps a coordinate as a float of 32 bits, and the key has what was put in: both to two places. */
const places = (real: number): string => String(Number(real.toFixed(2)));
const roundedText = (text: string): string => (text.includes('.') ? places(Number(text)) : text);
const rounded = (value: Value): Value =>
  typeof value === 'object' && value !== null && 'real' in value ? places(value.real) : value;

describe.skipIf(!existsSync(CORPUS))('the SQLite Forensic Corpus', () => {
  const names = existsSync(CORPUS)
    ? readdirSync(CORPUS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.db'))
    : [];
  let checked = 0;
  for (const name of names.sort()) {
    it(`reads ${name} as SQLite does, and as its answer key says`, () => {
      const path = join(CORPUS, name);
      const sections = expectAsSqlite(join(path, '..'), name.split('/')[1] as string);
      const document = readFiles(filesAt(path));
      for (const { table, live } of answerKey(readFileSync(path.replace(/db$/, 'xml'), 'utf8'))) {
        const section = document.sections.find((candidate) => candidate.name === table);
        // Some keys name tables that live in memory only.
        if (section === undefined) continue;
        const expected = live.filter((row) => !isUnmarked(name, row));
        expect(section.counts().records, table).toBe(expected.length);
        // The key leaves out the number that a full-text table gives each row.
        const hidden = section.columns[0] === 'docid' ? 1 : 0;
        const spatial = String(document.facts[`schema:${table}`]).includes('using rtree');
        const shown = (row: Row): Row => (spatial ? row.map(rounded) : row.slice(hidden));
        const rows = [...section.records()].map((row) => shown(row).map(spellPlain).join('|'));
        const asKept = spatial ? expected.map((row) => row.split('|').map(roundedText).join('|')) : expected;
        expect(rows.sort(), table).toEqual(asKept.sort());
        checked += expected.length;
      }
      expect(sections.length).toBe(document.sections.length);
    });
  }

  it('was really compared', () => expect(checked).toBeGreaterThan(300));
});

describe.skipIf(!existsSync(LOGS))('databases with an unmerged log', () => {
  for (const name of ['chinook.sqlite', 'version_history_test.sqlite']) {
    it(`reads ${name} as SQLite does`, () => {
      expect(expectAsSqlite(LOGS, name).length).toBeGreaterThan(0);
      expect(readFiles(filesAt(join(LOGS, name))).facts['walFramesApplied']).toBeGreaterThan(0);
    });
  }
});
