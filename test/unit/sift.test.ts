import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileState } from '../../src/bytes/file-source.ts';
import type { Job, JobSide, Stores } from '../../src/engine/job.ts';
import { runJob } from '../../src/engine/run-job.ts';
import { sift } from '../../src/engine/sift.ts';
import { roomForSifting, type SiftedSide, sidesToSift } from '../../src/engine/sift-request.ts';
import { EVIDENCE_AT, type StoreView } from '../../src/vfs/content-store.ts';

/** A value of a shape that no table or column name promises: the page that holds it has to be found by its bytes. */
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U';
const OTHER = TOKEN.replace('dozjgNryP4', 'dozjgNryQ5');
const LARGE_BYTES = 66 << 20;

let folder = '';
const handles: number[] = [];

function write(name: string, token: string, body: string): { side: JobSide; view: StoreView } {
  const path = join(folder, name);
  const db = new Database(path);
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.exec('CREATE TABLE note (_id INTEGER PRIMARY KEY, text TEXT)');
  const insert = db.prepare('INSERT INTO note VALUES (?, ?)');
  for (let id = 1; id <= 3000; id += 1) insert.run(id, `note ${id} ${id === 1500 ? body : 'as it was on the source'}`);
  insert.run(3001, token);
  db.close();
  const handle = openSync(path, 'r');
  handles.push(handle);
  const state = fileState(handle);
  return {
    side: { parts: [{ role: 'main', offset: EVIDENCE_AT, length: state.size }], bytes: state.size, sha256: null },
    view: { segments: [], memoryBytes: 0, handle: null, unwritten: null, evidence: { handle, state }, other: null },
  };
}

let job: Job;
let stores: Stores;

const sidesOf = ({ source, target }: Job): SiftedSide[] =>
  (
    [
      ['source', source],
      ['target', target],
    ] as const
  ).flatMap(([side, one]) => (one?.parts ?? []).map(({ offset, length }) => ({ side, offset, length })));

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'carryover-test-'));
  const source = write('source.db', TOKEN, 'as it was on the source');
  const target = write('target.db', TOKEN, `changed, and ${OTHER} pasted into it`);
  stores = { source: source.view, target: target.view };
  job = {
    name: 'notes.db',
    package: 'com.example.notes',
    domain: 'database',
    path: 'notes.db',
    source: source.side,
    bundle: null,
    target: target.side,
    equal: { sourceTarget: false, sourceBundle: false, bundleTarget: false },
    scan: true,
    changes: 10,
    digest: false,
    past: null,
  };
});

afterAll(() => {
  for (const handle of handles) closeSync(handle);
  rmSync(folder, { recursive: true, force: true });
});

describe('asking all pages of a large database beforehand', () => {
  test('changes nothing of what is found', () => {
    const sides = sidesOf(job);
    const found = roomForSifting(sides);
    for (const share of [2, 0, 1]) sift({ sides, share, shares: 3, found }, stores, () => undefined);
    const sifted = runJob({ ...job, sifted: { sides: ['source', 'target'], found } }, stores, () => undefined);
    expect(sifted).toEqual(runJob(job, stores, () => undefined));
    expect(sifted.sourceTarget?.counts).toMatchObject({ same: 3000, sourceOnly: 1, targetOnly: 1 });
    expect(sifted.source?.observed.sightings).toHaveLength(1);
    expect(sifted.target?.observed.sightings).toHaveLength(2);
  });

  test('answers for every page of both, and nothing where it was not asked', () => {
    const sides = sidesOf(job);
    const found = roomForSifting(sides);
    sift({ sides, share: 0, shares: 2, found }, stores, () => undefined);
    const half = new Uint8Array(found).filter((mark) => mark !== 0).length;
    sift({ sides, share: 1, shares: 2, found }, stores, () => undefined);
    const all = new Uint8Array(found).filter((mark) => mark !== 0).length;
    expect(all).toBe(Math.max(...sides.map(({ length }) => length)) / 4096);
    // Shares are of blocks of a megabyte: a small file has one, which is of the last share.
    expect(half).toBe(0);
  });

  test('is left out for small ones, and asks of one side where both are the same', () => {
    const main = { role: 'main' as const, offset: 0, length: LARGE_BYTES };
    const side: JobSide = { parts: [main], bytes: LARGE_BYTES, sha256: null };
    const large: Job = { ...job, source: side, target: side };
    expect(sidesToSift(job)).toEqual([]);
    expect(sidesToSift(large).map((one) => one.side)).toEqual(['source', 'target']);
    expect(sidesToSift({ ...large, scan: false })).toEqual([]);
    const equal = { ...job.equal, sourceTarget: true };
    expect(sidesToSift({ ...large, equal }).map((one) => one.side)).toEqual(['source']);
  });
});
