import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { androidBackup } from '../../corpus/encode/android-backup.ts';
import { type BackupPackage, packageTar, sharedTar } from '../../corpus/encode/backup-tar.ts';
import { concat, utf8 } from '../../corpus/encode/bytes.ts';
import { bak } from '../../corpus/encode/mimover.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { paxRecord, signed, type TarDialect, type TarItem, tar } from '../../corpus/encode/tar.ts';
import { type ZipItem, zip } from '../../corpus/encode/zip.ts';
import { FORMATS } from '../../formats/index.ts';
import { cite } from '../../src/base/citation.ts';
import type { Notice } from '../../src/base/notice.ts';
import { memorySource } from '../../src/bytes/source.ts';
import type { Member } from '../../src/vfs/member.ts';
import { legalPath } from '../../src/vfs/path.ts';
import { decodeSource, type Line } from '../support/cases.ts';
import { bodyOf, chunkedSource, testKit } from '../support/open.ts';
import { body, chunkBytes, namePart, relativePath } from '../support/random-names.ts';

/** Encode, then decode: the tree that comes out is the one that went in, for every format that we can write. */

const SEED = 20_170_803;

/** A member as both sides of a round trip state it. */
interface Plain {
  readonly stored: string;
  readonly path: string;
  readonly kind: string;
  readonly body: string | null;
  readonly modified: number | null;
  readonly mode: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly link: string | null;
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const withoutSlash = (stored: Uint8Array): Uint8Array => (stored.at(-1) === 0x2f ? stored.subarray(0, -1) : stored);

async function plain(member: Member): Promise<Plain> {
  const bytes = member.kind === 'file' ? await bodyOf(member) : null;
  return {
    stored: hex(withoutSlash(member.stored)),
    path: member.path,
    kind: member.kind,
    body: bytes === null ? null : hex(bytes),
    modified: member.modified,
    mode: member.mode,
    uid: member.uid,
    gid: member.gid,
    link: member.link,
  };
}

async function membersOf(source: Parameters<ReturnType<typeof testKit>['open']>[0]) {
  const input = await testKit(FORMATS).open(source);
  const members: Plain[] = [];
  const notices: Notice[] = [];
  if (input.kind === 'tree') {
    notices.push(...input.notices);
    for (const member of input.members()) members.push(await plain(member));
  } else if (input.kind === 'stream') {
    for await (const item of input.members) {
      if ('type' in item) notices.push(item);
      else members.push(await plain(item));
    }
  }
  return { kind: input.kind, members, notices };
}

const lossless = (notices: readonly Notice[]): readonly string[] =>
  notices
    .filter(({ code }) => code !== 'name-not-utf8' && code !== 'unsafe-name')
    .map(({ code, detail }) => `${code}/${detail}`);

/** Names that are no UTF-8, as bytes. */
const foreignName = fc
  .uint8Array({ minLength: 1, maxLength: 30 })
  .map((bytes) => bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x80 : byte)))
  .filter((bytes) => !['.', '..'].includes(Buffer.from(bytes).toString('latin1')));
const storedPath = (depth: number) =>
  fc.oneof({ weight: 5, arbitrary: relativePath(depth) }, { weight: 1, arbitrary: foreignName });
const bytesOf = (path: string | Uint8Array): Uint8Array => (typeof path === 'string' ? utf8(path) : path);

