import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { database } from '../../corpus/encode/sqlite.ts';
import { chromiumFacts, chromiumStore, momentsIn } from '../../src/content/chromium/store.ts';
import { readDocument } from '../../src/content/index.ts';
import type { Document } from '../../src/content/reader.ts';
import { storeView } from '../../src/engine/store-view.ts';
import { valueFinding } from '../../src/findings/credential.ts';
import { scanContent } from '../../src/findings/scan.ts';
import { redactor } from '../../src/report/redact.ts';
import { storeSentence } from '../../src/report/words/stores.ts';
import { CORPUS } from '../support/cases.ts';
import { contentOf } from '../support/documents.ts';

const poll = (): void => undefined;

function documentOf(bytes: Uint8Array): Document {
  const read = readDocument(new Map([['main', contentOf(bytes)]]), 'any name', poll);
  if (read === null || !('document' in read)) throw new Error('not read');
  return read.document;
}

const corpusCase = (name: string): Document => documentOf(readFileSync(`${CORPUS}/readers/sqlite/${name}`));

/** Found in a place that no catalogue knows. */
const scanned = (document: Document) =>
  scanContent({ package: 'com.example', domain: 'root', path: 'app_any/Store', document, bytes: null });

test.each([
  ['06', 3, 0, 0],
  ['09', 4, 1, 0],
  ['12', 4, 1, 0],
  ['17', 5, 1, 1],
  ['19', 5, 1, 1],
  ['24', 5, 1, 1],
])(
  'tells cookies of schema version %s by their table, whatever the file is called',
  (version, rows, sealed, partitioned) => {
    const document = corpusCase(`chromium-cookies-${version}.db`);
    const facts = chromiumFacts(document, poll);
    expect(facts).toMatchObject({
      store: 'chromium-cookies',
      version: String(Number(version)),
      rows,
      sealed,
      partitioned,
      session: 1,
      prefixes: sealed === 0 ? [] : ['v10'],
    });
    // One of them had expired when the store was written.
    const [first = 0, ...others] = [...(facts?.ends ?? [])].sort((a, b) => a - b);
    expect(others).toHaveLength(rows - 2);
    const view = storeView(facts as NonNullable<typeof facts>, (first + 1) * 1000);
    expect(view.expired).toBe(1);
    expect(storeSentence(view, '2026-01-01T00:00:00Z')).toContain('1 of a session (no expiry), 1 expired by 2026');
  },
);

test('finds each cookie with host, name and end, and sealed ones together', () => {
  const found = scanned(corpusCase('chromium-cookies-24.db'));
  expect(found.map(({ where, cookie, expires }) => [where, cookie?.session, cookie?.partition, expires])).toEqual([
    ['cookies.value[.shop.example|sessionid|/]', true, null, null],
    ['cookies.value[.shop.example|auth_token|/]', false, null, 1_760_536_000],
    [
      'cookies.value[.shop.example|auth_token|/|https://travel.example]',
      false,
      'https://travel.example',
      1_760_536_000,
    ],
    ['cookies.encrypted_value', undefined, undefined, null],
  ]);
  expect(found[1]).toMatchObject({
    service: 'Chromium cookies',
    certainty: 'observed',
    portability: 'portable',
    cookie: { host: '.shop.example', name: 'auth_token', path: '/', secure: true, httpOnly: true },
  });
  expect(found[3]).toMatchObject({ shape: 'sealed-store', portability: 'unknown', session: false });
});

test('a session cookie has no end of its own, whatever its value claims', () => {
  const claims = Buffer.from('{"sub":"1","exp":1700000000,"sid":"0123456789"}').toString('base64url');
  const token = `eyJhbGciOiJIUzI1NiJ9.${claims}.${'A1b2C3d4'.repeat(5)}`;
  const bytes = database({}, (db) => {
    db.run(
      'CREATE TABLE cookies(creation_utc INTEGER, host_key TEXT, name TEXT, value TEXT, path TEXT, expires_utc INTEGER, last_access_utc INTEGER)',
    );
    db.insert('cookies', [[1, '.a.example', 'session_token', token, '/', 0, 0]]);
  });
  const [sighted] = scanned(documentOf(bytes));
  if (sighted === undefined) throw new Error('nothing found');
  const owner = { package: 'com.example', user: 0, at: 1_800_000_000, caseKey: null, reveal: false };
  const { view } = valueFinding(owner, { devicePath: '/x', sighted });
  expect(view).toMatchObject({ expiry: 'expired', cookie: { session: true, expires: null } });
});

test('tells logins by their table, and passwords under another key as sealed', () => {
  const document = corpusCase('chromium-logins-32.db');
  expect(chromiumFacts(document, poll)).toMatchObject({
    store: 'chromium-logins',
    version: '32',
    rows: 2,
    sealed: 1,
    prefixes: ['v11'],
    blocked: 1,
  });
  expect(scanned(document).map(({ where, shape, portability }) => [where, shape, portability])).toEqual([
    ['logins.password_value', 'sealed-store', 'unknown'],
  ]);
});

