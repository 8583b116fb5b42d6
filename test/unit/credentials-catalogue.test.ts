import { createCipheriv, pbkdf2Sync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { type Example, type Expected, storeExamples } from '../../corpus/credentials/stores.ts';
import { CATALOGUE } from '../../src/findings/credentials/catalogue.ts';
import { STORE_CLASSES } from '../../src/findings/credentials/row.ts';
import type { Sighted } from '../../src/findings/finding.ts';
import { chance, database, HEX, preferences, scanFile } from '../support/scan-content.ts';

const FOLDER = 'src/findings/credentials/catalogue';
const FILES = ['apps', 'messengers', 'keepers', 'browsers', 'system', 'sealed', 'sdks', 'identifiers'];
const TABLE = '../shared/reference/tokens_table.tsv';
const EXAMPLES = storeExamples();

const parsed = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

function chromiumSealed(password: string): Uint8Array {
  const key = pbkdf2Sync('peanuts', 'saltysalt', 1, 16, 'sha1');
  const cipher = createCipheriv('aes-128-cbc', key, Buffer.alloc(16, ' '));
  return Buffer.concat([Buffer.from('v10'), cipher.update(password), cipher.final()]);
}

function matching(sightings: readonly Sighted[], { where, is, certainty, ...more }: Expected): Sighted[] {
  return sightings.filter(
    (one) =>
      (where === null ? one.where === null : (one.where ?? '').includes(where)) &&
      one.shape === is &&
      one.session === more.session &&
      one.portability === more.portability &&
      one.certainty === (certainty ?? 'observed'),
  );
}

/** Rows of the table of stores that were read for it, by its numbers: which of the catalogue's say the same. */
const TABLED: Readonly<Record<number, readonly string[]>> = {
  1: ['facebook-sdk'],
  2: ['facebook-sdk-limited'],
  3: ['facebook-sdk-legacy'],
  4: ['appauth'],
  5: ['auth0'],
  6: ['auth0'],
  7: ['cognito-user-pool'],
  8: ['cognito-credentials'],
  9: ['cognito-device'],
  10: ['cognito-mobile-client'],
  11: ['amplify'],
  12: ['msal'],
  13: ['parse'],
  14: ['firebase-installations'],
  15: ['fcm'],
  16: ['line-sdk'],
  17: ['vk-sdk'],
  18: ['twitter-kit'],
  19: ['okta'],
  20: ['okta-1'],
  21: ['supabase'],
  22: ['react-native'],
  23: ['flutter-secure-storage'],
  24: ['androidx-encrypted'],
  25: ['okhttp-cookie-jar'],
  26: ['matrix-sdk2'],
  27: ['onesignal'],
  28: ['adal'],
  29: ['firebase-auth'],
  30: ['firebase-auth-crypto'],
  31: ['google-sign-in'],
  32: ['uber'],
  33: ['amazon-map'],
  34: ['amazon-map'],
  35: ['pinterest'],
  36: ['mewe'],
  37: ['snapchat'],
  38: ['netflix'],
  39: ['disney'],
  40: ['reddit-chat'],
  41: ['ryanair'],
  42: ['chess'],
  43: ['deepseek'],
  44: ['ebay'],
  45: ['justalk'],
  46: ['knuddels'],
  47: ['garmin-log'],
  48: ['microsoft-authenticator'],
  49: ['tusky'],
  50: ['k9-mail', 'appauth'],
  51: ['fairemail'],
  52: ['gmail-imap'],
  53: ['dmss'],
  54: ['calculator-lock'],
  55: ['mega'],
  56: ['home-assistant'],
  57: ['ankidroid'],
  58: ['wireguard'],
  59: ['google-authenticator'],
  60: ['aegis'],
  61: ['freeotp'],
  62: ['andotp'],
  63: ['chromium-cookies'],
  64: ['chromium-logins'],
  65: ['chromium-cookies'],
  66: ['chromium-cookies'],
  67: ['firefox-cookies'],
  68: ['firefox-logins'],
  69: ['firefox-account'],
  70: ['duckduckgo'],
  71: ['telegram-keys'],
  72: ['telegram-user'],
  73: ['whatsapp-key'],
  74: ['whatsapp-key'],
  75: ['signal'],
  76: ['signal'],
  77: ['bluesky'],
  78: ['android-accounts'],
  79: ['whatsapp-keypair'],
  80: ['whatsapp-axolotl'],
  81: ['wechat'],
  82: ['wechat-device'],
  83: ['facebook-app'],
  84: ['instagram'],
  85: ['tiktok'],
  86: ['kakaotalk'],
  87: ['android-accounts'],
  90: ['paypal'],
  91: ['slack'],
  92: ['zoom'],
  93: ['etsy'],
  94: ['revolut'],
  95: ['brd'],
  96: ['bitwarden'],
  97: ['oneauth'],
  98: ['adobe'],
  99: ['facebook-anon-id'],
  100: ['parse-installation'],
  101: ['adjust'],
  102: ['branch'],
  103: ['mixpanel'],
  104: ['amplitude'],
  105: ['segment'],
  106: ['twitch'],
  107: ['tiktok-applog'],
  108: ['android-accounts'],
  109: ['wifi'],
  110: ['ssaid'],
};

describe('catalogue of stores', () => {
  it('is data that its schema describes, and so are its examples', () => {
    const check = new Ajv2020({ allErrors: true, allowUnionTypes: true });
    const stores = check.compile(parsed(`${FOLDER}/schema.json`) as object);
    for (const name of [...FILES, 'kinds'])
      expect(stores(parsed(`${FOLDER}/${name}.json`)), `${name}: ${JSON.stringify(stores.errors)}`).toBe(true);
    const examples = check.compile(parsed('corpus/credentials/stores.schema.json') as object);
    expect(examples(parsed('corpus/credentials/stores.json')), JSON.stringify(examples.errors)).toBe(true);
  });

  it('has an example for every row, and rows of every class', () => {
    expect(CATALOGUE.map(({ id }) => id).filter((id) => !EXAMPLES.some(({ row }) => row === id))).toEqual([]);
    expect(new Set(CATALOGUE.map(({ id }) => id)).size).toBe(CATALOGUE.length);
    expect(new Set(CATALOGUE.map((row) => row.class))).toEqual(new Set(STORE_CLASSES));
    for (const { device } of CATALOGUE)
      for (const id of device?.kept ?? []) expect(CATALOGUE.map((row) => row.id)).toContain(id);
  });

  it.each(EXAMPLES.map((one, index) => [`${one.row} ${index}`, one] as const))('%s', (_, one: Example) => {
    const sightings = scanFile(one.path, one.bytes, one.devicePath.startsWith('/data/data/') ? one.package : 'android');
    const found = sightings.map(({ where, shape, session, portability, certainty }) => ({
      where,
      shape,
      session,
      portability,
      certainty,
    }));
    for (const expected of one.finds) {
      const told = `${JSON.stringify(expected)} in ${JSON.stringify(found, null, 1)}`;
      expect(matching(sightings, expected), told).toHaveLength(1);
    }
    const observed = one.finds.filter(({ certainty }) => certainty === undefined);
    expect(sightings.filter(({ certainty }) => certainty === 'observed')).toHaveLength(observed.length);
    for (const sighted of sightings.filter(({ certainty }) => certainty === 'observed'))
      expect(sighted.row).toBe(one.row);
  });

  it.skipIf(!existsSync(TABLE))(`has every row of the table that is graded A or B (${TABLE})`, () => {
    const ids = new Set(CATALOGUE.map(({ id }) => id));
    const lines = readFileSync(TABLE, 'utf8').trim().split('\n').slice(1);
    const rows = lines.map((line) => line.split('\t')).filter((cells) => /^[AB]/.test(cells[7] ?? ''));
    expect(rows.length).toBeGreaterThan(100);
    const missing = rows.filter(([number]) => {
      const own = TABLED[Number(number)] ?? [];
      return own.length === 0 || own.some((id) => !ids.has(id));
    });
    expect(missing.map(([number, name]) => `${number} ${name}`)).toEqual([]);
  });

  it('reads the expiry that stands beside a token, in seconds or milliseconds, and of a cookie since 1601', () => {
    const expiries = (row: string): (number | null)[] => {
      const one = EXAMPLES.find((candidate) => candidate.row === row);
      return one === undefined ? [] : scanFile(one.path, one.bytes, one.package).map(({ expires }) => expires);
    };
    expect(expiries('facebook-sdk')).toEqual([1_900_000_000]);
    expect(expiries('auth0')).toContain(1_900_000_000);
    expect(expiries('okhttp-cookie-jar')).toEqual([1_900_000_000]);
    expect(expiries('chromium-cookies')).toEqual([1_900_000_000]);
    expect(expiries('firefox-cookies')).toEqual([1_900_000_000]);
  });

  it('takes the service of a sealed store from its place, and else from the library that seals it', () => {
    const service = (row: string): (string | null)[] =>
      EXAMPLES.filter((one) => one.row === row).flatMap((one) =>
        scanFile(one.path, one.bytes, one.package).map((sighted) => sighted.service),
      );
    expect(service('etsy')).toEqual(['Etsy']);
    expect(service('androidx-encrypted')).toEqual(['EncryptedSharedPreferences']);
    expect(service('firebase-auth-crypto')).toEqual(['Firebase Auth']);
    expect(service('tink-keyset')).toEqual(['Tink']);
  });

  it('opens what a static key seals', () => {
    const values = (row: string): string[] =>
      EXAMPLES.filter((one) => one.row === row).flatMap((one) =>
        scanFile(one.path, one.bytes, one.package).map(({ value }) => Buffer.from(value).toString()),
      );
    expect(values('knuddels')).toEqual(['Sommer-2017!']);
    expect(values('mega').map((value) => /^[A-Za-z0-9]{58}$/.test(value))).toEqual([true]);
    const wrong = preferences({ passwordU: 'abc' });
    expect(scanFile('shared_prefs/login.xml', wrong, 'com.knuddels.android')).toEqual([]);
  });

  it('opens a Chromium password, and leaves one that does not open', () => {
    const create = 'CREATE TABLE logins(origin_url TEXT, username_value TEXT, password_value BLOB)';
    const opened = scanFile(
      'app_chrome/Default/Login Data',
      database(create, [['https://a.example/', 'a', chromiumSealed('Sommer-2017!')]]),
    );
    expect(opened.map(({ value, guessable }) => [Buffer.from(value).toString(), guessable])).toEqual([
      ['Sommer-2017!', true],
    ]);
    const other = Buffer.concat([Buffer.from('v11'), Buffer.from(chance('v11', 64, HEX), 'hex')]);
    expect(scanFile('app_chrome/Default/Login Data', database(create, [['https://a.example/', 'a', other]]))).toEqual(
      [],
    );
  });
});
