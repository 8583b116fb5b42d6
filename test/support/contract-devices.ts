import { prefs } from '../../corpus/encode/prefs.ts';
import { jwt, sealedPreferences } from '../../corpus/encode/secrets.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { database, databaseSteps, journal, wal } from '../../corpus/encode/sqlite.ts';
import { type Bytes, db, noise, notes, TEN, type Tree } from './contract-run.ts';

/** Everything that one pair of devices can show, by sentence. */
export const source: Tree = {};
export const target: Tree = {};
export const P = (name: string) => `com.sentence.${name}`;
/** The device path of a file of one sentence. */
export const data = (name: string, path: string, user = 0) =>
  user === 0 ? `/data/data/${P(name)}/${path}` : `/data/user/${user}/${P(name)}/${path}`;

function both(name: string, path: string, one: Bytes | null, other: Bytes | null): void {
  const at = `data/data/${P(name)}/${path}`;
  if (one !== null) source[at] = one;
  if (other !== null) target[at] = other;
}

/** Fills both devices. */
export function makeDevices(): void {
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
  // The log that lies alone on one side lies beside its database on the other.
  const log = wal(before, { salts: [1, 2], commits: [after] });
  both('logleft', 'databases/a.db', null, before);
  both('logleft', 'databases/a.db-wal', log, log);
  both('otherlog', 'databases/a.db', before, null);
  both('otherlog', 'databases/a.db-wal', log, wal(before, { salts: [3, 4], commits: [after] }));
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
  const small = database({ pageSize: 1024 }, (it) => {
    it.run('CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)');
    it.insert('note', TEN);
  });
  for (const name of ['a.db', 'b.db']) both('copiescontent', `databases/${name}`, notes(TEN), null);
  for (const name of ['c.db', 'd.db']) both('copiescontent', `databases/${name}`, null, small);
  // Places that are taken: the records stand there in other bytes.
  const again = prefs({ theme: 'midnight blue', town: 'Aberystwyth' });
  const reversed = prefs({ town: 'Aberystwyth', theme: 'midnight blue' });
  both('copiestaken', 'databases/gone.db', notes(TEN), null);
  both('copiestaken', 'databases/home.db', notes(TEN), small);
  both('copiestaken', 'shared_prefs/here.xml', again, prefs({ theme: 'another theme', town: 'Another town' }));
  both('copiestaken', 'shared_prefs/there.xml', prefs({ theme: 'a third theme', town: 'a third town' }), reversed);
  both('copiestaken', 'shared_prefs/stays.xml', reversed, reversed);
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
}
