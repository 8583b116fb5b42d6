import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { prefs } from '../../corpus/encode/prefs.ts';
import { database } from '../../corpus/encode/sqlite.ts';
import { type Phone, type PhoneArea, type PhoneFile, type PhoneWriter, storedPath } from '../../corpus/phone/phone.ts';
import { PHONE_WRITERS } from '../../corpus/phone/writers.ts';
import { FORMATS } from '../../formats/index.ts';
import { covers } from '../../src/android/coverage.ts';
import { devicePath, locateDevicePath } from '../../src/android/layouts.ts';
import { cite } from '../../src/base/citation.ts';
import { DEFAULT_LIMITS } from '../../src/bytes/limits.ts';
import { compareSides } from '../../src/engine/compare.ts';
import { heldSides } from '../../src/engine/held-sides.ts';
import { type TakenSide, takeSide } from '../../src/engine/side-pass.ts';
import { compareOptions } from '../../src/index.ts';
import { readCatalogue } from '../../src/vfs/catalogue.ts';
import { openEvidence } from '../../src/vfs/evidence.ts';
import { takeSnapshot } from '../../src/vfs/snapshot.ts';

/** One phone written by every tool: the same device comes out, and what is missing is what coverage says was never shown. */

const SEED = 20_170_803;
const RUNS = 3;
const APPS = ['com.example.chat', 'org.example.shop'] as const;

const word = fc.constantFrom('milk', 'a rather long line of text', '2017-08-03', 'stamps to buy', '');
const texts = fc
  .array(word, { minLength: 1, maxLength: 9 })
  .map((list) => utf8(list.map((line) => `${line}\n`).join('')));
const databases = fc.array(word, { maxLength: 5 }).map((rows) =>
  database({}, (db) => {
    db.run('CREATE TABLE note (_id INTEGER PRIMARY KEY, body TEXT)');
    db.insert(
      'note',
      rows.map((body, i) => [i + 1, body]),
    );
  }),
);
const preferences = fc
  .dictionary(fc.constantFrom('name', 'city', 'access_token'), word)
  .map((values) => utf8(prefs(values)));
const noise = fc.uint8Array({ minLength: 1, maxLength: 3000 });
/** An APK is anything that begins as a zip. */
const apks = noise.map((bytes) => Uint8Array.from([0x50, 0x4b, 3, 4, ...bytes]));

function fileOf(
  area: PhoneArea,
  path: fc.Arbitrary<string>,
  body: fc.Arbitrary<Uint8Array>,
): fc.Arbitrary<Omit<PhoneFile, 'package'>> {
  return fc.record({ area: fc.constant(area), path, body });
}
const leaf = fc.constantFrom('a', 'b', 'long name with spaces', 'Ünïcödé 便签', 'x'.repeat(120));
const file = fc.oneof(
  fileOf(
    'ce',
    leaf.map((name) => `databases/${name}.db`),
    databases,
  ),
  fileOf(
    'ce',
    leaf.map((name) => `shared_prefs/${name}.xml`),
    preferences,
  ),
  fileOf(
    'ce',
    leaf.map((name) => `files/deep/${name}`),
    fc.oneof(texts, noise),
  ),
  fileOf(
    'ce',
    fc.constantFrom('app_webview/Cookies', 'root.txt', 'no_backup/id', 'cache/thumb'),
    fc.oneof(texts, noise),
  ),
  fileOf(
    'de',
    leaf.map((name) => `shared_prefs/${name}.xml`),
    preferences,
  ),
  fileOf(
    'external',
    leaf.map((name) => `files/${name}`),
    noise,
  ),
  fileOf('obb', fc.constant('main.1.obb'), noise),
  fileOf('apk', fc.constantFrom('split_config.en.apk', 'split_config.xhdpi.apk'), apks),
);
const always: fc.Arbitrary<readonly Omit<PhoneFile, 'package'>[]> = fc.tuple(
  fileOf('apk', fc.constant('base.apk'), apks),
  fileOf('ce', fc.constant('databases/always.db'), databases),
);

const phones: fc.Arbitrary<Phone> = fc
  .tuple(
    fc.tuple(
      ...APPS.map(() =>
        fc.tuple(always, fc.uniqueArray(file, { maxLength: 12, selector: (each) => `${each.area} ${each.path}` })),
      ),
    ),
    texts,
  )
  .map(([apps, accounts]) => ({
    apps: APPS.map((name, i) => ({ package: name, label: `App ${i}`, versionCode: 7 + i })),
    files: [
      ...apps.flatMap(([fixed, more], i) =>
        [...fixed, ...more].map((each) => ({ ...each, package: APPS[i] as string })),
      ),
      { area: 'system' as const, package: null, path: 'data/system_ce/0/accounts_ce.db', body: accounts },
    ],
  }));

