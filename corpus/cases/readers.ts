import { concat, latin1, utf8 } from '../encode/bytes.ts';
import { prefs } from '../encode/prefs.ts';
import { sealedPreferences } from '../encode/secrets.ts';
import { seeded } from '../encode/seed.ts';
import { database, databaseSteps, journal, wal } from '../encode/sqlite.ts';
import type { CorpusFile } from '../file.ts';
import { caseDatabase } from './sample-app.ts';

/** Single artifacts for the readers: `readers/<reader>/<name>`; parts of one artifact stand beside each other. */

const HEADER = "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n";

function* sqlite(): Iterable<CorpusFile> {
  const at = (name: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `readers/sqlite/${name}`,
    bytes,
    description,
  });
  const random = seeded('reader sqlite');
  yield at('plain.db', caseDatabase(30), 'An ordinary database');
  yield at(
    'types.db',
    database({}, (db) => {
      db.run(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, any, real REAL, blob BLOB, text TEXT COLLATE NOCASE DEFAULT 'none')",
      );
      db.insert('t', [
        [1, null, 2.5, Uint8Array.of(0, 1, 255), 'Text'],
        [2, 2n ** 62n, -0.0, new Uint8Array(0), ''],
        [3, -1, 1e300, random.bytes(5000), 'ünï 🙂'],
        [4, 'one as text', 1, null, `with\u0000nul`],
        [5, 9_007_199_254_740_993n, 3, null, 'x'.repeat(9000)],
      ]);
    }),
    'Every storage class, long values in overflow pages',
  );
  for (const encoding of ['UTF-16le', 'UTF-16be'] as const) {
    yield at(
      `${encoding.toLowerCase()}.db`,
      database({ encoding }, (db) => {
        db.run('CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)');
        db.insert(
          't',
          Array.from({ length: 8 }, (_, i) => [i + 1, `Zeile ${i} – 測試 🙂`]),
        );
      }),
      `Text encoding ${encoding}`,
    );
  }
  yield at(
    'without-rowid.db',
    database({ pageSize: 512 }, (db) => {
      db.run('CREATE TABLE t (name TEXT, part INTEGER, value TEXT, PRIMARY KEY (part, name)) WITHOUT ROWID');
      db.insert(
        't',
        Array.from({ length: 120 }, (_, i) => [`name-${i % 40}`, i % 3, random.text(20, 'abcdef')]),
      );
    }),
    'WITHOUT ROWID over several levels, composite key',
  );
  yield at(
    'no-key.db',
    database({ pageSize: 1024 }, (db) => {
      db.run('CREATE TABLE log (at INTEGER, line TEXT)');
      db.insert(
        'log',
        Array.from({ length: 60 }, (_, i) => [i % 7, `line ${i % 5} of the log`]),
      );
    }),
    'A table without a key, with equal rows',
  );
  yield at(
    'schema-extras.db',
    database({ autoVacuum: true, userVersion: 9 }, (db) => {
      db.run("CREATE TABLE android_metadata (locale TEXT); INSERT INTO android_metadata VALUES ('en_US')");
      db.run('CREATE TABLE room_master_table (id INTEGER PRIMARY KEY, identity_hash TEXT)');
      db.run("INSERT INTO room_master_table VALUES (42, '0123456789abcdef0123456789abcdef')");
      db.run('CREATE TABLE "odd name" ("a b" TEXT UNIQUE NOT NULL, [select] INTEGER, `c` AS (length("a b")) VIRTUAL)');
      db.run('INSERT INTO "odd name" ("a b", [select]) VALUES (\'first value\', 1), (\'second value\', 2)');
      db.run("CREATE VIRTUAL TABLE search USING fts4(body); INSERT INTO search VALUES ('words to be found')");
      db.run('CREATE VIEW v AS SELECT 1; CREATE TRIGGER tr AFTER INSERT ON android_metadata BEGIN SELECT 1; END');
      db.run(
        "CREATE TABLE later (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO later VALUES (1, 'before the column')",
      );
      db.run("ALTER TABLE later ADD COLUMN state TEXT DEFAULT 'fresh value'");
    }),
    'Android and Room tables, odd names, generated column, full-text tables, view, trigger, added column, auto-vacuum',
  );
  const [base, first, second, third] = databaseSteps(
    { wal: true },
    (db) => {
      db.run('CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)');
      db.insert(
        't',
        Array.from({ length: 20 }, (_, i) => [i + 1, `row ${i + 1} in the database`]),
      );
    },
    (db) =>
      db.insert(
        't',
        Array.from({ length: 30 }, (_, i) => [i + 21, `row ${i + 21} in the first commit`]),
      ),
    (db) => db.run("DELETE FROM t WHERE id = 3; UPDATE t SET text = 'changed in the log' WHERE id = 4"),
    (db) => db.insert('t', [[99, 'never committed']]),
  ) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  yield at('wal.db', base, 'Database whose newest rows are in its log');
  yield at(
    'wal.db-wal',
    wal(base, { salts: [11, 12], commits: [first, second], uncommitted: third }),
    'Two commits and an unfinished one',
  );
  const [before, now] = databaseSteps(
    {},
    (db) => {
      db.run('CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)');
      db.insert(
        't',
        Array.from({ length: 20 }, (_, i) => [i + 1, `row ${i + 1} before`]),
      );
    },
    (db) => db.run("DELETE FROM t WHERE id < 10; UPDATE t SET text = 'half done' WHERE id > 15"),
  ) as [Uint8Array, Uint8Array];
  yield at('journal.db', now, 'Database in the middle of a transaction');
  yield at('journal.db-journal', journal(before, now, 0x1234), 'Its hot journal');
  yield at('empty.db', new Uint8Array(0), 'No bytes: a database that was never written');
  const whole = caseDatabase(200, 'damaged');
  const flipped = whole.slice();
  flipped.fill(0xa5, 4096, 4096 + 64);
  yield at('damaged-page.db', flipped, 'A page whose header is overwritten');
  yield at('truncated.db', whole.subarray(0, whole.length - 5000), 'Cut short');
  yield at('encrypted.db', seeded('reader sqlite encrypted').bytes(8192), 'Noise, as an encrypted database looks');
}

