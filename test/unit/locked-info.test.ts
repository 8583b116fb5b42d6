import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { zip } from '../../corpus/encode/zip.ts';
import { Fault } from '../../src/base/fault.ts';
import { runOptions } from '../../src/engine/default-options.ts';
import { lockedView } from '../../src/engine/locked-view.ts';
import { inspect } from '../../src/index.ts';
import { CORPUS } from '../support/cases.ts';

/** What `info` shows of evidence that no password opened, and of the same once it is open. */

const root = mkdtempSync(join(tmpdir(), 'carryover-locked-'));
afterAll(() => rmSync(root, { recursive: true }));

const name = (path: string) => ({ path, as: null });
const opened = (path: string, password: string) => inspect(name(path), runOptions({ passwords: () => [password] }));

async function locked(path: string) {
  const fault = await inspect(name(path), runOptions()).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(Fault);
  expect(fault).toMatchObject({ code: 'evidence.locked' });
  return lockedView(name(path), fault as Fault, runOptions());
}

const passwordOf = (format: string, of: string): string => {
  const list = JSON.parse(readFileSync(join(CORPUS, format, 'passwords.json'), 'utf8')) as Record<string, string>;
  return list[of] ?? '';
};

test.each<[format: string, of: string, version: string | null, encryption: string, facts: object]>([
  [
    'android-backup',
    'ok/v5-aes-stored.ab',
    '5',
    'AES-256',
    { cipher: 'AES-256-CBC', kdf: 'PBKDF2-HMAC-SHA1', rounds: 10_000 },
  ],
  [
    'titanium',
    'ok/armored',
    null,
    'TB_ARMOR_V1',
    { kdf: 'SHA-1 of the password', provenBy: 'HMAC-SHA1 of the password' },
  ],
  ['neo-backup', 'ok/encrypted', '8003', 'AES/GCM/NoPadding', { cipher: 'AES-256-GCM', rounds: 2020, provenBy: 'tag' }],
  ['app-manager', 'ok/sealed-3', '3', 'AES', { cipher: 'AES-GCM', tagBits: 32 }],
  ['twrp', 'ok/sealed', null, 'OpenAES', { kdf: 'none', provenBy: 'magic' }],
  ['smart-switch', 'ok/secret-given', null, 'AES', { kdf: 'PBKDF2-HMAC-SHA1 of the secret', rounds: 10_000 }],
  ['huawei', 'ok/v4-ctr-5000', '12.0.0.360', 'AES-256', { kdf: 'PBKDF2-HMAC-SHA256', passwordProvenBy: 'tag' }],
])('%s: %s says how it is sealed, locked or not', async (format, of, formatVersion, encryption, facts) => {
  const path = join(CORPUS, format, of);
  const view = await locked(path);
  expect(view).toMatchObject({ format, formatVersion, encryption, facts, entries: 0, partial: true });
  expect(view?.coverage).toMatchObject([{ covered: false, reason: 'locked' }]);
  expect(view?.notices).toMatchObject([{ code: 'locked', gravity: 'damage' }]);
  const open = await opened(path, passwordOf(format, of));
  expect(open).toMatchObject({ format, formatVersion, encryption, facts });
  expect({ sha256: view?.sha256, bytes: view?.bytes }).toEqual({ sha256: open.sha256, bytes: open.bytes });
  expect(view?.because).toBe(
    open.because === 'it came out of an adb backup' ? 'it begins with "ANDROID BACKUP"' : open.because,
  );
});

test('what opened a session of Huawei is a fact of it', async () => {
  const view = await opened(join(CORPUS, 'huawei/ok/v4-ctr-5000'), passwordOf('huawei', 'ok/v4-ctr-5000'));
  expect(view.facts).toMatchObject({ cipher: 'AES-256-CTR', rounds: 5000 });
});

test('a locked backup inside other layers is named with them', async () => {
  const bytes = readFileSync(join(CORPUS, 'android-backup/ok/v5-aes-stored.ab'));
  const packed = join(root, 'x.ab.gz');
  writeFileSync(packed, gzipSync(bytes));
  expect(await locked(packed)).toMatchObject({ format: 'android-backup', nesting: ['gzip', 'android-backup'] });
  const whole = zip([{ path: 'backup/x.ab', body: bytes, mtime: 1 }]);
  writeFileSync(join(root, 'x.zip'), whole);
  const view = await locked(join(root, 'x.zip'));
  expect(view).toMatchObject({ format: 'android-backup', nesting: ['zip', 'backup/x.ab', 'android-backup'] });
  expect(view).toMatchObject({ bytes: whole.length, sha256: createHash('sha256').update(whole).digest('hex') });
});
