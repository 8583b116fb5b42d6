import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rowsAt } from '../../src/findings/credentials/catalogue.ts';
import { holdsAnchor, mayHoldCredential, textHoldsAnchor } from '../../src/findings/credentials/prefilter.ts';
import { chance, database, HEX, jwt, preferences, scanFile } from '../support/scan-content.ts';

const T = (seed: string, length = 48): string => chance(seed, length);

/** Names and values as apps write them: many of them credentials. */
const names = fc.constantFrom(
  'access_token',
  'accessToken',
  'ACCESS_TOKEN',
  'refreshToken',
  'sessionId',
  'session_key',
  'password',
  'userPassword',
  'pwd',
  'pin',
  'userPin',
  'PIN',
  'PINCode',
  'pass_code',
  'passcode',
  'sid',
  'SID',
  'x.sid',
  'auth',
  'Auth',
  'authKey',
  'auth_key',
  'x-auth',
  'Authorization',
  'bearer',
  'cookie',
  'Cookies',
  'jwt',
  'my_jwt',
  'otp_secret',
  'otp_key',
  'otpSeed',
  'hkey',
  'myHkey',
  'mySid',
  'userPwd',
  'theJwt',
  'xAuth',
  'mnemonic',
  'seed_phrase',
  'seedWords',
  'private_key',
  'privateKey',
  'PRIVATE-KEY',
  'private.key.pem',
  'client_secret',
  'secret',
  'credential',
  'credentials',
  'push_token',
  'db_key',
  'masterKey',
  'aes-key',
  'unlock_code',
  'security_code',
  'recovery_phrase',
  'login_ticket',
  'loginPass',
  'wifi_psk',
  'senha',
  'contrasena',
  'пароль',
  '密码',
  'sessId',
  'userCreds',
  'refresh',
  'api_key',
  'theme',
  'x',
  'name',
  'value',
  'data',
  'user',
  'état',
  'кey',
  '密码pin',
  'pin密',
);
const values = fc.oneof(
  fc.integer({ min: 0, max: 1e6 }).map((n) => T(`v${n}`, 20 + (n % 60))),
  fc.integer({ min: 0, max: 1e6 }).map((n) => chance(`h${n}`, 16 + (n % 60), HEX)),
  fc.constantFrom(
    jwt({ sub: 'a' }),
    `Bearer ${jwt({ sub: 'b' })}`,
    `EAA${T('fb', 120)}`,
    `ya29.${T('y', 60)}`,
    `1//0${T('g', 60)}`,
    `AMf-${T('amf', 60)}`,
    `Bearer IGT:2:${T('igt', 60)}`,
    `${T('i', 22)}:APA91b${T('a', 120)}`,
    `xoxb-${T('x', 40)}`,
    `ghp_${T('gh', 40)}`,
    `-----BEGIN PRIVATE KEY-----\n${T('pem', 64)}\n-----END PRIVATE KEY-----`,
    `otpauth://totp/a?secret=${'JBSWY3DPEHPK3PXP'}`,
    'hunter2',
    chance('db', 64, HEX),
    `https://sam:${T('ui', 12)}@dav.example.net/`,
    `https://api.example.net/?a=1&access_token=${T('q', 40)}`,
    `glpat-${T('gl', 20)}`,
    `sk_live_${T('sk', 24)}`,
    `Basic ${Buffer.from('sam:secret-word').toString('base64')}`,
    `theme=dark; sessionid=${T('ck', 26)}; Path=/; HttpOnly`,
    encodeURIComponent(JSON.stringify({ access_token: T('u', 40) })),
    '4711',
    '824193',
    'sessionid=abcdefghijk123; theme=dark',
    'legal winner thank year wave sausage worth useful legal winner thank yellow',
    `Bearer ${T('b', 40)}`,
  ),
  fc.string({ maxLength: 40 }),
);