describe('tar', () => {
  const LIMITS: Readonly<
    Record<TarDialect, { depth: number; fits: (bytes: number) => boolean; ids: number; seconds: fc.Arbitrary<number> }>
  > = {
    v7: { depth: 3, fits: (bytes) => bytes < 100, ids: 8 ** 7 - 1, seconds: fc.nat(2 ** 32) },
    ustar: { depth: 3, fits: (bytes) => bytes < 100, ids: 8 ** 7 - 1, seconds: fc.nat(2 ** 32) },
    gnu: { depth: 30, fits: () => true, ids: 2 ** 31, seconds: fc.integer({ min: -(2 ** 31), max: 2 ** 40 }) },
    pax: {
      depth: 30,
      fits: () => true,
      ids: 2 ** 31,
      // Eighths: fractions that a double holds exactly, so that the nine digits written are the number itself.
      seconds: fc.integer({ min: -(2 ** 34), max: 2 ** 35 }).map((eighths) => eighths / 8),
    },
  };
  const item = (dialect: TarDialect): fc.Arbitrary<TarItem> => {
    const { depth, fits, ids, seconds } = LIMITS[dialect];
    const common = {
      path: storedPath(depth).filter((path) => fits(bytesOf(path).length + 1)),
      mtime: seconds,
      mode: fc.nat(0o7777),
      uid: fc.nat(ids),
      gid: fc.nat(ids),
    };
    return fc.oneof(
      { weight: 4, arbitrary: fc.record({ ...common, body }) },
      { weight: 1, arbitrary: fc.record({ ...common, kind: fc.constant('directory' as const) }) },
      {
        weight: 1,
        arbitrary: fc.record({
          ...common,
          kind: fc.constant('symlink' as const),
          link: fc.stringMatching(/^[A-Za-z0-9_.-]{1,20}(?:\/[A-Za-z0-9_.-]{1,20}){0,2}$/),
        }),
      },
    );
  };
  const expected = (entry: TarItem): Plain => {
    const kind = entry.kind ?? 'file';
    const stored = bytesOf(entry.path);
    return {
      stored: hex(stored),
      path: legalPath(stored).path,
      kind,
      body: kind === 'file' ? hex(entry.body ?? new Uint8Array()) : null,
      modified: Math.round((entry.mtime ?? 0) * 1000),
      mode: entry.mode ?? 0,
      uid: entry.uid ?? 0,
      gid: entry.gid ?? 0,
      link: entry.link ?? null,
    };
  };

  test.each(Object.keys(LIMITS) as TarDialect[])('%s', async (dialect) => {
    const items = fc.array(item(dialect), { minLength: 1, maxLength: 8 });
    const end = fc.constantFrom('mark' as const, 'record' as const);
    await fc.assert(
      fc.asyncProperty(items, end, chunkBytes, async (list, mark, size) => {
        const bytes = tar(list, dialect, { end: mark });
        const { kind, members, notices } = await membersOf(chunkedSource('a.tar', bytes, size));
        expect(kind).toBe('stream');
        expect(members).toEqual(list.map(expected));
        expect(lossless(notices)).toEqual([]);
      }),
      { numRuns: 80, seed: SEED },
    );
  });

  test('pax, times of any fraction, rounded down to milliseconds', async () => {
    const fraction = fc.stringMatching(/^\d{0,9}$/);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -(2 ** 31), max: 2 ** 32 }), fraction, async (seconds, digits) => {
        const text = digits === '' ? String(seconds) : `${seconds}.${digits}`;
        const record = paxRecord('mtime', text);
        const bytes = concat([
          tar([{ path: 'PaxHeaders/a', body: record }], 'ustar', { end: 'none' }).map((byte, i) =>
            i === 156 ? 0x78 : byte,
          ),
          tar([{ path: 'a' }], 'ustar'),
        ]);
        const resigned = concat([signed(bytes.subarray(0, 512)), bytes.subarray(512)]);
        const { members } = await membersOf(memorySource('a.tar', resigned));
        const nanoseconds = BigInt(digits.padEnd(9, '0')) * (seconds < 0 ? -1n : 1n) + BigInt(seconds) * 1_000_000_000n;
        const floor = nanoseconds / 1_000_000n - (nanoseconds % 1_000_000n < 0n ? 1n : 0n);
        expect(members).toEqual([expect.objectContaining({ path: 'a', modified: Number(floor) })]);
      }),
      { numRuns: 200, seed: SEED },
    );
  });

  test('ustar, with a prefix wherever the name can be split', async () => {
    // From 104 to 216 bytes: too long for the name field, short enough for both.
    const part = fc.stringMatching(/^[a-z0-9]{25,30}$/);
    const path = fc.array(part, { minLength: 4, maxLength: 7 }).map((parts) => parts.join('/'));
    await fc.assert(
      fc.asyncProperty(path, body, async (name, content) => {
        let bytes: Uint8Array;
        try {
          bytes = tar([{ path: name, body: content }], 'ustar');
        } catch {
          return fc.pre(false); // no slash stands where the name could be split
        }
        const { members } = await membersOf(chunkedSource('a.tar', bytes, 512));
        expect(members).toEqual([expect.objectContaining({ path: name, body: hex(content) })]);
      }),
      { numRuns: 60, seed: SEED },
    );
  });
});

