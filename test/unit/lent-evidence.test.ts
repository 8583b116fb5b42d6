import { appendFileSync, fstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openFile } from '../../src/bytes/file-source.ts';
import { openFile as openDatabase } from '../../src/content/sqlite/engine.ts';
import { runOptions } from '../../src/engine/default-options.ts';
import { takeSnapshot } from '../../src/engine/taken-snapshot.ts';
import { writeSnapshot } from '../../src/engine/write-snapshot.ts';
import { checkLent, makeContentStore, readStore } from '../../src/vfs/content-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'carryover-lent-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const BYTES = 5 * 1024 * 1024;

function evidence(name: string) {
  const path = join(folder, name);
  const bytes = Buffer.alloc(BYTES);
  for (let at = 0; at < BYTES; at += 4) bytes.writeUInt32LE(at, at);
  writeFileSync(path, bytes);
  const file = openFile(path, name);
  if (file.lies === undefined) throw new Error('a file says where its bytes lie');
  return { path, bytes, file, lies: file.lies };
}

describe('contents that stay where they lie in the evidence', () => {
  it('are read from there, beside what was kept', () => {
    const { bytes, file, lies } = evidence('read.db');
    const store = makeContentStore(folder);
    store.add(Buffer.from('kept'));
    const kept = store.end();
    expect(store.refers(lies, BYTES)).toBe(true);
    const ref = store.refer({ ...lies, offset: 100 }, BYTES - 100);
    file.close();
    const view = store.view();
    expect(Buffer.from(readStore(view, kept?.offset ?? -1, 4)).toString()).toBe('kept');
    expect(Buffer.from(readStore(view, ref.offset + 8, 64)).equals(bytes.subarray(108, 172))).toBe(true);
    expect(readStore(view, ref.offset + ref.length - 10, 40).length).toBe(10);
    expect(() => checkLent(view, 'read.db')).not.toThrow();
    store.close();
  });

  it('do so only where they are long, and of one file', () => {
    const one = evidence('one.db');
    const other = evidence('other.db');
    const store = makeContentStore(folder);
    expect(store.refers(one.lies, 1000)).toBe(false);
    expect(store.refers(one.lies, null)).toBe(false);
    store.refer(one.lies, BYTES);
    expect(store.refers(other.lies, BYTES)).toBe(false);
    for (const close of [store.close, one.file.close, other.file.close]) close();
  });

  it('are told as changed once the file is another than the one that was hashed', () => {
    const { path, file, lies } = evidence('changed.db');
    const store = makeContentStore(folder);
    store.refer(lies, BYTES);
    appendFileSync(path, 'more');
    expect(() => checkLent(store.view(), 'changed.db')).toThrow(
      expect.objectContaining({ code: 'evidence.changed', detail: 'during-run' }),
    );
    store.close();
    file.close();
  });

  /** A database of more than 4 MiB, which is not kept a second time. */
  function database(name: string): string {
    const path = join(folder, name);
    const db = openDatabase(path);
    db.exec('CREATE TABLE t (x BLOB)');
    db.prepare('INSERT INTO t VALUES (?)').run(Buffer.alloc(BYTES, 7));
    db.close();
    return path;
  }

  it('are closed with the snapshot that holds them', async () => {
    const path = database('held.db');
    const taken = await takeSnapshot({ path, as: null }, runOptions());
    const handle = taken.side.store.evidence?.handle;
    expect(handle).toBeTypeOf('number');
    taken.close();
    taken.close();
    expect(() => fstatSync(handle as number)).toThrow('EBADF');
  });

  it('make no whole snapshot where they change while it is written', async () => {
    const path = database('moving.db');
    const written = writeSnapshot({ path, as: null }, runOptions(), {
      write: async () => {
        appendFileSync(path, 'more');
      },
    });
    await expect(written).rejects.toMatchObject({ code: 'evidence.changed', detail: 'during-run' });
  });
});