/** JSON of such, nested, escaped or coded as apps do. */
const nested = fc.letrec<{ node: unknown }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    values,
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(names, tie('node'), { maxKeys: 3 }),
    fc.dictionary(names, tie('node'), { minKeys: 1, maxKeys: 2 }).map((inner) => JSON.stringify(inner)),
    fc
      .dictionary(names, tie('node'), { minKeys: 1, maxKeys: 2 })
      .map((inner) => Buffer.from(JSON.stringify(inner)).toString('base64')),
    fc
      .dictionary(names, tie('node'), { minKeys: 1, maxKeys: 2 })
      .map((inner) => Buffer.from(JSON.stringify(inner, null, 2)).toString('base64')),
  ),
})).node;
const text = nested.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));

/** org.json on Android writes `\/`; others write `&`, `=` and letters as \u escapes. */
function escapedJson(value: unknown, how: number): string {
  const json = JSON.stringify(value);
  if (how === 0) return json.replaceAll('/', '\\/');
  if (how === 1) return json.replace(/[<>&=]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return json.replace(/[st](?=[a-z])/g, (c) =>
    json.length % 2 === 0 ? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}` : c,
  );
}

function holds(path: string, bytes: Uint8Array): void {
  expect(rowsAt({ package: 'com.example.app', domain: 'x', path })).toEqual([]);
  const found = scanFile(path, bytes);
  if (found.length > 0)
    expect(mayHoldCredential(bytes), JSON.stringify(found.map(({ where, shape }) => [where, shape]))).toBe(true);
}

describe('the prefilter misses nothing that the scan finds', () => {
  it('in preferences', () => {
    fc.assert(
      fc.property(fc.dictionary(names, text, { maxKeys: 4 }), fc.boolean(), (entries, referenced) => {
        const bytes = Buffer.from(preferences(entries));
        const xml = bytes.toString('utf8');
        // A character reference for a letter is legal, if unusual.
        holds(
          'shared_prefs/app.xml',
          referenced
            ? Buffer.from(
                xml.replace(/(?<=[>"][a-zA-Z]{0,6})[eokin](?=[a-zA-Z0-9]*[<"])/g, (c) =>
                  xml.length % 2 === 0 ? `&#${c.charCodeAt(0)};` : `&#x${c.charCodeAt(0).toString(16)};`,
                ),
              )
            : bytes,
        );
      }),
      { numRuns: 600 },
    );
  });

  it('in JSON files', () => {
    fc.assert(
      fc.property(fc.dictionary(names, nested, { maxKeys: 4 }), fc.nat(2), (value, how) =>
        holds('files/state.json', Buffer.from(escapedJson(value, how))),
      ),
      { numRuns: 600 },
    );
  });

  it('in lines', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(names, fc.constantFrom('=', ': ', '": "', ' '), text), { maxLength: 5 }), (lines) =>
        holds('files/app.log', Buffer.from(lines.map((parts) => parts.join('')).join('\n'))),
      ),
      { numRuns: 400 },
    );
  });

  it('in databases, also where a cell runs over its page', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(names, { minLength: 2, maxLength: 3, selector: (name) => name.toLowerCase() }),
        fc.array(fc.tuple(text, text, text), { maxLength: 4 }),
        fc.constantFrom(512, 1024, 4096),
        fc.nat(3000),
        (columns, rows, page, padding) => {
          const create = `CREATE TABLE t (${columns.map((name) => `"${name}" TEXT`).join(', ')})`;
          // Padding in front moves what matters over the end of a page, byte by byte.
          const cells = rows.map((row) =>
            columns.map((_, at) => (at === 0 ? `${'~'.repeat(padding)} ${row[at]}` : (row[at] ?? ''))),
          );
          holds('databases/app.db', database(create, cells, [`page_size = ${page}`]));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('in a table of keys and values, where texts touch each other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(names, text), { maxLength: 6, selector: ([name]) => name }), (rows) =>
        holds(
          'databases/kv.db',
          database(
            'CREATE TABLE s (note TEXT, key TEXT, value TEXT)',
            rows.map(([key, value]) => ['abc', key, value]),
          ),
        ),
      ),
      { numRuns: 300 },
    );
  });

  it('in bytes that nothing reads', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), values, fc.uint8Array({ maxLength: 40 }), (before, value, after) =>
        holds(
          'files/blob.bin',
          Buffer.concat([Buffer.from([0, 255, 254]), before, Buffer.from(value), after, Buffer.from([0])]),
        ),
      ),
      { numRuns: 600 },
    );
  });
});