const label = (writer: PhoneWriter): string => `${writer.format}, ${writer.variant}`;

describe('the same phone out of every format', () => {
  let root = '';
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'same-phone-'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let made = 0;

  /** Writes the evidence and gives its path: the one file, or the folder. */
  const write = (writer: PhoneWriter, phone: Phone): string => {
    made += 1;
    const folder = join(root, `${made}`);
    const files = writer.write(phone);
    for (const { path, bytes } of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    const [only] = files;
    return files.length === 1 && only !== undefined && !only.path.includes('/') ? join(folder, only.path) : folder;
  };

  /** Hash by device path of what came out, and whether absence means anything for a file. */
  const device = async (writer: PhoneWriter, path: string) => {
    const evidence = await openEvidence(
      { path, as: null },
      {
        formats: FORMATS,
        limits: DEFAULT_LIMITS,
        signal: new AbortController().signal,
        passwords: () => (writer.password === null ? [] : [writer.password]),
      },
    );
    try {
      expect(evidence.format.id, label(writer)).toBe(writer.format);
      const snapshot = await takeSnapshot(evidence.decoded, {
        keep: () => false,
        limits: DEFAULT_LIMITS,
        signal: new AbortController().signal,
        workDir: null,
        root: cite('phone'),
      });
      snapshot.store.close();
      expect(
        snapshot.notices.filter(({ gravity }) => gravity === 'damage'),
        label(writer),
      ).toEqual([]);
      const hashes = new Map<string, string | null>();
      for (const entry of readCatalogue(snapshot.catalogue).entries()) {
        const { location } = entry;
        if (entry.type !== 'file' || location === null || location.storage === 'archive') continue;
        hashes.set(devicePath(location), entry.sha256);
      }
      return { hashes, coverage: snapshot.coverage };
    } finally {
      evidence.close();
    }
  };

  test('equal places, equal hashes; missing only where it could not have been shown', async () => {
    await fc.assert(
      fc.asyncProperty(phones, async (phone) => {
        for (const writer of PHONE_WRITERS) {
          const { hashes, coverage } = await device(writer, write(writer, phone));
          const expected = new Map<string, string>();
          for (const each of phone.files) {
            const place = locateDevicePath(`/${storedPath(each)}`)?.location;
            if (place === undefined) throw new Error(`no place: ${storedPath(each)}`);
            const path = devicePath(place);
            expected.set(path, createHash('sha256').update(each.body).digest('hex'));
            if (!hashes.has(path)) expect(covers(coverage, place).covered, `${label(writer)}: ${path}`).toBe(false);
          }
          const strange = [...hashes].filter(
            ([path, hash]) => expected.get(path) !== hash && path !== '/data/system/packages.list',
          );
          expect(strange, label(writer)).toEqual([]);
          for (const app of phone.apps) {
            expect(hashes.has(`/data/data/${app.package}/databases/always.db`), label(writer)).toBe(true);
          }
        }
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
  });

  /** A side as every command takes it, held to be compared more than once. */
  const held = (path: string, password: string | null) =>
    takeSide(
      {
        path,
        as: null,
        passwords: password === null ? [] : [password],
        limits: DEFAULT_LIMITS,
        workDir: null,
        purpose: { kind: 'compare-often' },
        hashAside: false,
        verify: false,
        progress: null,
        stop: null,
        marks: null,
        contents: null,
      },
      FORMATS,
    );

  test('a diff between any two says carried, byte for byte', async () => {
    const [phone] = fc.sample(phones, { numRuns: 1, seed: SEED });
    if (phone === undefined) throw new Error('no phone');
    const sides: TakenSide[] = [];
    try {
      for (const writer of PHONE_WRITERS) sides.push(await held(write(writer, phone), writer.password));
      for (const [i, source] of sides.entries()) {
        for (const [j, target] of sides.entries()) {
          if (i >= j) continue;
          const pair = heldSides({ source: source.side, bundle: null, target: target.side }, [], () => false);
          const comparison = await compareSides(pair, compareOptions({}));
          try {
            let carried = 0;
            for (const { artifacts } of comparison.report.apps()) {
              for (const { devicePath: path, verdict, likeness } of artifacts()) {
                const said = `${label(PHONE_WRITERS[i] as PhoneWriter)} and ${label(PHONE_WRITERS[j] as PhoneWriter)}: ${path}`;
                // Missing on one side, it is either unseen there or was left out of a side that shows all it has.
                if (verdict === 'unseen') continue;
                expect([verdict, likeness], said).toEqual(['carried', 'bytes']);
                carried += 1;
              }
            }
            expect(carried).toBeGreaterThanOrEqual(2 * APPS.length - 1);
          } finally {
            await comparison.close();
          }
        }
      }
    } finally {
      for (const { store } of sides) store.close();
    }
  });
});
