import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hex } from '../../corpus/encode/bytes.ts';
import { type CipherKind, SQLCIPHER, sealDatabase } from '../../corpus/encode/sqlcipher.ts';
import { databaseSteps, journal, wal } from '../../corpus/encode/sqlite.ts';
import { ContentFault, type Document, type PartRole, type Parts } from '../../src/content/reader.ts';
import { readDatabase } from '../../src/content/sqlite/database.ts';
import { tempFolder } from '../support/cli.ts';

const SAMPLE = '../shared/samples/sqlcipher/v3.db';
const KEY = 'correct horse battery staple';
const SALT = Uint8Array.from({ length: 16 }, (_, at) => 7 * at + 1);

function partsOf(files: Readonly<Partial<Record<PartRole, Uint8Array>>>): Parts {
  return new Map(
    (Object.entries(files) as [PartRole, Uint8Array][]).map(([role, bytes]) => [
      role,
      { size: bytes.length, read: (o: number, n: number) => bytes.subarray(o, o + n), whole: () => bytes },
    ]),
  );
}

function open(files: Readonly<Partial<Record<PartRole, Uint8Array>>>, ...keys: string[]): Document {
  return readDatabase(partsOf(files), () => undefined, keys);
}

function faultOf(bytes: Uint8Array, ...keys: string[]): unknown {
  try {
    open({ main: bytes }, ...keys);
    return null;
  } catch (error) {
    return error instanceof ContentFault ? [error.detail, error.args] : error;
  }
}

const rowsOf = (document: Document): unknown[] => document.sections.flatMap((section) => [...section.records()]);

/** Images of a database as it grows, with room for what a cipher keeps in each page. */
function images({ pageSize, reserved }: CipherKind): readonly Uint8Array[] {
  return databaseSteps(
    { pageSize, reserved, wal: true },
    (db) => {
      db.run('CREATE TABLE message (id INTEGER PRIMARY KEY, body TEXT)');
      db.insert(
        'message',
        Array.from({ length: 200 }, (_, at) => [at + 1, `message number ${at + 1} of the chat`]),
      );
    },
    (db) => db.run("INSERT INTO message VALUES (900, 'only in the log'); DELETE FROM message WHERE id = 5"),
  );
}

