import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hex } from '../../corpus/encode/bytes.ts';
import { prefs } from '../../corpus/encode/prefs.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { type CipherKind, SQLCIPHER, sealDatabase } from '../../corpus/encode/sqlcipher.ts';
import { database } from '../../corpus/encode/sqlite.ts';
import { built, carryover, tempFolder } from '../support/cli.ts';

/** Databases under SQLCipher on two devices: opened with a key that was given, or that lies beside them. */

interface Result {
  readonly apps: readonly {
    readonly verdict: string;
    readonly artifacts: readonly {
      readonly devicePath: string;
      readonly verdict: string;
      readonly likeness: string | null;
      readonly records: { readonly same: number; readonly sourceOnly: number } | null;
    }[];
  }[];
  readonly findings: readonly { readonly rule: string }[];
}

type Files = Readonly<Record<string, Uint8Array | string>>;

function device(name: string, owner: string, files: Files): string {
  const root = tempFolder(name);
  for (const [path, bytes] of Object.entries({ 'files/some.txt': 'some text', ...files })) {
    const place = join(root, 'data/data', owner, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, bytes);
  }
  return root;
}

/** `rows` messages under seal; the salt differs, as it does where a database is sealed anew. */
function sealed(kind: CipherKind, key: string | Uint8Array, salt: number, rows = 40): Uint8Array {
  const image = database({ pageSize: kind.pageSize, reserved: kind.reserved }, (db) => {
    db.run('CREATE TABLE message (id INTEGER PRIMARY KEY, body TEXT)');
    db.insert(
      'message',
      Array.from({ length: rows }, (_, at) => [at + 1, `message number ${at + 1} of the chat`]),
    );
  });
  return sealDatabase(image, { kind, key, salt: Uint8Array.from({ length: 16 }, (_, at) => at * salt + 1) });
}

function diff(sides: readonly string[], ...more: string[]): Result {
  const run = carryover(['diff', ...sides, '--format', 'json', ...more]);
  expect([0, 5], run.stderr).toContain(run.status);
  return JSON.parse(run.stdout) as Result;
}

const APP = 'com.example.chat';
const DB = 'databases/chat.db';
const PATH = `/data/data/${APP}/${DB}`;
const artifactOf = (result: Result, path = PATH): unknown =>
  result.apps.flatMap(({ artifacts }) => artifacts).find(({ devicePath }) => devicePath === path);
const besideOf = (result: Result): unknown[] => result.findings.filter(({ rule }) => rule === 'key-beside');

describe.skipIf(!built)('sealed databases', { timeout: 120_000 }, () => {
  it('are not compared without a key, and record by record with one that was given', () => {
    const files = (salt: number, rows: number): Files => ({
      [DB]: sealed(SQLCIPHER[4], 'given passphrase', salt, rows),
    });
    const sides = [device('sealed-source', APP, files(3, 40)), device('sealed-target', APP, files(5, 39))];
    expect(artifactOf(diff(sides))).toMatchObject({ verdict: 'not-compared', records: null });
    const keys = join(tempFolder('keys'), 'keys.txt');
    writeFileSync(keys, 'not this one\ngiven passphrase\n');
    const opened = diff(sides, '--password-file', keys);
    expect(artifactOf(opened)).toMatchObject({ verdict: 'partly-carried', records: { same: 39, sourceOnly: 1 } });
    // The key was brought by the examiner: nothing is said of the evidence.
    expect(besideOf(opened)).toEqual([]);
    expect(JSON.stringify(opened)).not.toContain('given passphrase');
    const shown = carryover(['show', ...sides, PATH, '--password-file', keys]);
    expect(shown.stdout).toContain('message number 40 of the chat');
    const decoded = carryover([
      'cat',
      sides[0] as string,
      PATH,
      '--decoded',
      '--format',
      'ndjson',
      '--password-file',
      keys,
    ]);
    expect(
      decoded.stdout
        .trim()
        .split('\n')
        .filter((line) => line.includes('"record"')),
    ).toHaveLength(40);
  });

  it('are opened with a key that lies beside them, which is a finding', () => {
    const key = hex(seeded('carried key').bytes(32));
    const store = { 'shared_prefs/keys.xml': prefs({ database_encryption_key: key }) };
    const file = (salt: number): Files => ({ [DB]: sealed(SQLCIPHER[4], Buffer.from(key, 'hex'), salt) });
    const sides = [
      device('beside-source', APP, { ...store, ...file(3) }),
      device('beside-target', APP, { ...store, ...file(5) }),
    ];
    const both = diff(sides);
    expect(artifactOf(both)).toMatchObject({ verdict: 'carried', likeness: 'content', records: { same: 40 } });
    expect(besideOf(both)).toMatchObject([
      {
        rule: 'key-beside',
        package: APP,
        devicePath: PATH,
        cipher: 'SQLCipher 4, raw key',
        key: { devicePath: `/data/data/${APP}/shared_prefs/keys.xml`, where: 'database_encryption_key' },
        derived: null,
        onSource: true,
        onTarget: true,
      },
    ]);
    expect(JSON.stringify(both)).not.toContain(key);
    const text = carryover(['diff', ...sides, '--format', 'text'], { env: { COLUMNS: '120' } });
    expect(text.stdout).not.toContain(key);

    const without = diff([sides[0] as string, device('beside-without', APP, file(5))]);
    expect(besideOf(without)).toMatchObject([{ onSource: true, onTarget: false }]);

    const audit = carryover(['audit', sides[0] as string, '--format', 'json']);
    const { findings } = JSON.parse(audit.stdout) as Result;
    expect(findings.filter(({ rule }) => rule === 'key-beside')).toMatchObject([{ onSource: true, onTarget: false }]);

    const decoded = carryover(['cat', sides[0] as string, PATH, '--decoded', '--format', 'ndjson']);
    expect(
      decoded.stdout
        .trim()
        .split('\n')
        .filter((line) => line.includes('"record"')),
    ).toHaveLength(40);
    expect(decoded.stdout).not.toContain(key);
  });

  it('of WeChat are opened with the key that is made of what crossed', () => {
    const owner = 'com.tencent.mm';
    const [imei, uin] = ['861234567890123', '-1234567890'];
    const key = createHash('md5')
      .update(imei + uin)
      .digest('hex')
      .slice(0, 7);
    const path = 'MicroMsg/0a1b2c3d/EnMicroMsg.db';
    const files = (salt: number): Files => ({
      [path]: sealed(SQLCIPHER[1], key, salt),
      'shared_prefs/auth_info_key_prefs.xml': prefs({
        _auth_key: seeded('wx').hex(128),
        _auth_uin: { int: Number(uin) },
      }),
      'shared_prefs/DENGTA_META.xml': prefs({ IMEI_DENGTA: imei }),
    });
    const result = diff([device('wechat-source', owner, files(3)), device('wechat-target', owner, files(7))]);
    expect(artifactOf(result, `/data/data/${owner}/${path}`)).toMatchObject({
      verdict: 'carried',
      records: { same: 40 },
    });
    expect(besideOf(result)).toMatchObject([{ cipher: 'SQLCipher 1', derived: 'MD5 of IMEI and uin', onTarget: true }]);
  });
});
