import { createCipheriv, pbkdf2Sync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { database } from '../../corpus/encode/sqlite.ts';
import { built, workspace } from '../support/contract-run.ts';

/** Sealed values of Chromium's stores are hidden as they are written: some open with a key that everybody has. */

function sealed(text: string): Uint8Array {
  const key = pbkdf2Sync('peanuts', 'saltysalt', 1, 16, 'sha1');
  const cipher = createCipheriv('aes-128-cbc', key, Buffer.alloc(16, ' '));
  return Buffer.concat([Buffer.from('v10'), cipher.update(text), cipher.final()]);
}

const foreign = (fill: number): Uint8Array => Buffer.concat([Buffer.from('v11'), Buffer.alloc(48, fill)]);

const webData = (token: string, card: string): Uint8Array =>
  database({}, (db) => {
    db.run('CREATE TABLE token_service (service VARCHAR PRIMARY KEY NOT NULL, encrypted_token BLOB)');
    db.insert('token_service', [
      ['AccountId-1', sealed(token)],
      ['AccountId-2', foreign(1)],
      ['AccountId-3', foreign(2)],
    ]);
    db.run('CREATE TABLE credit_cards (guid VARCHAR PRIMARY KEY, name_on_card VARCHAR, card_number_encrypted BLOB)');
    db.insert('credit_cards', [['a', 'Mila Example', sealed(card)]]);
  });
const logins = database({}, (db) => {
  db.run(
    'CREATE TABLE logins(origin_url TEXT, username_value TEXT, password_value BLOB, signon_realm TEXT, date_created INTEGER, scheme INTEGER)',
  );
  db.insert('logins', [['https://a.example/', 'mila', sealed('Sommer-2017!'), 'https://a.example/', 1, 0]]);
});

const FOLDER = 'data/data/com.android.chrome/app_chrome/Default';
const TOKENS = ['1//0exampleRefreshTokenOfTheSource', '1//0exampleRefreshTokenOfTheTarget'] as const;
const CARDS = ['4111111111111111', '5500000000000004'] as const;
const SECRETS = [...TOKENS, ...CARDS, 'Sommer-2017!'];
const WRITTEN = [...SECRETS.map(sealed), foreign(1), foreign(2)].map((bytes) => Buffer.from(bytes).toString('base64'));

describe.skipIf(!built)('sealed values of Chromium', () => {
  const { folder, carryover } = workspace();
  const [source, target] = [0, 1].map((side) =>
    folder(`side${side}`, {
      [`${FOLDER}/Web Data`]: webData(TOKENS[side] as string, CARDS[side] as string),
      [`${FOLDER}/Login Data`]: logins,
    }),
  ) as [string, string];
  const shown = (args: readonly string[]): string => carryover(args).stdout;

  test('are not shown, neither opened nor as they are written', () => {
    const outputs = [
      shown(['cat', source, `/${FOLDER}/Web Data`, '--decoded', '--format', 'ndjson']),
      shown(['cat', source, `/${FOLDER}/Login Data`, '--decoded', '--format', 'ndjson']),
      shown(['show', source, target, `/${FOLDER}/Web Data`]),
      shown(['diff', source, target, '--changes', '--format', 'json']),
    ];
    for (const output of outputs) {
      expect(output).toContain('[redacted ');
      for (const secret of [...SECRETS, ...WRITTEN]) expect(output).not.toContain(secret);
    }
  });

  test('are shown where that was asked for', () => {
    const output = shown(['cat', source, `/${FOLDER}/Web Data`, '--decoded', '--format', 'ndjson', '--reveal-secrets']);
    expect(output).toContain(WRITTEN[0]);
  });

  test('are credentials where they open, and a sealed store where they do not', () => {
    const { findings } = JSON.parse(shown(['audit', source, '--app', 'com.android.chrome', '--format', 'json'])) as {
      findings: { where: string; service: string; secret: { shape: string }; bindings?: readonly unknown[] }[];
    };
    expect(
      findings
        .filter(({ where }) => !where.startsWith('logins'))
        .map(({ where, secret, bindings }) => [where, secret.shape, bindings !== undefined]),
    ).toEqual([
      ['credit_cards.card_number_encrypted', 'sealed-store', false],
      ['token_service.encrypted_token', 'sealed-store', false],
      ['token_service.encrypted_token[AccountId-1]', 'refresh-token', true],
    ]);
  });
});