function* preferences(): Iterable<CorpusFile> {
  const at = (name: string, text: string | Uint8Array, description: string): CorpusFile => ({
    path: `readers/preferences/${name}`,
    bytes: typeof text === 'string' ? utf8(text) : text,
    description,
  });
  yield at(
    'types.xml',
    prefs({
      text: 'with <tags> & "quotes"',
      lines: 'first\nsecond\ttabbed',
      flag: true,
      off: false,
      int: { int: -2147483648 },
      long: { long: 9_223_372_036_854_775_807n },
      float: { float: '3.4028235E38' },
      nan: { float: 'NaN' },
      set: { set: ['b', 'a', 'ünï 🙂'] },
      empty_set: { set: [] },
      empty: '',
    }),
    'Every type of SharedPreferences',
  );
  yield at(
    'all-xmlutils.xml',
    `${HEADER}<map>\n    <null name="nothing" />\n    <double name="d" value="2.0" />\n    <byte-array name="bytes" num="4">00ff10ab</byte-array>\n    <int-array name="ints" num="2">\n        <item value="1" />\n        <item value="2" />\n    </int-array>\n    <long-array name="longs" num="1">\n        <item value="9007199254740993" />\n    </long-array>\n    <string-array name="strings" num="2">\n        <item value="one" />\n        <item value="two" />\n    </string-array>\n    <list name="list">\n        <string>a</string>\n        <int value="2" />\n        <null />\n    </list>\n    <map name="inner">\n        <string name="deep">value</string>\n        <boolean name="yes" value="true" />\n    </map>\n</map>\n`,
    'The further types of XmlUtils: null, double, arrays, lists, maps',
  );
  yield at(
    'nul-reference.xml',
    `${HEADER}<map>\n    <string name="nul">a&#0;b&#10;c&#x1F642;</string>\n</map>\n`,
    'Character references that strict XML forbids',
  );
  yield at('sealed.xml', prefs(sealedPreferences(seeded('reader sealed'), 4)), 'EncryptedSharedPreferences');
  yield at('empty-map.xml', `${HEADER}<map />\n`, 'No keys');
  yield at(
    'duplicate-key.xml',
    `${HEADER}<map>\n    <string name="k">one</string>\n    <string name="k">two</string>\n</map>\n`,
    'One key twice',
  );
  yield at('cut.xml', prefs({ first: 'whole value', second: 'this one is cut' }).slice(0, 140), 'Cut short');
  yield at('not-closed.xml', `${HEADER}<map>\n    <string name="a">open\n</map>\n`, 'An element that is never closed');
  yield at(
    'doctype.xml',
    `<?xml version="1.0"?>\n<!DOCTYPE map [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>\n<map><string name="x">&b;</string></map>\n`,
    'Entities of its own: nothing Android writes',
  );
  yield at('zero-bytes.xml', '', 'No bytes');
  yield at(
    'not-preferences.xml',
    '<?xml version="1.0"?>\n<resources><string name="a">b</string></resources>\n',
    'XML of another kind',
  );
  yield at(
    'bom.xml',
    concat([Uint8Array.of(0xef, 0xbb, 0xbf), utf8(prefs({ key: 'after a byte order mark' }))]),
    'Byte order mark',
  );
}