test('zip', async () => {
  const MS = 1000;
  const item: fc.Arbitrary<ZipItem & { readonly directory: boolean }> = fc
    .record({
      name: storedPath(12),
      directory: fc.boolean(),
      content: body,
      method: fc.constantFrom('store' as const, 'deflate' as const),
      // Two-second steps from 1980 on, so that the DOS time says the same as the UT extra.
      mtime: fc.integer({ min: 157_766_400, max: 1_073_741_823 }).map((half) => half * 2),
      permissions: fc.integer({ min: 1, max: 0o7777 }),
      descriptor: fc.boolean(),
      zip64: fc.boolean(),
      extras: fc.subarray(['UT', 'ux'] as const),
      uid: fc.nat(2 ** 31),
      gid: fc.nat(2 ** 31),
    })
    .map(({ name, directory, content, permissions, ...rest }) => ({
      ...rest,
      directory,
      path: directory ? (typeof name === 'string' ? `${name}/` : Buffer.concat([name, utf8('/')])) : name,
      body: directory ? new Uint8Array() : content,
      mode: (directory ? 0o040000 : 0o100000) | permissions,
    }));
  const items = fc.uniqueArray(item, {
    minLength: 1,
    maxLength: 8,
    selector: ({ path }) => hex(withoutSlash(bytesOf(path))),
  });
  const options = fc.record({ comment: fc.string({ maxLength: 40 }), zip64: fc.boolean() });
  const prefix = fc.constantFrom('', '#!/bin/sh\nexit\n', 'x'.repeat(5000));
  await fc.assert(
    fc.asyncProperty(items, options, prefix, async (list, how, front) => {
      const bytes = zip(list, { ...how, prefix: utf8(front) });
      const { kind, members, notices } = await membersOf(memorySource('a.zip', bytes));
      expect(kind).toBe('tree');
      expect(members).toEqual(
        list.map((each) => ({
          stored: hex(withoutSlash(bytesOf(each.path))),
          path: legalPath(bytesOf(each.path)).path,
          kind: each.directory ? 'directory' : 'file',
          body: each.directory ? null : hex(each.body ?? new Uint8Array()),
          modified: (each.mtime ?? 0) * MS,
          mode: (each.mode ?? 0) & 0o7777,
          uid: each.extras?.includes('ux') === true ? each.uid : null,
          gid: each.extras?.includes('ux') === true ? each.gid : null,
          link: null,
        })),
      );
      expect(lossless(notices)).toEqual([]);
    }),
    { numRuns: 80, seed: SEED },
  );
});

/** Where each token's files lie on the phone (AOSP FullBackup; contract, "Locations"). */
const PLACES: Readonly<Record<string, (user: number, name: string) => string>> = {
  r: (user, name) => `${home(user, name)}`,
  f: (user, name) => `${home(user, name)}files/`,
  db: (user, name) => `${home(user, name)}databases/`,
  sp: (user, name) => `${home(user, name)}shared_prefs/`,
  nb: (user, name) => `${home(user, name)}no_backup/`,
  c: (user, name) => `${home(user, name)}cache/`,
  d_f: (user, name) => `/data/user_de/${user}/${name}/files/`,
  ef: (user, name) => `/storage/emulated/${user}/Android/data/${name}/files/`,
};
const home = (user: number, name: string): string =>
  user === 0 ? `/data/data/${name}/` : `/data/user/${user}/${name}/`;

const packageName = fc
  .array(fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/), { minLength: 2, maxLength: 4 })
  .map((parts) => parts.join('.'));
// Below the root, the names of the other folders would say another domain: places stay the same, so they may stand.
const backupFile = fc.record({ path: relativePath(5), body, mtime: fc.nat(2 ** 32), mode: fc.nat(0o777) });
const backupPackage: fc.Arbitrary<BackupPackage> = fc
  .record({
    name: packageName,
    versionCode: fc.nat(),
    files: fc.array(fc.tuple(fc.constantFrom(...Object.keys(PLACES)), backupFile), { maxLength: 6 }),
  })
  .map(({ name, versionCode, files }) => ({
    manifest: { package: name, versionCode, sdk: 28, installer: null, apk: false, signers: [] },
    files,
  }));

