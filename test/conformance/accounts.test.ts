import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { database } from '../../corpus/encode/sqlite.ts';
import { built, carryover, tempFolder } from '../support/cli.ts';

/** Accounts and keys that a device itself keeps, on two devices and in the bundle between them. */

type Files = Readonly<Record<string, Uint8Array | string>>;

interface Account {
  readonly name: string;
  readonly type?: string;
  readonly password?: string;
  readonly token?: string;
}

const ROOT = join(import.meta.dirname, '../..');
const GOOGLE = 'com.google';
const CE = 'data/system_ce/0/accounts_ce.db';
const DE = 'data/system_de/0/accounts_de.db';
const KEYS = 'data/misc/keystore/persistent.sqlite';
const PACKAGES = 'data/system/packages.list';
const LIST =
  'com.example.bank 10123 0 /data/user/0/com.example.bank default none\ncom.example.chat 10124 0 /data/user/0/com.example.chat default none\n';

const TURNED =
  'com.example.bank 10124 0 /data/user/0/com.example.bank default none\ncom.example.chat 10123 0 /data/user/0/com.example.chat default none\n';

function device(name: string, files: Files): string {
  const root = tempFolder(name);
  for (const [path, bytes] of Object.entries({ 'data/data/com.example.bank/files/a.txt': 'some text', ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

/** AOSP AccountsDb, Android 7 and later. */
function accounts(list: readonly Account[], tokens = true): Uint8Array {
  return database({ userVersion: 10 }, (db) => {
    const password = tokens ? ', password TEXT' : '';
    db.run(
      `CREATE TABLE accounts (_id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL${password}, UNIQUE(name,type))`,
    );
    db.insert(
      'accounts',
      list.map(({ name, type = GOOGLE, password: own = null }, at) =>
        tokens ? [at + 1, name, type, own] : [at + 1, name, type],
      ),
    );
    if (!tokens) return;
    db.run(
      'CREATE TABLE authtokens (_id INTEGER PRIMARY KEY, accounts_id INTEGER NOT NULL, type TEXT NOT NULL, authtoken TEXT, UNIQUE (accounts_id,type))',
    );
    const held = list.flatMap(({ token }, at) => (token === undefined ? [] : [[at + 1, at + 1, 'oauth2:mail', token]]));
    db.insert('authtokens', held);
  });
}

type Key = readonly [uid: number, alias: string, domain?: number, state?: number];

/** AOSP keystore2, database.rs. */
function keystore(keys: readonly Key[]): Uint8Array {
  return database({}, (db) => {
    db.run(
      'CREATE TABLE keyentry (id INTEGER UNIQUE, key_type INTEGER, domain INTEGER, namespace INTEGER, alias BLOB, state INTEGER, km_uuid BLOB)',
    );
    db.insert(
      'keyentry',
      keys.map(([uid, alias, domain = 0, state = 1], at) => [at + 1, 0, domain, uid, alias, state, new Uint8Array(16)]),
    );
  });
}

interface Finding {
  readonly rule: string;
  readonly account: { readonly name: string };
  readonly reading?: string;
  readonly secrets: object;
  readonly bundle: string | null;
}

function findings<F = Finding>(args: readonly string[], rule: string): readonly F[] {
  const run = carryover([...args, '--format', 'json', '--rule', rule]);
  expect([0, 5], run.stderr).toContain(run.status);
  return (JSON.parse(run.stdout) as { readonly findings: readonly F[] }).findings;
}

const readings = (args: readonly string[]): unknown =>
  Object.fromEntries(
    findings(args, 'account').map(({ account, reading, bundle }) => [account.name, [reading, bundle]]),
  );

const SOURCE: readonly Account[] = [
  { name: 'same', token: 'ya29.token-that-both-phones-hold' },
  { name: 'anew', token: 'ya29.token-of-the-old-phone' },
  { name: 'idle', token: 'ya29.token-of-an-idle-account' },
  { name: 'stayed', password: 'correct horse battery' },
];
const TARGET: readonly Account[] = [
  { name: 'same', token: 'ya29.token-that-both-phones-hold' },
  { name: 'anew', token: 'ya29.token-of-the-new-phone' },
  { name: 'idle' },
  { name: 'fresh', token: 'ya29.token-of-another-account' },
];

describe.skipIf(!built)('accounts of a device', () => {
  const source = device('accounts-source', { [CE]: accounts(SOURCE), [DE]: accounts(SOURCE, false) });
  const target = device('accounts-target', { [CE]: accounts(TARGET), [DE]: accounts(TARGET, false) });

  it('tells what became of each, and of what it signs in with', () => {
    expect(readings(['diff', source, target])).toEqual({
      anew: ['other-token', null],
      fresh: ['new-on-target', null],
      idle: ['no-token-on-target', null],
      same: ['same-token', null],
      stayed: ['left-behind', null],
    });
  });

  it('says whether the bundle could have brought the token', () => {
    const empty = device('accounts-none', {});
    expect(readings(['diff', source, target, '--via', empty])).toMatchObject({
      anew: ['other-token', 'not-held'],
      same: ['same-token', 'not-held'],
    });
    const full = device('accounts-full', { [CE]: accounts(SOURCE) });
    expect(readings(['diff', source, target, '--via', full])).toMatchObject({
      anew: ['other-token', 'other-token'],
      same: ['same-token', 'same-token'],
    });
  });

  it('says nothing of a bundle of which some was lost', () => {
    const cut = join(ROOT, 'corpus/android-backup/broken/cut-in-body.ab');
    expect(readings(['diff', source, target, '--via', cut])).toMatchObject({ anew: ['other-token', 'unseen'] });
  });

  it('speaks of the bundle in words, and shows no token in any output', () => {
    const out = tempFolder('accounts-out');
    const outputs = ['r.html', 'r.ndjson', 'r.csv', 'r.sarif', 'r.sqlite'].map((name) => join(out, name));
    const none = device('accounts-none-again', {});
    const run = carryover(['diff', source, target, '--via', none, ...outputs.flatMap((path) => ['-o', path])]);
    expect([0, 5], run.stderr).toContain(run.status);
    const written = outputs.map((path) => readFileSync(path, 'latin1'));
    expect(written[0]).toContain('no token in common; no such account in the bundle');
    for (const { token = '', password = '' } of [...SOURCE, ...TARGET])
      for (const secret of [token, password].filter((one) => one !== ''))
        expect(written.filter((text) => text.includes(secret))).toEqual([]);
  });

  it('of a phone that was never unlocked knows names, and says that tokens were not seen', () => {
    const locked = device('accounts-locked', { [DE]: accounts(TARGET, false) });
    const told = readings(['diff', device('accounts-locked-source', { [DE]: accounts(SOURCE, false) }), locked]);
    expect(told).toMatchObject({ stayed: ['left-behind', null], fresh: ['new-on-target', null] });
    expect(told).toHaveProperty('same', ['tokens-unseen', null]);
  });

  it('audits one side', () => {
    expect(
      findings(['audit', source], 'account').map(({ account, secrets, reading }) => [account.name, secrets, reading]),
    ).toEqual([
      ['anew', { source: 1, target: 0, same: 0 }, undefined],
      ['idle', { source: 1, target: 0, same: 0 }, undefined],
      ['same', { source: 1, target: 0, same: 0 }, undefined],
      ['stayed', { source: 1, target: 0, same: 0 }, undefined],
    ]);
  });
});

interface KeyFinding {
  readonly user: number;
  readonly holder: string | null;
  readonly uids: object;
  readonly keys: object;
  readonly aliases: object;
}

const keysOf = (args: readonly string[]): unknown =>
  findings<KeyFinding>(args, 'keystore').map(({ user, holder, uids, keys, aliases }) => ({
    user,
    holder,
    uids,
    keys,
    aliases,
  }));

describe.skipIf(!built)('keys in the keystore', () => {
  it('are told by app and name; what no app made, or cannot be used, is not', () => {
    const source = device('keys-source', {
      [KEYS]: keystore([
        [10_123, '_androidx_security_master_key_'],
        [10_123, 'pin'],
        [10_123, 'gone', 0, 2],
        [102, 'wifi', 2],
        [-1, 'of nobody'],
      ]),
      [PACKAGES]: LIST,
    });
    // The other phone has numbered the apps the other way round.
    const target = device('keys-target', {
      [KEYS]: keystore([
        [10_124, '_androidx_security_master_key_'],
        [10_123, 'pin'],
        [1_010_123, 'chat'],
        [10_900, 'pin'],
      ]),
      [PACKAGES]: TURNED,
    });
    const keys = (own: number, there: number, both: number) => ({ source: own, target: there, both });
    expect(keysOf(['diff', source, target])).toEqual([
      {
        user: 0,
        holder: 'com.example.bank',
        uids: { source: 10_123, target: 10_124 },
        keys: keys(2, 1, 1),
        aliases: { both: ['_androidx_security_master_key_'], source: ['pin'], target: [] },
      },
      {
        user: 0,
        holder: 'com.example.chat',
        uids: { source: null, target: 10_123 },
        keys: keys(0, 1, 0),
        aliases: { both: [], source: [], target: ['pin'] },
      },
      {
        user: 0,
        holder: null,
        uids: { source: null, target: 10_900 },
        keys: keys(0, 1, 0),
        aliases: { both: [], source: [], target: ['pin'] },
      },
      {
        user: 10,
        holder: 'com.example.chat',
        uids: { source: null, target: 1_010_123 },
        keys: keys(0, 1, 0),
        aliases: { both: [], source: [], target: ['chat'] },
      },
    ]);
  });

  it('before Android 12 are files, whose names are escaped', () => {
    const source = device('keys-files', {
      'data/misc/keystore/user_0/10123_USRPKEY_my+Pkey': utf8('blob'),
      'data/misc/keystore/user_0/.10123_chr_USRPKEY_my+Pkey': utf8('blob'),
      'data/misc/keystore/user_0/10123_USRCERT_my+Pkey': utf8('blob'),
      [`data/misc/keystore/user_0/${'9'.repeat(60)}_USRPKEY_a`]: utf8('blob'),
    });
    expect(keysOf(['audit', source])).toMatchObject([
      { uids: { source: 10_123 }, keys: { source: 1 }, aliases: { source: ['my key'] } },
    ]);
  });
});