function* json(): Iterable<CorpusFile> {
  const at = (name: string, text: string | Uint8Array, description: string): CorpusFile => ({
    path: `readers/json/${name}`,
    bytes: typeof text === 'string' ? utf8(text) : text,
    description,
  });
  yield at(
    'object.json',
    JSON.stringify({ a: 1, b: [1, 2, { c: null }], d: { e: 'text value', f: 2.5 } }, null, 2),
    'Nested values',
  );
  yield at(
    'numbers.json',
    '{"big":9007199254740993,"real":1.0,"exp":1e400,"minus":-0,"long":123456789012345678901234567890}',
    'Numbers beyond a double',
  );
  yield at('duplicate-keys.json', '{"a":1,"a":2,"__proto__":{"x":1},"":"empty key"}', 'A key twice, and odd keys');
  yield at('deep.json', `${'['.repeat(5000)}${']'.repeat(5000)}`, 'Five thousand levels');
  yield at('cut.json', '{"a":[1,2,{"b":"the text ends he', 'Cut short');
  yield at('lines.jsonl', '{"n":1}\n{"n":2}\n{"n":3}\n', 'One document a line');
  yield at(
    'bom.json',
    concat([Uint8Array.of(0xef, 0xbb, 0xbf), utf8('{"a":"after a byte order mark"}')]),
    'Byte order mark',
  );
  yield at('scalar.json', '"only a string"', 'A string alone');
  yield at('lone-surrogate.json', '{"a":"\\ud800 alone"}', 'Half of a surrogate pair');
}

function* lines(): Iterable<CorpusFile> {
  const at = (name: string, text: string | Uint8Array, description: string): CorpusFile => ({
    path: `readers/lines/${name}`,
    bytes: typeof text === 'string' ? utf8(text) : text,
    description,
  });
  yield at(
    'log.txt',
    Array.from({ length: 40 }, (_, i) => `2024-01-02 03:04:${String(i).padStart(2, '0')} event ${i % 6}`).join('\n'),
    'A log without a last line feed',
  );
  yield at('crlf.txt', 'first line of text\r\nsecond line of text\r\n\r\nfourth line of text\r\n', 'CR LF');
  yield at('latin1.txt', latin1('caf\xe9 au lait\nna\xefve\n'), 'Not UTF-8');
  yield at(
    'utf16.txt',
    concat([Uint8Array.of(0xff, 0xfe), new Uint8Array(Buffer.from('line one of text\nline two of text\n', 'utf16le'))]),
    'UTF-16 with a byte order mark',
  );
  yield at('one-long-line.txt', 'word '.repeat(4000), 'One long line');
  yield at('binary.txt', seeded('reader lines binary').bytes(2000), 'No text at all');
}

export function* readerCases(): Iterable<CorpusFile> {
  yield* sqlite();
  yield* preferences();
  yield* json();
  yield* lines();
}