/** Entries of packages as `place sha256`, manifests aside. */
function expectedPlaces(apps: readonly BackupPackage[], user: number): string[] {
  return apps.flatMap(({ manifest, files }) =>
    files.map(([token, file]) => {
      const folder = PLACES[token]?.(user, manifest.package) ?? '';
      return `${folder}${legalPath(file.path).path} ${sha256(file.body ?? new Uint8Array())}`;
    }),
  );
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function placesOf(lines: readonly Line[]): string[] {
  return lines
    .filter((line) => line.type === 'entry' && !String(line['devicePath']).startsWith('/backup/manifest/'))
    .map((line) => `${line['devicePath']} ${line['sha256']}`);
}

/** What tells of a loss, or of a tree that is not as it was written. Odd names and tokens that a version lacks are not. */
const troubleOf = (lines: readonly Line[]): readonly Line[] =>
  lines.filter(
    (line) =>
      line.type === 'fault' ||
      (line.type === 'notice' &&
        line['gravity'] !== 'info' &&
        !['name-not-utf8', 'anomaly/ab.never-written', 'anomaly/ab.too-early'].some((known) =>
          `${line['code']}/${line['detail']}`.startsWith(known),
        )),
  );

const password = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
/** Few rounds: what is tried here is the layout, not the strength. */
const ROUNDS = 20;
const encryption = fc.record({
  password,
  regime: fc.constantFrom('utf8' as const, '8-bit' as const),
  zeroVectors: fc.boolean(),
});
const backupOptions = fc
  .record({
    version: fc.integer({ min: 1, max: 5 }),
    compressed: fc.boolean(),
    sealed: fc.option(encryption),
    seed: fc.string(),
  })
  // Only version 1 was ever written by the Android that took the low bytes of characters.
  .map(({ version, compressed, sealed, seed }) => ({
    version,
    compressed,
    ...(sealed === null
      ? {}
      : {
          encryption: {
            ...sealed,
            regime: version === 1 ? sealed.regime : ('utf8' as const),
            random: seeded(seed),
            rounds: ROUNDS,
          },
        }),
  }));

test('android-backup, all versions, packed and sealed or not', async () => {
  const apps = fc.uniqueArray(backupPackage, {
    minLength: 1,
    maxLength: 3,
    selector: ({ manifest }) => manifest.package,
  });
  const shared = fc.array(backupFile, { maxLength: 2 });
  await fc.assert(
    fc.asyncProperty(apps, shared, backupOptions, chunkBytes, async (list, files, options, size) => {
      const bytes = androidBackup(
        [...list.map(packageTar), ...(files.length > 0 ? [sharedTar(0, files)] : [])],
        options,
      );
      const secret = 'encryption' in options ? options.encryption?.password : undefined;
      const lines = await decodeSource(chunkedSource('a.ab', bytes, size), {
        passwords: secret === undefined ? [] : ['no', secret],
      });
      expect(troubleOf(lines)).toEqual([]);
      expect(placesOf(lines)).toEqual([
        ...expectedPlaces(list, 0),
        ...files.map((file) => `/storage/emulated/0/${legalPath(file.path).path} ${sha256(file.body)}`),
      ]);
      const versions = lines.flatMap((line) =>
        line.type === 'package' ? [`${line['package']} ${line['versionCode']}`] : [],
      );
      expect(versions).toEqual(list.map(({ manifest }) => `${manifest.package} ${manifest.versionCode}`));
    }),
    { numRuns: 80, seed: SEED },
  );
});

test('mimover, .bak files of any feature, label and user', async () => {
  const head = fc.record({
    label: fc.option(namePart),
    feature: fc.constantFrom(-1, 1, 2, 102),
    user: fc.option(fc.constantFrom(0, 10, 999), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(
      backupPackage,
      head,
      backupOptions,
      chunkBytes,
      async (app, { label, feature, user }, options, size) => {
        const sealed = 'encryption' in options ? options.encryption : undefined;
        const bytes = bak(
          {
            package: app.manifest.package,
            label,
            feature,
            ...(user === undefined ? {} : { user }),
            ...(sealed === undefined ? {} : { encryptedPassword: 'opaque' }),
          },
          androidBackup([packageTar(app)], options),
        );
        const lines = await decodeSource(chunkedSource('a.bak', bytes, size), {
          passwords: sealed === undefined ? [] : [sealed.password],
        });
        expect(troubleOf(lines)).toEqual([]);
        expect(placesOf(lines)).toEqual(expectedPlaces([app], user ?? 0));
        const facts = lines.find((line) => line.type === 'package');
        expect(facts).toMatchObject({
          package: app.manifest.package,
          user: user ?? 0,
          versionCode: String(app.manifest.versionCode),
        });
      },
    ),
    { numRuns: 80, seed: SEED },
  );
});

test('a source of one name is told apart by its bytes alone', async () => {
  const files = [{ path: 'a/b.txt', body: utf8('text') }];
  const kinds = [];
  for (const bytes of [tar(files, 'ustar'), zip(files)])
    kinds.push((await membersOf(memorySource('evidence', bytes, cite('evidence')))).kind);
  expect(kinds).toEqual(['stream', 'tree']);
});