test('tells tokens and cards in Web Data that do not open as sealed, wherever it lies', () => {
  const sealed = (version: string, fill: number): Uint8Array =>
    Buffer.concat([Buffer.from(version), Buffer.alloc(32, fill)]);
  const bytes = database({}, (db) => {
    db.run('CREATE TABLE token_service (service VARCHAR PRIMARY KEY NOT NULL, encrypted_token BLOB)');
    db.insert('token_service', [['AccountId-1', sealed('v11', 7)]]);
    db.run('CREATE TABLE credit_cards (guid VARCHAR PRIMARY KEY, name_on_card VARCHAR, card_number_encrypted BLOB)');
    db.insert('credit_cards', [
      ['a', 'Mila Example', sealed('v10', 8)],
      ['b', 'Mila Example', sealed('v10', 9)],
      ['c', 'Mila Example', Buffer.alloc(32, 8)],
    ]);
  });
  const found = scanned(documentOf(bytes));
  expect(found.map(({ where, shape, portability, session }) => [where, shape, portability, session])).toEqual([
    ['token_service.encrypted_token', 'sealed-store', 'unknown', false],
    ['credit_cards.card_number_encrypted', 'sealed-store', 'unknown', false],
  ]);
  expect(
    found.flatMap(({ value }) =>
      Buffer.from(value)
        .toString()
        .split('\n')
        .map((line) => Buffer.from(line, 'base64')[3]),
    ),
  ).toEqual([7, 8, 9]);
});

test('hides sealed values of any length, each by itself', () => {
  const values = [100, 9000, 200_000].map((length, i) => Buffer.from(`v10${String(i).repeat(length)}`));
  const bytes = database({ pageSize: 65_536 }, (db) => {
    db.run(
      'CREATE TABLE cookies(creation_utc INTEGER, host_key TEXT, name TEXT, value TEXT, path TEXT, expires_utc INTEGER, last_access_utc INTEGER, encrypted_value BLOB)',
    );
    db.insert(
      'cookies',
      values.map((sealed, i) => [i, '.a.example', `n${i}`, '', '/', 0, 0, sealed]),
    );
  });
  const hide = redactor(scanned(documentOf(bytes)));
  for (const sealed of values) {
    const base64 = sealed.toString('base64');
    expect(hide.json({ base64 })).toEqual({ base64: `[redacted sealed-store ${base64.length}]` });
  }
});

test('holds sealed values to what they are, however many and long: another one anywhere is another store', () => {
  const many = (last: number) => {
    const bytes = database({ pageSize: 65_536 }, (db) => {
      db.run(
        'CREATE TABLE cookies(creation_utc INTEGER, host_key TEXT, name TEXT, value TEXT, path TEXT, expires_utc INTEGER, last_access_utc INTEGER, encrypted_value BLOB)',
      );
      db.insert(
        'cookies',
        Array.from({ length: 10_010 }, (_, i) => {
          const sealed = Buffer.alloc(i < 2 ? 20_000 : 24, i % 251);
          sealed.write('v10');
          sealed.writeUInt32LE(i === 10_009 ? last : i, 4);
          return [i, '.a.example', `n${i}`, '', '/', 0, 0, sealed];
        }),
      );
    });
    const [found] = scanned(documentOf(bytes));
    return found;
  };
  const [one, same, other] = [many(1), many(1), many(2)];
  expect(one?.digest).toBe(same?.digest);
  expect(one?.digest).not.toBe(other?.digest);
  expect(one?.value.length ?? 0).toBeLessThan(500_000);
});

test('takes no other table of that name for a store of Chromium', () => {
  const bytes = database({}, (db) => {
    db.run('CREATE TABLE cookies(id INTEGER PRIMARY KEY, host_key TEXT, name TEXT, value TEXT, expires_utc INTEGER)');
    db.insert('cookies', [[1, '.example', 'recipe', 'butter and sugar', 13_344_473_601_000_123n]]);
  });
  const document = documentOf(bytes);
  expect(chromiumStore(document)).toBeNull();
  expect(chromiumFacts(document, poll)).toBeNull();
});

test.each([
  [13_344_473_601_000_123n, '2023-11-14T22:13:21.000123Z'],
  [13_344_473_601_500_000n, '2023-11-14T22:13:21.5Z'],
  [11_644_473_600_000_000n, '1970-01-01T00:00:00Z'],
])('shows %s microseconds since 1601 as %s', (value, time) => {
  expect(momentsIn('chromium-cookies', 'cookies', { expires_utc: value, name: 'a' })).toEqual({ expires_utc: time });
});

test.each([0, 1_402_955_745, -5, 2n ** 63n - 1n, '13344473601000123', null])('shows no time of %s', (value) => {
  expect(momentsIn('chromium-logins', 'logins', { date_created: value })).toBeNull();
  expect(momentsIn(null, 'logins', { date_created: 13_344_473_601_000_123n })).toBeNull();
});
