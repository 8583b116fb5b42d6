import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { inflateSync } from 'node:zlib';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { unzipSync } from 'fflate';
import { extract } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { apk } from '../../corpus/encode/apk.ts';
import { backupMember, packageTar } from '../../corpus/encode/backup-tar.ts';
import { concat, utf8 } from '../../corpus/encode/bytes.ts';
import { deflateSegments } from '../../corpus/encode/deflate.ts';
import { backupData } from '../../corpus/encode/key-value.ts';
import { miuiHeader } from '../../corpus/encode/mimover.ts';
import { escapeXml } from '../../corpus/encode/prefs.ts';
import { databaseSteps, journal, wal } from '../../corpus/encode/sqlite.ts';
import { END_MARK, type TarItem, tar } from '../../corpus/encode/tar.ts';
import { zip } from '../../corpus/encode/zip.ts';
import { makeCorpus } from '../../corpus/make.ts';
import { CORPUS } from '../support/cases.ts';

/** The encoders of the corpus against programs that are not ours, and the corpus against its generators. */

const CORPUS_LIMIT = 7_000_000;

async function untar(
  bytes: Uint8Array,
): Promise<{ name: string; type: string | null | undefined; body: string; uid: number | undefined }[]> {
  const out: { name: string; type: string | null | undefined; body: string; uid: number | undefined }[] = [];
  const reader = Readable.from([Buffer.from(bytes)]).pipe(extract());
  for await (const entry of reader) {
    const parts: Buffer[] = [];
    for await (const chunk of entry) parts.push(chunk as Buffer);
    out.push({
      name: entry.header.name,
      type: entry.header.type,
      body: Buffer.concat(parts).toString('latin1'),
      uid: entry.header.uid,
    });
  }
  return out;
}

describe('tar', () => {
  const long = `${'folder/'.repeat(30)}file.txt`;
  const items: TarItem[] = [
    { path: 'a.txt', body: utf8('a'), uid: 1000, mtime: 5 },
    { path: 'dir', kind: 'directory' },
    { path: 'dir/link', kind: 'symlink', link: '../a.txt' },
  ];

  test.each(['ustar', 'gnu', 'pax'] as const)('%s is read by tar-stream', async (dialect) => {
    const extra = dialect === 'ustar' ? [] : [{ path: long, body: utf8('long'), uid: 5_000_000 }];
    const read = await untar(tar([...items, ...extra], dialect));
    expect(read.map(({ name }) => name.replace(/\/$/, ''))).toEqual([
      'a.txt',
      'dir',
      'dir/link',
      ...extra.map(() => long),
    ]);
    if (extra.length > 0) expect(read.at(-1)?.body).toBe('long');
    // tar-stream takes no owner from pax records.
    if (dialect === 'gnu') expect(read.at(-1)?.uid).toBe(5_000_000);
  });

  test("Android's member is read by tar-stream, with and without pax", async () => {
    const deep = `${'x'.repeat(120)}.txt`;
    const read = await untar(
      concat([
        backupMember('apps/com.example', 'f', { path: 'short.txt', body: utf8('1') }),
        backupMember('apps/com.example', 'f', { path: deep, body: utf8('2') }),
        backupMember('apps/com.example', 'db', { path: 'größe.db', body: utf8('3') }),
        END_MARK,
      ]),
    );
    expect(read.map(({ name, body }) => [name, body])).toEqual([
      ['apps/com.example/f/short.txt', '1'],
      [`apps/com.example/f/${deep}`, '2'],
      ['apps/com.example/db/größe.db', '3'],
    ]);
  });

  test('a package begins with its manifest', async () => {
    const facts = {
      package: 'com.example',
      versionCode: 3,
      sdk: 28,
      installer: null,
      apk: false,
      signers: [Uint8Array.of(0x30, 1)],
    };
    const [first] = await untar(concat([packageTar({ manifest: facts, files: [] }), END_MARK]));
    expect(first).toMatchObject({ name: 'apps/com.example/_manifest', body: '1\ncom.example\n3\n28\n\n0\n1\n3001\n' });
  });
});