describe('databases that SQLCipher sealed', () => {
  for (const version of [1, 2, 3, 4] as const) {
    it(`of version ${version} are opened with their key, and with no other`, () => {
      const kind = SQLCIPHER[version];
      const [image] = images(kind) as [Uint8Array];
      const sealed = sealDatabase(image, { kind, key: KEY, salt: SALT });
      expect(faultOf(sealed)).toEqual(['sqlite.encrypted', { bytes: sealed.length }]);
      expect(faultOf(sealed, 'wrong')).toEqual(['sqlite.encrypted', { bytes: sealed.length, keys: 1 }]);
      const document = open({ main: sealed }, 'wrong', KEY);
      expect(document.facts['cipher']).toBe(`SQLCipher ${version}`);
      expect(document.openedWith).toBe(KEY);
      expect(document.veiled).toBe(true);
      expect(document.notices).toEqual([]);
      expect(rowsOf(document)).toHaveLength(200);
      expect(rowsOf(document)[6]).toEqual([7, 'message number 7 of the chat']);
    });
  }

  it('are opened with the key itself, as SQLCipher takes it', () => {
    const kind = SQLCIPHER[4];
    const key = Uint8Array.from({ length: 32 }, (_, at) => 5 * at + 3);
    const [image] = images(kind) as [Uint8Array];
    const sealed = sealDatabase(image, { kind, key, salt: SALT });
    for (const given of [`x'${hex(key)}'`, hex(key), `x'${hex(key)}${hex(SALT)}'`])
      expect(rowsOf(open({ main: sealed }, given))).toHaveLength(200);
  });

  it('with their header in clear need the salt beside the key', () => {
    const kind = SQLCIPHER[4];
    const key = Uint8Array.from({ length: 32 }, (_, at) => 11 * at + 2);
    const [image] = images(kind) as [Uint8Array];
    const sealed = sealDatabase(image, { kind, key, salt: SALT, clearHeader: true });
    expect(Buffer.from(sealed.subarray(0, 15)).toString()).toBe('SQLite format 3');
    expect(faultOf(sealed, hex(key))).toMatchObject(['sqlite.encrypted', {}]);
    expect(rowsOf(open({ main: sealed }, hex(key) + hex(SALT)))).toHaveLength(200);
  });

  it('are read with their log, and rolled back by their journal', () => {
    const kind = SQLCIPHER[3];
    const [image, after] = images(kind) as [Uint8Array, Uint8Array];
    const seal = (one: Uint8Array) => sealDatabase(one, { kind, key: KEY, salt: SALT });
    const [base, now] = [seal(image), seal(after)];
    const log = wal(base, { salts: [3, 4], commits: [now], pageSize: kind.pageSize });
    const logged = open({ main: base, wal: log }, KEY);
    expect(rowsOf(logged)).toHaveLength(200);
    expect(rowsOf(logged).at(-1)).toEqual([900, 'only in the log']);
    expect(logged.facts).toMatchObject({ walFramesBroken: 0, walFramesStale: 0 });
    expect([...(logged.onlyInLog?.() ?? [])]).toHaveLength(1);

    const hot = journal(base, now, 0x77, kind.pageSize);
    const rolled = open({ main: now, journal: hot }, KEY);
    expect(rowsOf(rolled)).toEqual(rowsOf(open({ main: base }, KEY)));
    expect(rolled.notices).toEqual([]);
  });

  it('show what was deleted of them', () => {
    const kind = SQLCIPHER[4];
    const [, after] = images(kind) as [Uint8Array, Uint8Array];
    const document = open({ main: sealDatabase(after, { kind, key: KEY, salt: SALT }) }, KEY);
    const past = [...(document.past?.() ?? [])];
    expect(past.map(({ row }) => row.at(-1))).toEqual(['message number 5 of the chat']);
  });

  it('give nothing of a page whose HMAC does not hold, and say so', () => {
    const kind = SQLCIPHER[4];
    const [image] = images(kind) as [Uint8Array];
    const sealed = sealDatabase(image, { kind, key: KEY, salt: SALT });
    sealed[2 * kind.pageSize + 100] = (sealed[2 * kind.pageSize + 100] as number) ^ 1;
    const document = open({ main: sealed }, KEY);
    expect(document.notices).toContainEqual({
      detail: 'sqlite.page-unproven',
      lost: true,
      args: { pages: 1, first: 3 },
    });
    expect(rowsOf(document).length).toBeLessThan(200);
  });

  it.skipIf(!existsSync(SAMPLE))(`made by the tool itself (${SAMPLE})`, () => {
    const document = open({ main: readFileSync(SAMPLE) }, 'testpass');
    expect(document.facts['cipher']).toBe('SQLCipher 3');
    expect(rowsOf(document)).toHaveLength(2);
  });

  it.skipIf(spawnSync('sqlcipher', ['--version']).status !== 0)(
    'made by the tool itself, where it is installed',
    () => {
      const folder = tempFolder('sqlcipher');
      for (const [name, pragmas] of [
        ['SQLCipher 2', 'PRAGMA kdf_iter = 4000;'],
        ['SQLCipher 1', 'PRAGMA cipher_use_hmac = OFF; PRAGMA kdf_iter = 4000;'],
        ['SQLCipher 3', 'PRAGMA cipher_page_size = 4096;'],
      ] as const) {
        const path = join(folder, `${name}.db`);
        const rows = "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT); INSERT INTO t VALUES (1, 'one'), (2, 'two');";
        const made = spawnSync('sqlcipher', [path], { input: `PRAGMA key = '${KEY}'; ${pragmas} ${rows}` });
        expect(made.status).toBe(0);
        const document = open({ main: readFileSync(path) }, KEY);
        expect(document.facts['cipher']).toBe(name);
        expect(rowsOf(document)).toEqual([
          [1, 'one'],
          [2, 'two'],
        ]);
      }
    },
  );
});
