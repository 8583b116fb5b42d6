import { spawnSync } from 'node:child_process';
import { createCipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { androidBackup } from '../../corpus/encode/android-backup.ts';
import { packageTar } from '../../corpus/encode/backup-tar.ts';
import { prefs } from '../../corpus/encode/prefs.ts';
import { jwt, sealedPreferences } from '../../corpus/encode/secrets.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { type Builder, database, databaseSteps, journal, wal } from '../../corpus/encode/sqlite.ts';
import { tar } from '../../corpus/encode/tar.ts';
import { zip } from '../../corpus/encode/zip.ts';

/**
 * The contract, sentence by sentence, through the built command line. All evidence is made here, small, in a temporary
 * folder: most sentences share one pair of devices, with one package for each.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BUILT = process.env['CARRYOVER_ROOT'] ?? ROOT;
const built = existsSync(join(BUILT, 'dist/src/cli/main.js'));
if (!built) process.stderr.write('contract: skipped, dist/ is not built (npm run build)\n');

const AT = '2024-01-03T00:00:00Z';
const MTIME = Date.UTC(2023, 5, 1) / 1000;
const OUTPUT_LIMIT = 64 << 20;

type Bytes = Uint8Array | string;
type Tree = Record<string, Bytes>;

interface Records {
  readonly same: number;
  readonly changed: number;
  readonly sourceOnly: number;
  readonly targetOnly: number;
  readonly telling: number;
}

interface Artifact {
  readonly devicePath: string;
  readonly storage: string | null;
  readonly domain: string | null;
  readonly path: string;
  readonly kind: string;
  readonly verdict: string;
  readonly likeness: string | null;
  readonly route: string | null;
  readonly compared?: string;
  readonly moved: { devicePath: string; user: number; basis: string; share: number } | null;
  readonly schemaChanged: boolean;
  readonly similarity?: number;
  readonly copies?: readonly { devicePath: string; user: number }[];
  readonly reason?: { side: string; code: string; at: string | null };
  readonly source: { entry: string; parts: readonly { role: string }[] } | null;
  readonly target: { entry: string; parts: readonly { role: string }[] } | null;
  readonly records: Records | null;
}

interface App {
  readonly package: string;
  readonly user: number;
  readonly verdict: string;
  readonly because: readonly string[];
  readonly coverage: string;
  readonly versionCode: { source: string | null; target: string | null };
  readonly movedTo?: { user: number };
  readonly artifacts: readonly Artifact[];
}

interface Finding {
  readonly id: string;
  readonly package: string | null;
  readonly user: number;
  readonly devicePath: string;
  readonly where: string | null;
  readonly status: string;
  readonly portability: string;
  readonly expiry: string;
  readonly certainty: string;
  readonly secret: {
    shape: string;
    length: number;
    preview: string | null;
    fingerprint: string | null;
    value?: unknown;
  };
  readonly target?: { devicePath: string; where: string | null };
  readonly targetSecret?: { fingerprint: string | null };
}

interface Result {
  readonly run: Record<string, unknown>;
  readonly evidence: Record<string, Record<string, unknown>>;
  readonly summary: {
    apps: Record<string, number>;
    artifacts: Record<string, number>;
    credentials: Record<string, number>;
  };
  readonly apps: readonly App[];
  readonly shared: readonly Artifact[];
  readonly findings: readonly Finding[];
  readonly notices: readonly { side: string; code: string; gravity: string; detail: string }[];
}

let temp = '';
beforeAll(() => {
  temp = mkdtempSync(join(tmpdir(), 'contract-'));
});
afterAll(() => {
  if (temp !== '') rmSync(temp, { recursive: true, force: true });
});

function put(path: string, bytes: Bytes): string {
  const whole = join(temp, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, bytes);
  utimesSync(whole, MTIME, MTIME);
  return whole;
}

/** A folder with these files. */
function folder(name: string, files: Tree): string {
  for (const [path, bytes] of Object.entries(files)) put(`${name}/${path}`, bytes);
  return join(temp, name);
}

function carryover(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawnSync(process.execPath, [join(BUILT, 'bin/carryover.js'), ...args], {
    cwd: temp,
    encoding: 'utf8',
    maxBuffer: OUTPUT_LIMIT,
    env: { ...process.env, SOURCE_DATE_EPOCH: '', ...env },
  });
  return { status: child.status, stdout: child.stdout, stderr: child.stderr };
}

function diff(source: string, target: string, more: readonly string[] = [], exits: readonly number[] = [0]): Result {
  const run = carryover(['diff', source, target, '--at', AT, '--format', 'json', ...more]);
  expect(exits, run.stderr).toContain(run.status);
  return JSON.parse(run.stdout) as Result;
}

const appOf = (result: Result, name: string, user = 0): App => {
  const app = result.apps.find((one) => one.package === name && one.user === user);
  if (app === undefined) throw new Error(`no app ${name} of user ${user}`);
  return app;
};

function artifactOf(result: Result, devicePath: string): Artifact {
  const all = [...result.apps.flatMap((app) => app.artifacts), ...result.shared];
  const found = all.find((one) => one.devicePath === devicePath);
  if (found === undefined) throw new Error(`no artifact ${devicePath}`);
  return found;
}

/** Noise that compresses and reads as nothing. */
const noise = (seed: string, bytes: number): Uint8Array => seeded(seed).bytes(bytes);
const db = (build: (db: Builder) => void): Uint8Array => database({}, build);
const notes = (rows: readonly (readonly [number, string])[], more = ''): Uint8Array =>
  db((it) => {
    it.run(`CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT${more})`);
    it.insert(
      'note',
      rows.map((row) => (more === '' ? row : [...row, null])),
    );
  });
const TEN = Array.from({ length: 10 }, (_, i) => [i + 1, `the body of note ${i + 1}`] as const);

/** Everything that one pair of devices can show, by sentence. */
const source: Tree = {};
const target: Tree = {};
const P = (name: string) => `com.sentence.${name}`;
const data = (name: string, path: string, user = 0) =>
  user === 0 ? `/data/data/${P(name)}/${path}` : `/data/user/${user}/${P(name)}/${path}`;

function both(name: string, path: string, one: Bytes | null, other: Bytes | null): void {
  const at = `data/data/${P(name)}/${path}`;
  if (one !== null) source[at] = one;
  if (other !== null) target[at] = other;
}

function makeDevices(): void {
  const random = seeded('contract');
  both('bytes', 'databases/a.db', notes(TEN), notes(TEN));
  both('shm', 'databases/a.db', notes(TEN), notes(TEN));
  both('shm', 'databases/a.db-shm', noise('a', 64), noise('b', 64));
  // VACUUM, other page size, free pages
  both(
    'vacuum',
    'databases/a.db',
    notes(TEN),
    database({ pageSize: 1024 }, (it) => {
      it.run('CREATE TABLE x (a); CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)');
      it.insert('note', [...TEN].reverse());
      it.run('DROP TABLE x');
    }),
  );
  const [before, after] = databaseSteps(
    { wal: true },
    (it) => {
      it.run('CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)');
      it.insert('note', TEN);
    },
    (it) => it.run("UPDATE note SET body = 'written to the log' WHERE id = 3"),
  ) as [Uint8Array, Uint8Array];
  both('checkpoint', 'databases/a.db', before, after);
  both('checkpoint', 'databases/a.db-wal', wal(before, { salts: [1, 2], commits: [after] }), null);
  const [old, torn] = databaseSteps(
    {},
    (it) => {
      it.run('CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)');
      it.insert('note', TEN);
    },
    (it) => it.run("UPDATE note SET body = 'never committed' WHERE id = 3"),
  ) as [Uint8Array, Uint8Array];
  both('journal', 'databases/a.db', torn, old);
  both('journal', 'databases/a.db-journal', journal(old, torn, 77), null);
  both(
    'orphan',
    'databases/a.db-wal',
    wal(before, { salts: [1, 2], commits: [after] }),
    wal(before, { salts: [3, 4], commits: [after] }),
  );
  both(
    'prefsorder',
    'shared_prefs/a.xml',
    prefs({ one: 'first value', two: { set: ['b', 'a'] }, three: true }),
    `<?xml version="1.0"?><!-- x -->\n<map><boolean value="true" name="three"/><set name="two"><string>a</string><string>b</string></set><string name="one">first value</string></map>`,
  );
  both('bak', 'shared_prefs/a.xml', prefs({ one: 'first value' }), prefs({ one: 'other value' }));
  both('bak', 'shared_prefs/a.xml.bak', null, prefs({ one: 'first value' }));
  both('bakonly', 'shared_prefs/a.xml', prefs({ one: 'first value', two: 'second value' }), null);
  both('bakonly', 'shared_prefs/a.xml.bak', null, prefs({ two: 'second value', one: 'first value' }));
  // Columns
  both('added', 'databases/a.db', notes(TEN), notes(TEN, ', extra TEXT'));
  both(
    'dropped',
    'databases/a.db',
    db((it) => {
      it.run("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT, state TEXT DEFAULT 'new')");
      it.insert(
        'note',
        TEN.map(([id, body]) => [id, body, id % 2 === 0 ? 'new' : null]),
      );
    }),
    notes(TEN),
  );
  both(
    'droppedvalue',
    'databases/a.db',
    db((it) => {
      it.run("CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT, state TEXT DEFAULT 'new')");
      it.insert(
        'note',
        TEN.map(([id, body]) => [id, body, 'old']),
      );
    }),
    notes(TEN),
  );
  // No keys
  const loose = (rows: readonly string[], first = 1) =>
    db((it) => {
      it.run('CREATE TABLE log (line TEXT)');
      for (const [i, row] of rows.entries()) it.run(`INSERT INTO log (rowid, line) VALUES (${first + i}, '${row}')`);
    });
  both(
    'shifted',
    'databases/a.db',
    loose(['line number one', 'line number two']),
    loose(['line number two', 'line number one'], 50),
  );
  both(
    'duprows',
    'databases/a.db',
    loose(['the same line', 'the same line', 'the same line']),
    loose(['the same line']),
  );
  // Same key, other value
  const pair = (a: string, b: string | number) =>
    db((it) => {
      it.run('CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b)');
      it.insert('t', [[1, a, b]]);
    });
  both('samekey', 'databases/a.db', pair('shared and telling', 'x'), pair('shared and telling', 'y'));
  both('samekeyweak', 'databases/a.db', pair('seven77', 'x'), pair('seven77', 'y'));
  both(
    'samekeyprefs',
    'shared_prefs/a.xml',
    prefs({ name: 'value on the source' }),
    prefs({ name: 'value on the target' }),
  );
  both(
    'samekeyjson',
    'files/a.json',
    '{"name":"value on the source","list":["one element","two elements"]}',
    '{"name":"value on the target","list":["two elements","other element"]}',
  );
  // Telling
  const one = (value: string | number | bigint | Uint8Array) =>
    db((it) => {
      it.run('CREATE TABLE t (id INTEGER PRIMARY KEY, v)');
      it.insert('t', [[1, value]]);
    });
  for (const [name, value] of [
    ['text7', '1234567'],
    ['text8', '12345678'],
    ['textutf8', 'äöüß'],
    ['blob7', noise('blob', 7)],
    ['blob8', noise('blob', 8)],
    ['int31less', 2 ** 31 - 1],
    ['int31', 2 ** 31],
  ] as const)
    both(
      `tell.${name}`,
      'databases/a.db',
      one(value),
      database({ pageSize: 1024 }, (it) => {
        it.run('CREATE TABLE t (id INTEGER PRIMARY KEY, v)');
        it.insert('t', [[1, value]]);
      }),
    );
  both('telljson', 'files/a.json', '{"a_long_name_of_a_key":[1,2,3]}', '{ "a_long_name_of_a_key": [3,2,1] }');
  both(
    'tellprefs',
    'shared_prefs/a.xml',
    prefs({ a_long_name_of_a_key: 'short' }),
    `${prefs({ a_long_name_of_a_key: 'short' })}\n`,
  );
  both('tellopaque31', 'files/a.bin', noise('opaque', 31), noise('opaque', 31));
  both('tellopaque32', 'files/a.bin', noise('opaque', 32), noise('opaque', 32));
  // Empty
  const empty = db((it) => it.run('CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)'));
  both(
    'emptyboth',
    'databases/a.db',
    empty,
    database({ pageSize: 1024 }, (it) => it.run('CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)')),
  );
  both('emptysource', 'databases/a.db', empty, notes(TEN));
  both('emptytarget', 'databases/a.db', notes(TEN), empty);
  both('emptyfile', 'files/a.bin', new Uint8Array(0), noise('x', 100));
  both('emptyonly', 'databases/a.db', empty, null);
  // Unreadable
  const cipher = (seed: string) => noise(seed, 8192);
  both('encrypted', 'databases/a.db', cipher('e1'), cipher('e2'));
  both('encryptedone', 'databases/a.db', notes(TEN), cipher('e3'));
  both(
    'opaque',
    'files/a.bin',
    noise('o1', 4096),
    Buffer.concat([noise('o1', 4096).subarray(0, 3000), noise('o2', 1000)]),
  );
  both(
    'metadata',
    'databases/a.db',
    db((it) =>
      it.run("CREATE TABLE android_metadata (locale TEXT); INSERT INTO android_metadata VALUES ('de_DE_long_enough')"),
    ),
    db((it) =>
      it.run("CREATE TABLE android_metadata (locale TEXT); INSERT INTO android_metadata VALUES ('en_US_long_enough')"),
    ),
  );
  both(
    'lines',
    'files/a.txt',
    'first line here\nsecond line here\nthird line here\n',
    'third line here\nfirst line here\nsecond line here\n',
  );
  both('partly', 'databases/a.db', notes(TEN), notes(TEN.slice(0, 5)));
  both('superset', 'databases/a.db', notes(TEN.slice(0, 5)), notes(TEN));
  both('differs', 'databases/a.db', notes([[1, 'only on the source']]), notes([[2, 'only on the target']]));
  both('left', 'databases/a.db', notes(TEN), null);
  both('left', 'files/stays.txt', 'this is on both sides\n', 'this is on both sides\n');
  both('fresh', 'databases/a.db', null, notes(TEN));
  // APK
  for (const [tree, folderName] of [
    [source, '~~aaaaaaaaaaaaaaaaaaaaaa==/com.sentence.apk-bbbbbbbbbbbbbbbbbbbbbb=='],
    [target, 'com.sentence.apk-1'],
  ] as const) {
    tree[`data/app/${folderName}/base.apk`] = noise('apk', 2000);
    tree[`data/app/${folderName}/split_config.de.apk`] = noise(tree === source ? 's1' : 's2', 2000);
  }
  both('apk', 'databases/a.db', notes(TEN), null);
  source['data/app/com.sentence.apknone-1/base.apk'] = noise('apk none', 2000);
  target['data/app/com.sentence.apknone-1/base.apk'] = noise('apk none', 2000);
  // Users
  both('users', 'files/a.txt', 'a line that tells of user 0\n', 'a line that tells of user 0\n');
  source[`data/user/10/${P('users')}/files/a.txt`] = 'a line that tells of user 10\n';
  target[`data/user/10/${P('users')}/files/a.txt`] = 'another line, of user 10\n';
  source[`data/user/999/${P('clone')}/files/a.bin`] = noise('clone', 500);
  source['data/app/com.sentence.clone-1/base.apk'] = noise('apk clone', 2000);
  target['data/app/com.sentence.clone-1/base.apk'] = noise('apk clone', 2000);
  target[`data/data/${P('clone')}/files/a.bin`] = noise('clone', 500);
  source[`data/user/999/${P('taken')}/files/a.bin`] = noise('taken', 500);
  source[`data/data/${P('taken')}/files/b.bin`] = noise('taken b', 500);
  target[`data/data/${P('taken')}/files/a.bin`] = noise('taken', 500);
  // Taken by what is on both sides alone.
  source[`data/user/999/${P('takenboth')}/databases/a.db`] = notes(TEN);
  both('takenboth', 'files/b.bin', noise('taken both', 500), noise('taken both', 500));
  target[`data/data/${P('takenboth')}/databases/a.db`] = notes(TEN);
  // 999 on the target too, so that its storage is covered.
  target[`data/user/999/com.sentence.other/files/z.txt`] = 'something of user 999\n';
  // Moves
  both('moved', 'files/old.bin', noise('moved', 32), null);
  both('moved', 'files/new.bin', null, noise('moved', 32));
  both('movedshort', 'files/old.bin', noise('short', 31), null);
  both('movedshort', 'files/new.bin', null, noise('short', 31));
  both('movedcontent', 'databases/old.db', notes(TEN), null);
  both(
    'movedcontent',
    'databases/new.db',
    null,
    database({ pageSize: 1024 }, (it) => {
      it.run('CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)');
      it.insert('note', TEN);
    }),
  );
  both('movedwal', 'databases/old.db', before, null);
  both('movedwal', 'databases/old.db-wal', wal(before, { salts: [1, 2], commits: [after] }), null);
  both('movedwal', 'databases/new.db', null, after);
  both('copies', 'files/a1.bin', noise('copies', 100), null);
  both('copies', 'files/a2.bin', noise('copies', 100), null);
  both('copies', 'files/b.bin', null, noise('copies', 100));
  both('direct', 'files/a.bin', noise('direct', 100), noise('direct other', 100));
  both('direct', 'files/b.bin', null, noise('direct', 100));
  both('twins', 'databases/old.db', notes(TEN), null);
  both('twins', 'databases/new.db', null, notes(TEN.slice(0, 9)));
  // Media, obb, external, SD volume
  for (const tree of [source, target]) {
    tree['data/media/0/DCIM/a.jpg'] = noise('jpg', 500);
    tree['data/media/0/Android/media/com.sentence.media/b.jpg'] = noise('jpg b', 500);
    tree['data/media/0/Android/obb/com.sentence.media/main.obb'] = noise('obb', 500);
    tree['data/media/0/Android/data/com.sentence.media/files/c.txt'] = 'a line on external storage\n';
    tree['storage/12AB-34CD/DCIM/d.jpg'] = noise('sd', 500);
    tree['data/system/users/0/settings_ssaid.xml'] = '<settings version="1"/>';
    tree['data/system/appops.xml'] = `<app-ops/>${tree === source}`;
    tree['data/misc/wifi/WifiConfigStore.xml'] = `<x>${tree === source}</x>`;
    tree['system/build.prop'] = 'ro.x=1\n';
  }
  source[`data/data/${P('listed')}/files/a.txt`] = 'a line of the listed app\n';
  source[`data/data/${P('folderonly')}/files/a.txt`] = 'a line of an app whose folder is there\n';
  target[`data/data/${P('folderonly')}/cache/x`] = 'x';
  // Credentials
  const token = (seed: string) => seeded(seed).base64url(48);
  both(
    'cred',
    'shared_prefs/a.xml',
    prefs({ access_token: token('carried'), refresh_token: token('r1') }),
    prefs({ access_token: token('carried'), refresh_token: token('r2') }),
  );
  both('credmoved', 'shared_prefs/a.xml', prefs({ access_token: token('elsewhere') }), null);
  both('credmoved', 'shared_prefs/b.xml', null, prefs({ refresh_token: token('elsewhere'), x: 'y' }));
  both('credleft', 'shared_prefs/a.xml', prefs({ access_token: token('left') }), null);
  both('credleft', 'files/x', 'z\n', 'z\n');
  both('crednew', 'shared_prefs/a.xml', prefs({ name: 'x' }), prefs({ name: 'x', access_token: token('new') }));
  both(
    'credexpired',
    'shared_prefs/a.xml',
    prefs({ access_token: jwt(seeded('j1'), { sub: 'person', exp: 1_600_000_000 }) }),
    prefs({ access_token: jwt(seeded('j1'), { sub: 'person', exp: 1_600_000_000 }) }),
  );
  both(
    'credvalid',
    'shared_prefs/a.xml',
    prefs({ access_token: jwt(seeded('j2'), { sub: 'person', exp: 2_000_000_000 }) }),
    prefs({ access_token: jwt(seeded('j2'), { sub: 'person', exp: 2_000_000_000 }) }),
  );
  const sealed = prefs(sealedPreferences(seeded('sealed'), 3));
  both('credsealed', 'shared_prefs/a.xml', sealed, sealed);
  both(
    'credpassword',
    'shared_prefs/a.xml',
    prefs({ password: 'Tr0ub4dor&3x!' }),
    prefs({ password: 'Tr0ub4dor&3x!' }),
  );
  const fcm = `${seeded('f').base64url(22)}:APA91b${seeded('g').base64url(134)}`;
  both(
    'credfcm',
    'shared_prefs/com.google.android.gms.appid.xml',
    prefs({ [`|T|1234|*`]: `{"token":"${fcm}","appVersion":"1","timestamp":1}` }),
    prefs({ [`|T|1234|*`]: `{"token":"${fcm}","appVersion":"1","timestamp":1}` }),
  );
  // Version codes
  const list = (extra: string) =>
    `com.sentence.bytes 10050 0 /data/user/0/com.sentence.bytes default:targetSdkVersion=30 none 0 12345678901\n${extra}`;
  source['data/system/packages.list'] = list('');
  target['data/system/packages.list'] = list(
    `com.sentence.listed 10051 0 /data/user/0/com.sentence.listed default none 0 7\ncom.sentence.folderonly 10052 0 /data/user/0/com.sentence.folderonly default none 0 7\n`,
  );
  void random;
}

describe.skipIf(!built)('one pair of devices', () => {
  let result: Result;
  let sourcePath = '';
  let targetPath = '';
  beforeAll(() => {
    makeDevices();
    sourcePath = folder('world/source', source);
    targetPath = folder('world/target', target);
    result = diff(sourcePath, targetPath);
    if (process.env['CONTRACT_DUMP'] !== undefined)
      writeFileSync(process.env['CONTRACT_DUMP'], JSON.stringify(result, null, 1));
  });
  const at = (name: string, path: string, user = 0) => artifactOf(result, data(name, path, user));

  describe('artifact', () => {
    it('equal bytes are likeness bytes, with records', () => {
      expect(at('bytes', 'databases/a.db')).toMatchObject({
        kind: 'sqlite',
        verdict: 'carried',
        likeness: 'bytes',
        records: { same: 10, changed: 0, sourceOnly: 0, targetOnly: 0, telling: 10 },
      });
    });
    it('bytes needs all parts but -shm equal', () => {
      const artifact = at('shm', 'databases/a.db');
      expect(artifact).toMatchObject({ verdict: 'carried', likeness: 'bytes' });
      expect(artifact.source?.parts.map(({ role }) => role)).toEqual(['shm']);
    });
    it('a VACUUM is content', () => {
      expect(at('vacuum', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        schemaChanged: false,
        records: { same: 10 },
      });
    });
    it('its content is the effective view: a checkpoint is content', () => {
      expect(at('checkpoint', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        records: { same: 10, changed: 0 },
      });
    });
    it('its content is the effective view: a hot journal is applied', () => {
      expect(at('journal', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        records: { same: 10, changed: 0 },
      });
    });
    it('an orphan -wal is opaque', () => {
      expect(at('orphan', 'databases/a.db-wal')).toMatchObject({
        kind: 'opaque',
        verdict: 'differs',
        likeness: 'none',
        records: null,
      });
    });
    it('a rewritten preferences file is content', () => {
      expect(at('prefsorder', 'shared_prefs/a.xml')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        records: { same: 3 },
      });
    });
    it('a preferences file with its .bak', () => {
      expect(at('bak', 'shared_prefs/a.xml')).toMatchObject({ verdict: 'carried', likeness: 'content' });
    });
    it('a preferences file of which only the .bak is left is that preferences file', () => {
      expect(at('bakonly', 'shared_prefs/a.xml')).toMatchObject({
        kind: 'preferences',
        verdict: 'carried',
        likeness: 'content',
        moved: null,
      });
      expect(at('bakonly', 'shared_prefs/a.xml').target?.entry).toMatch(/a\.xml\.bak$/);
    });
    it('APKs pair by package and split name', () => {
      expect(artifactOf(result, '/data/app/com.sentence.apk/base.apk')).toMatchObject({
        verdict: 'carried',
        likeness: 'bytes',
      });
      expect(artifactOf(result, '/data/app/com.sentence.apk/split_config.de.apk')).toMatchObject({
        verdict: 'differs',
      });
    });
  });

  describe('records', () => {
    it('extra target columns give at most superset', () => {
      expect(at('added', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'superset',
        schemaChanged: true,
      });
    });
    it('a column missing on the target equals only NULL or its default', () => {
      expect(at('dropped', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        schemaChanged: true,
      });
      expect(at('droppedvalue', 'databases/a.db')).toMatchObject({
        verdict: 'partly-carried',
        likeness: 'partial',
        records: { same: 0, changed: 10 },
      });
    });
    it('a table without keys whose rows merely shifted shows no change', () => {
      expect(at('shifted', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        records: { same: 2, telling: 2 },
      });
      expect(at('duprows', 'databases/a.db')).toMatchObject({
        verdict: 'partly-carried',
        records: { same: 1, sourceOnly: 2 },
      });
    });
    it('a row with the same key that shares a telling value counts as found, as changed', () => {
      expect(at('samekey', 'databases/a.db')).toMatchObject({
        verdict: 'partly-carried',
        likeness: 'partial',
        records: { same: 0, changed: 1, sourceOnly: 0, targetOnly: 0, telling: 1 },
      });
      expect(at('samekeyweak', 'databases/a.db')).toMatchObject({
        verdict: 'differs',
        likeness: 'none',
        records: { changed: 0, sourceOnly: 1, targetOnly: 1 },
      });
    });
    it('a changed key, path or line does not', () => {
      expect(at('samekeyprefs', 'shared_prefs/a.xml')).toMatchObject({
        verdict: 'differs',
        records: { changed: 0, sourceOnly: 1, targetOnly: 1 },
      });
      expect(at('samekeyjson', 'files/a.json')).toMatchObject({
        verdict: 'partly-carried',
        records: { same: 1, changed: 0, sourceOnly: 2, targetOnly: 2 },
      });
    });
    it.each([
      ['text7', 0],
      ['text8', 1],
      ['textutf8', 1],
      ['blob7', 0],
      ['blob8', 1],
      ['int31less', 0],
      ['int31', 1],
    ] as const)('a record tells: %s', (name, telling) => {
      expect(at(`tell.${name}`, 'databases/a.db').records).toMatchObject({ same: 1, telling });
      expect(appOf(result, P(`tell.${name}`)).verdict).toBe(telling === 1 ? 'data-carried' : 'not-carried');
    });
    it('a record tells by what it holds beyond its key: not by a JSON path or a name', () => {
      expect(at('tellprefs', 'shared_prefs/a.xml').records).toMatchObject({ same: 1, telling: 0 });
      expect(at('telljson', 'files/a.json').records).toMatchObject({ same: 3, telling: 0 });
    });
    it('opaque content tells from 32 bytes', () => {
      expect(at('tellopaque31', 'files/a.bin')).toMatchObject({ verdict: 'carried', likeness: 'bytes', records: null });
      expect(appOf(result, P('tellopaque31')).verdict).toBe('not-carried');
      expect(appOf(result, P('tellopaque32')).verdict).toBe('data-carried');
    });
    it('lines of text are a multiset', () => {
      expect(at('lines', 'files/a.txt')).toMatchObject({
        kind: 'lines',
        verdict: 'carried',
        likeness: 'content',
        records: { same: 3 },
      });
    });
    it('android_metadata holds no records', () => {
      expect(at('metadata', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        records: { same: 0, sourceOnly: 0, targetOnly: 0 },
      });
    });
  });

  describe('verdict', () => {
    it('partly-carried some are found', () => {
      expect(at('partly', 'databases/a.db')).toMatchObject({
        verdict: 'partly-carried',
        likeness: 'partial',
        records: { same: 5, sourceOnly: 5 },
      });
    });
    it('superset target has all and more', () => {
      expect(at('superset', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'superset',
        records: { same: 5, targetOnly: 5 },
      });
    });
    it('differs both hold it, both were read, none is found', () => {
      expect(at('differs', 'databases/a.db')).toMatchObject({ verdict: 'differs', likeness: 'none' });
      expect(appOf(result, P('differs')).verdict).toBe('not-carried');
    });
    it('an artifact without records on the source is carried only if the target is empty too', () => {
      expect(at('emptyboth', 'databases/a.db')).toMatchObject({ verdict: 'carried', likeness: 'content' });
      expect(at('emptysource', 'databases/a.db')).toMatchObject({ verdict: 'new-on-target' });
      expect(at('emptytarget', 'databases/a.db')).toMatchObject({ verdict: 'differs', likeness: 'none' });
      expect(at('emptyfile', 'files/a.bin')).toMatchObject({ verdict: 'new-on-target' });
    });
    it('not-compared where one could not be read, with the reason', () => {
      expect(at('encrypted', 'databases/a.db')).toMatchObject({
        verdict: 'not-compared',
        likeness: null,
        records: null,
        reason: { code: 'sqlite.encrypted' },
      });
      expect(at('encryptedone', 'databases/a.db')).toMatchObject({
        verdict: 'not-compared',
        likeness: null,
        reason: { side: 'target', code: 'sqlite.encrypted' },
      });
    });
    it('differs of opaque content carries similarity 0 to 1', () => {
      const { verdict, similarity } = at('opaque', 'files/a.bin');
      expect(verdict).toBe('differs');
      expect(similarity).toBeGreaterThan(0.3);
      expect(similarity).toBeLessThan(1);
    });
    it('left-behind and new-on-target where coverage includes the place', () => {
      expect(at('left', 'databases/a.db')).toMatchObject({ verdict: 'left-behind', likeness: null });
      expect(at('fresh', 'databases/a.db')).toMatchObject({ verdict: 'new-on-target', likeness: null });
      expect(appOf(result, P('fresh')).verdict).toBe('new-on-target');
    });
  });

  describe('app verdict', () => {
    it('apk-only: the APK is on both sides, private data of the source covered and not found', () => {
      expect(appOf(result, P('apk'))).toMatchObject({
        verdict: 'apk-only',
        because: [data('apk', 'databases/a.db')],
        coverage: 'full',
      });
    });
    it('data-carried lists its artifacts', () => {
      expect(appOf(result, P('left'))).toMatchObject({
        verdict: 'data-carried',
        because: [data('left', 'files/stays.txt')],
      });
    });
    it('empty artifacts do not count, a private place that was covered does', () => {
      expect(appOf(result, P('emptyonly')).verdict).toBe('not-carried');
      expect(appOf(result, P('apknone')).verdict).toBe('not-carried');
    });
    it('is of one package of one user', () => {
      expect(appOf(result, P('users'), 0).verdict).toBe('data-carried');
      expect(appOf(result, P('users'), 10).verdict).toBe('not-carried');
    });
  });

  describe('moved', () => {
    it('by bytes from 32 bytes on, at the place of the source, and not new on the target', () => {
      expect(at('moved', 'files/old.bin')).toMatchObject({
        verdict: 'carried',
        likeness: 'bytes',
        moved: { devicePath: data('moved', 'files/new.bin'), user: 0, basis: 'bytes', share: 1 },
      });
      expect(() => at('moved', 'files/new.bin')).toThrow();
      expect(at('movedshort', 'files/old.bin')).toMatchObject({ verdict: 'left-behind', moved: null });
    });
    it('by content', () => {
      expect(at('movedcontent', 'databases/old.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        moved: { basis: 'content' },
        records: { same: 10, telling: 10 },
      });
      expect(at('movedwal', 'databases/old.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        moved: { basis: 'content' },
      });
      expect(() => at('movedcontent', 'databases/new.db')).toThrow();
    });
    it('what is not unique is a copy, and the verdict stays', () => {
      expect(at('copies', 'files/a1.bin')).toMatchObject({
        verdict: 'left-behind',
        moved: null,
        copies: [{ devicePath: data('copies', 'files/b.bin'), user: 0 }],
      });
      expect(at('copies', 'files/b.bin').verdict).toBe('new-on-target');
    });
    it('a direct address always pairs first', () => {
      expect(at('direct', 'files/a.bin')).toMatchObject({ verdict: 'differs', moved: null });
      expect(at('direct', 'files/b.bin')).toMatchObject({ verdict: 'new-on-target' });
    });
    it('near twins never change the verdict', () => {
      expect(at('twins', 'databases/old.db')).toMatchObject({ verdict: 'left-behind', moved: null });
      expect(at('twins', 'databases/new.db')).toMatchObject({ verdict: 'new-on-target' });
    });
    it('(P,999) moved to (P,0) only where (P,0) is not taken', () => {
      expect(at('clone', 'files/a.bin', 999)).toMatchObject({
        verdict: 'carried',
        moved: { devicePath: data('clone', 'files/a.bin'), user: 0 },
      });
      expect(at('clone', 'files/a.bin', 999)).toMatchObject({ moved: { basis: 'bytes' }, records: null });
      expect(appOf(result, P('clone'), 999)).toMatchObject({ verdict: 'data-carried', movedTo: { user: 0 } });
      expect(at('taken', 'files/a.bin', 999)).toMatchObject({ verdict: 'left-behind', moved: null });
      expect(at('taken', 'files/a.bin').verdict).toBe('new-on-target');
      expect(at('takenboth', 'databases/a.db', 999)).toMatchObject({ verdict: 'left-behind', moved: null });
      expect(at('takenboth', 'databases/a.db')).toMatchObject({ verdict: 'new-on-target' });
    });
  });

  describe('locations', () => {
    it('shared storage, its packages, and an SD volume', () => {
      expect(artifactOf(result, '/storage/emulated/0/DCIM/a.jpg')).toMatchObject({
        storage: 'media',
        domain: 'media',
        verdict: 'carried',
      });
      expect(artifactOf(result, '/storage/12AB-34CD/DCIM/d.jpg')).toMatchObject({
        storage: 'media',
        domain: 'media',
        verdict: 'carried',
      });
      expect(
        appOf(result, 'com.sentence.media').artifacts.map(({ domain, devicePath }) => [domain, devicePath]),
      ).toEqual([
        ['external', '/storage/emulated/0/Android/data/com.sentence.media/files/c.txt'],
        ['obb', '/storage/emulated/0/Android/obb/com.sentence.media/main.obb'],
        ['media', '/storage/emulated/0/Android/media/com.sentence.media/b.jpg'],
      ]);
      expect(result.shared.map(({ devicePath }) => devicePath)).not.toContain(
        '/storage/emulated/0/Android/media/com.sentence.media/b.jpg',
      );
    });
    it('of system files only the named stores are artifacts, the others are counted', () => {
      const paths = result.shared.map(({ devicePath }) => devicePath).filter((path) => !path.startsWith('/storage'));
      expect(paths).toEqual([
        '/data/misc/wifi/WifiConfigStore.xml',
        '/data/system/packages.list',
        '/data/system/users/0/settings_ssaid.xml',
      ]);
      expect(result.evidence['source']).toMatchObject({ notExamined: 2 });
    });
  });

  describe('coverage', () => {
    it('a package listed in packages.list whose folder is missing is not covered', () => {
      expect(at('listed', 'files/a.txt')).toMatchObject({
        verdict: 'unseen',
        reason: { side: 'target', code: 'package-folder-missing' },
      });
      expect(appOf(result, P('listed'))).toMatchObject({ verdict: 'unseen', coverage: 'partial' });
      expect(at('folderonly', 'files/a.txt')).toMatchObject({ verdict: 'left-behind' });
    });
    it('every unseen carries its reason', () => {
      const all = [...result.apps.flatMap(({ artifacts }) => artifacts), ...result.shared].filter(
        ({ verdict }) => verdict === 'unseen',
      );
      for (const one of all) expect(one.reason, one.devicePath).toBeDefined();
    });
  });

  describe('credentials', () => {
    const found = (name: string) => result.findings.filter((one) => one.package === P(name));
    it('carried and changed, by value first', () => {
      expect(found('cred').map(({ where, status }) => [where, status])).toEqual([
        ['access_token', 'carried'],
        ['refresh_token', 'changed'],
      ]);
      expect(found('cred')[1]?.targetSecret?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
      expect(appOf(result, P('cred'))).toMatchObject({ verdict: 'session-carried', because: [found('cred')[0]?.id] });
    });
    it('the same value elsewhere in the same package and user is carried, with target.where', () => {
      expect(found('credmoved')).toMatchObject([
        { status: 'carried', target: { devicePath: data('credmoved', 'shared_prefs/b.xml'), where: 'refresh_token' } },
      ]);
    });
    it('left-behind and new-on-target', () => {
      expect(found('credleft')).toMatchObject([{ status: 'left-behind' }]);
      expect(found('crednew')).toMatchObject([{ status: 'new-on-target' }]);
    });
    it('an expired one carries no session', () => {
      expect(found('credexpired')).toMatchObject([{ status: 'carried', expiry: 'expired' }]);
      expect(appOf(result, P('credexpired')).verdict).toBe('data-carried');
      expect(found('credvalid')).toMatchObject([{ status: 'carried', expiry: 'valid' }]);
      expect(appOf(result, P('credvalid')).verdict).toBe('session-carried');
    });
    it('a sealed store is one finding, keystore-bound, and carries no session', () => {
      expect(found('credsealed')).toMatchObject([{ status: 'carried', portability: 'keystore-bound' }]);
      expect(appOf(result, P('credsealed')).verdict).toBe('data-carried');
    });
    it('an FCM token is cleared-on-restore and no session', () => {
      expect(found('credfcm')).toMatchObject([{ status: 'carried', portability: 'cleared-on-restore' }]);
      expect(appOf(result, P('credfcm')).verdict).toBe('data-carried');
    });
    it('previews are at most 4 characters and null under 16; fingerprints null where guessable', () => {
      expect(found('credpassword')).toMatchObject([{ secret: { preview: null, fingerprint: null, length: 13 } }]);
      const token = seeded('carried').base64url(48);
      expect(found('cred')[0]?.secret).toEqual({
        shape: 'access-token',
        length: 48,
        preview: token.slice(0, 4),
        fingerprint: createHash('sha256').update(token).digest('hex').slice(0, 16),
      });
    });
    it('counts are of distinct values', () => {
      expect(result.summary.credentials['changed']).toBe(1);
    });
  });

  describe('JSON', () => {
    it('version codes are strings', () => {
      expect(appOf(result, P('bytes')).versionCode).toEqual({ source: '12345678901', target: '12345678901' });
    });
    it('equal input gives equal bytes', () => {
      const args = ['diff', sourcePath, targetPath, '--at', AT, '--format', 'json'];
      const env = { SOURCE_DATE_EPOCH: '1704240000' };
      expect(carryover(args, env).stdout).toBe(carryover(args, env).stdout);
    });
    it('SOURCE_DATE_EPOCH fixes run.at and run.started', () => {
      const run = carryover(['diff', sourcePath, targetPath, '--format', 'json', '--app', P('bytes')], {
        SOURCE_DATE_EPOCH: '1700000000',
      });
      expect((JSON.parse(run.stdout) as Result).run).toMatchObject({
        at: '2023-11-14T22:13:20Z',
        started: '2023-11-14T22:13:20Z',
      });
    });
    it('sha256 of a folder is that of its lines', () => {
      const lines = Object.entries(source)
        .map(([path, bytes]) => ({
          path: Buffer.from(path),
          line: `${createHash('sha256').update(bytes).digest('hex')}  ${path}\n`,
        }))
        .sort((a, b) => Buffer.compare(a.path, b.path))
        .map(({ line }) => line);
      expect(result.evidence['source']?.['sha256']).toBe(createHash('sha256').update(lines.join('')).digest('hex'));
    });
    it('newest is the latest file time', () => {
      expect(result.evidence['source']?.['newest']).toBe('2023-06-01T00:00:00Z');
    });
    it('swapping the sides mirrors the verdicts of what one side has', () => {
      const back = diff(targetPath, sourcePath);
      const mirror: Record<string, string> = { 'left-behind': 'new-on-target', 'new-on-target': 'left-behind' };
      const paths = (one: Result) =>
        new Map(
          [...one.apps.flatMap(({ artifacts }) => artifacts), ...one.shared].map((artifact) => [
            artifact.devicePath,
            artifact,
          ]),
        );
      const there = paths(back);
      for (const [path, artifact] of paths(result)) {
        const only = artifact.source === null || artifact.target === null;
        // A move from a user to its clone is not a move back.
        if (only && there.get(path)?.moved === null)
          expect(there.get(path)?.verdict, path).toBe(mirror[artifact.verdict] ?? artifact.verdict);
        else if (artifact.verdict === 'carried' && artifact.moved === null && artifact.likeness !== 'superset')
          expect(['carried', 'partly-carried'], path).toContain(there.get(path)?.verdict);
      }
    });
    it('a diff of two snapshots equals the diff of their evidence', () => {
      for (const [side, path] of [
        ['s', sourcePath],
        ['t', targetPath],
      ] as const) {
        const run = carryover(['snapshot', path, '-o', join(temp, `${side}.snapshot`)]);
        expect(run.status, run.stderr).toBe(0);
      }
      const again = diff(join(temp, 's.snapshot'), join(temp, 't.snapshot'));
      const bare = (apps: readonly App[]) =>
        JSON.parse(JSON.stringify(apps, (key, value) => (key === 'at' || key === 'entry' ? undefined : value)));
      expect(again.summary).toEqual(result.summary);
      expect(again.findings).toEqual(result.findings);
      expect(bare(again.apps)).toEqual(bare(result.apps));
    });
  });
});
void [tar, zip, androidBackup, packageTar, createCipheriv, createHmac, randomBytes, readFileSync];
