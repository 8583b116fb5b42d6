import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** The table of damage in the format's README names files of the corpus: none may be missing there, and none be made up. */

const ROOT = join(import.meta.dirname, '../..');
const CORPUS = join(ROOT, 'corpus/android-backup');
const TABLE = '| corpus case';
const CASES_COLUMN = 2;

function casesOf(folder: string): string[] {
  return readdirSync(join(CORPUS, folder))
    .filter((name) => name.endsWith('.ab'))
    .map((name) => basename(name, '.ab'));
}

function named(): string[] {
  const lines = readFileSync(join(ROOT, 'formats/android-backup/README.md'), 'utf8').split('\n');
  const head = lines.findIndex((line) => line.includes(TABLE));
  const rows = lines.slice(head + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end).flatMap((row) => {
    const names = [...(row.split('|')[CASES_COLUMN] ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
    // `-flushed` after `nothing-eligible` stands for both together; `-8bit-…` for every case that begins so.
    return names.map((name) => (name.startsWith('-') ? `${stem(names[0] ?? '')}${name}` : name));
  });
}

function stem(first: string): string {
  return first.startsWith('password-') ? 'password' : first;
}

describe('the table of damage', () => {
  const all = [...casesOf('broken'), ...casesOf('ok')];
  const rows = named();

  it('names every broken file of the corpus', () => {
    expect(casesOf('broken').filter((name) => !rows.includes(name))).toEqual([]);
  });

  it('names no file that is not there', () => {
    const missing = rows
      .filter((name) => name !== 'mimover')
      .filter((name) => !all.some((one) => (name.endsWith('…') ? one.startsWith(name.slice(0, -1)) : one === name)));
    expect(missing).toEqual([]);
  });
});