describe('a cell over many pages', () => {
  it('is found wherever the break falls in the one word that tells', () => {
    for (let padding = 400; padding < 560; padding += 1) {
      const db = new Database(':memory:');
      db.pragma('page_size = 512');
      db.exec('CREATE TABLE t (a TEXT)');
      db.prepare('INSERT INTO t VALUES (?)').run(`{"${'~'.repeat(padding)}":1,"access_token":"${'~'.repeat(700)}"}`);
      const bytes = db.serialize();
      db.close();
      expect(mayHoldCredential(bytes), `padding ${padding}`).toBe(true);
    }
  });

  it('whose chain turns in a circle ends', () => {
    const bytes = Buffer.from(database('CREATE TABLE t (a TEXT)', [['~'.repeat(5000)]], ['page_size = 512']));
    for (let page = 2; page * 512 < bytes.length; page += 1)
      if (bytes[page * 512] === 0) bytes.writeUInt32BE(page + 1, page * 512);
    const start = performance.now();
    mayHoldCredential(bytes);
    expect(performance.now() - start).toBeLessThan(30_000);
  });
});

describe('the prefilter lets most contents pass', () => {
  it.each([
    [
      'settings',
      preferences({
        theme: 'dark',
        launch_count: 17,
        display_mode: 'large',
        spinner: 'inside',
        shipping_address: 'Main Street 7',
        last_seen: '2024-11-03',
      }),
    ],
    [
      'text',
      Buffer.from(
        'The side of the ship was pinned inside, opposite to the hotpot. An author with authority passed the key on.'.repeat(
          50,
        ),
      ),
    ],
    [
      'a database',
      database('CREATE TABLE place (_id INTEGER PRIMARY KEY, title TEXT, lat REAL)', [
        [1, 'Inside the spinning side', 52],
      ]),
    ],
    ['nothing', new Uint8Array(0)],
    ['one byte', Uint8Array.of(0xff)],
    ['zeros', new Uint8Array(4096)],
  ])('%s', (_, bytes) => {
    expect(mayHoldCredential(bytes)).toBe(false);
  });

  it('says yes to what it cannot know: UTF-16, journals', () => {
    expect(mayHoldCredential(Buffer.from('\ufeffplain', 'utf16le'))).toBe(true);
    expect(mayHoldCredential(database('CREATE TABLE t (a TEXT)', [['x']], ["encoding = 'UTF-16le'"]))).toBe(true);
    expect(mayHoldCredential(Buffer.concat([Buffer.from('d9d505f920a163d7', 'hex'), Buffer.alloc(600)]))).toBe(true);
  });

  it('finds what begins a content', () => {
    for (const start of [
      'pin=4711',
      'sid: x',
      'auth=',
      'hkey',
      'pass_code',
      jwt({ sub: 'a' }),
      `EAA${T('x', 80)}`,
      `1//0${T('x', 30)}`,
      `AMf-${T('y', 30)}`,
    ]) {
      expect(mayHoldCredential(Buffer.from(start)), start).toBe(true);
    }
  });
});

describe('one value', () => {
  it('is told as its bytes are, whatever stands behind it in the buffer', () => {
    const piece = fc.constantFrom(
      'pin=1',
      'sid:',
      'x',
      ' ',
      'tok',
      'Token',
      'auth',
      'a; path=/',
      '{"a',
      'zz',
      '.',
      '0',
    );
    const ascii = names.filter((name) => !/[^ -~]/.test(name));
    const text = fc.array(fc.oneof(piece, ascii), { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (value) => {
        textHoldsAnchor('authorization password token');
        expect(textHoldsAnchor(value)).toBe(holdsAnchor(Buffer.from(value)));
      }),
      { seed: 11, numRuns: 500 },
    );
  });

  it('begins with a short word that something is assigned to, right behind another cell', () => {
    expect(holdsAnchor(Buffer.from('lastcellpin=4711 and more'))).toBe(true);
    expect(holdsAnchor(Buffer.from('a spinning top of words'))).toBe(false);
  });
});