test('deflate: zlib gives the segments back, each ended by a sync flush', () => {
  const segment = fc.oneof(
    fc.uint8Array({ maxLength: 3000 }),
    fc.array(fc.constantFrom(65, 66, 67), { maxLength: 3000 }).map((list) => Uint8Array.from(list)),
  );
  fc.assert(
    fc.property(fc.array(segment, { maxLength: 5 }), (segments) => {
      const packed = deflateSegments(segments);
      expect(Buffer.compare(inflateSync(packed), concat(segments))).toBe(0);
      const marks = Buffer.from(packed).toString('latin1').split('\x00\x00\xff\xff').length - 1;
      expect(marks).toBeGreaterThanOrEqual(segments.length);
    }),
    { numRuns: 60, seed: 1 },
  );
});

test('zip: fflate reads every variant', () => {
  const body = utf8('text '.repeat(50));
  for (const more of [{}, { method: 'deflate' as const }, { descriptor: true }, { extras: ['UT', 'ux'] as const }]) {
    const read = unzipSync(zip([{ path: 'größe.txt', body, ...more }]));
    expect(Buffer.from(read['größe.txt'] ?? []).toString()).toBe(Buffer.from(body).toString());
  }
  expect(
    Object.keys(
      unzipSync(apk({ package: 'com.example', label: 'x', versionCode: 1, versionName: '1', targetSdk: 28 })),
    ),
  ).toContain('AndroidManifest.xml');
});

describe('databases', () => {
  /** Rows that SQLite itself sees, with the parts beside the database. */
  function opened(parts: Readonly<Record<string, Uint8Array>>): unknown[] {
    const folder = mkdtempSync(join(tmpdir(), 'carryover-corpus-'));
    try {
      for (const [suffix, bytes] of Object.entries(parts)) writeFileSync(join(folder, `x.db${suffix}`), bytes);
      const db = new Database(join(folder, 'x.db'));
      try {
        expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
        return db.prepare('SELECT a FROM t ORDER BY a').pluck().all();
      } finally {
        db.close();
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  const steps = (wal: boolean) =>
    databaseSteps(
      { wal },
      (db) => db.run('CREATE TABLE t (a INTEGER); INSERT INTO t VALUES (1)'),
      (db) => db.run('INSERT INTO t VALUES (2)'),
      (db) => db.run('INSERT INTO t VALUES (3)'),
    ) as [Uint8Array, Uint8Array, Uint8Array];

  test('SQLite applies the log up to its last commit', () => {
    const [base, first, second] = steps(true);
    expect(opened({ '': base })).toEqual([1]);
    expect(opened({ '': base, '-wal': wal(base, { salts: [1, 2], commits: [first, second] }) })).toEqual([1, 2, 3]);
    expect(opened({ '': base, '-wal': wal(base, { salts: [1, 2], commits: [first], uncommitted: second }) })).toEqual([
      1, 2,
    ]);
  });

  test('SQLite rolls the journal back', () => {
    const [base, , second] = steps(false);
    expect(opened({ '': second, '-journal': journal(base, second, 99) })).toEqual([1]);
  });
});

test('key/value streams are padded between entities, not after the last', () => {
  const stream = backupData([
    { key: 'a', data: Uint8Array.of(1) },
    { key: 'bc', data: null },
  ]);
  expect(Buffer.from(stream).toString('hex')).toBe(
    '446174610100000001000000' + '6100bcbc' + '01bcbcbc' + '4461746102000000ffffffff' + '626300bc',
  );
});

test('the example of the reference is 50 bytes of envelope', () => {
  expect(miuiHeader({ package: 'com.miui.aod', label: 'Always-on display', feature: -1 }).length).toBe(50);
});

test('preferences escape as FastXmlSerializer does', () => {
  expect(escapeXml('<a href="x">\n&')).toBe('&lt;a href=&quot;x&quot;&gt;&#10;&amp;');
});

describe('the corpus', () => {
  const made = makeCorpus();

  test('is what the generators make', () => {
    const differing = [...made].filter(([path, bytes]) => {
      const place = join(CORPUS, path);
      return !existsSync(place) || Buffer.compare(readFileSync(place), bytes) !== 0;
    });
    expect(differing.map(([path]) => path)).toEqual([]);
  });

  test('comes out the same twice, and stays small', () => {
    const again = makeCorpus();
    for (const [path, bytes] of made) expect(Buffer.compare(again.get(path) ?? new Uint8Array(0), bytes), path).toBe(0);
    expect([...made.values()].reduce((sum, bytes) => sum + bytes.length, 0)).toBeLessThan(CORPUS_LIMIT);
  });
});
