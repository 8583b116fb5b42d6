import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { androidBackup as encode } from '../../corpus/encode/android-backup.ts';
import { keyValueTar, type ManifestFacts, packageTar, sharedTar } from '../../corpus/encode/backup-tar.ts';
import { concat, patched, utf8 } from '../../corpus/encode/bytes.ts';
import { backupData } from '../../corpus/encode/key-value.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { tryPassword, unlock } from '../../formats/android-backup/crypto.ts';
import { type KeyBlock, readHeader } from '../../formats/android-backup/header.ts';
import { androidBackup } from '../../formats/android-backup/index.ts';
import { readManifest } from '../../formats/android-backup/manifest.ts';
import { tar } from '../../formats/tar/index.ts';
import type { Coverage } from '../../src/android/coverage.ts';
import { devicePath } from '../../src/android/device-path.ts';
import { cite, renderCitation } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import type { Notice } from '../../src/base/notice.ts';
import { sha256 } from '../../src/bytes/digest.ts';
import { type ByteSource, memorySource } from '../../src/bytes/source.ts';
import type { PackageFact } from '../../src/vfs/entry.ts';
import { bodyOf, chunkedSource, testKit, told } from '../support/open.ts';

const SAMPLES = new URL('../../../shared/samples/android-backup/', import.meta.url);
const FORMATS = [tar, androidBackup];

interface Read {
  readonly entries: ReadonlyMap<string, string>;
  readonly places: readonly string[];
  readonly notices: readonly Notice[];
  readonly packages: readonly PackageFact[];
  readonly coverage: Coverage | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly citations: readonly string[];
}

/** Everything an archive decodes to, its bodies as SHA-256. */
async function read(source: ByteSource | Uint8Array, passwords: readonly string[] = []): Promise<Read> {
  const kit = testKit(FORMATS, passwords);
  const input = await kit.open(source instanceof Uint8Array ? memorySource('x.ab', source) : source, 'android-backup');
  const entries = new Map<string, string>();
  const places: string[] = [];
  const notices: Notice[] = [];
  const packages: PackageFact[] = [];
  const citations: string[] = [];
  let coverage: Coverage | null = null;
  for await (const item of kit.within(input, undefined, 'android-backup')) {
    if (item.type === 'notice') notices.push(item);
    else if (item.type === 'package') packages.push(item);
    else if (item.type === 'coverage') coverage = item;
    else if (item.type === 'entry') {
      const body = await bodyOf(item.member);
      entries.set(item.member.path, body === null ? 'none' : sha256(body));
      places.push(item.location === null ? 'unplaced' : devicePath(item.location));
      citations.push(renderCitation(item.member.citation));
    }
  }
  return { entries, places, notices, packages, coverage, facts: { ...input.facts.more, ...input.facts }, citations };
}

async function faultOf(work: () => unknown): Promise<Fault> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('no fault was thrown');
}

const manifest = (name: string, more: Partial<ManifestFacts> = {}): ManifestFacts => ({
  package: name,
  versionCode: 7,
  sdk: 30,
  installer: null,
  apk: false,
  signers: [Uint8Array.of(0x30, 0x82, 0x01)],
  ...more,
});
const noise = (name: string, bytes: number) => seeded(name).bytes(bytes);
const app = (name: string, bytes = 3000) =>
  packageTar({
    manifest: manifest(name),
    files: [
      ['f', { path: 'a.bin', body: noise(name, bytes) }],
      ['db', { path: 'm.db', body: utf8(`database of ${name}`) }],
    ],
  });
const APPS = ['com.example.one', 'com.example.three', 'com.example.two'];
const plain = (more: { version?: number; compressed?: boolean; endMark?: boolean; bytes?: number } = {}) =>
  encode(
    APPS.map((name) => app(name, more.bytes)),
    {
      version: more.version ?? 5,
      compressed: more.compressed ?? true,
      ...(more.endMark === false ? { endMark: false } : {}),
    },
  );

describe.skipIf(!existsSync(SAMPLES))('genuine archives (skipped where ../shared/samples is absent)', () => {
  const sample = (name: string) => new Uint8Array(readFileSync(new URL(name, SAMPLES)));
  const cases = [
    ['telephony-plain.ab', null, '5', 'none', 3],
    ['telephony-123.ab', '123', '5', 'AES-256', 3],
    ['jbmr2-encrypted-settings-abcd.ab', 'abcd', '1', 'AES-256', 2],
    ['kk-fixed-encrypted-settings-abcd.ab', 'abcd', '2', 'AES-256', 2],
    ['long-name.ab', null, '5', 'none', 2],
  ] as const;
  test.each(cases)('%s', async (name, password, version, encryption, count) => {
    const found = await read(sample(name), password === null ? [] : ['wrong', password]);
    expect(found.facts).toMatchObject({ version, encryption, compression: 'zlib' });
    expect(found.entries.size).toBe(count);
    expect(told(found.notices)).toEqual([]);
    expect(Object.fromEntries(found.entries)).toMatchSnapshot();
    expect(found.places).toMatchSnapshot();
    expect(found.packages).toMatchSnapshot();
  });

  test('the same phone plain and encrypted holds the same', async () => {
    const open = await read(sample('telephony-plain.ab'));
    const sealed = await read(sample('telephony-123.ab'), ['123']);
    const sms = 'apps/com.android.providers.telephony/d_f/000001_sms_backup';
    expect(open.entries.get(sms)).toMatch(/^[0-9a-f]{64}$/);
    expect([...sealed.entries.keys()]).toEqual([...open.entries.keys()]);
    expect(sealed.citations.at(-1)).toBe('x.ab @517 → aes → zlib → tar @4608 +20054');
  });

  test('Android 4.3 checked the master key by its low bytes', async () => {
    const found = await read(sample('jbmr2-encrypted-settings-abcd.ab'), ['abcd']);
    expect(found.facts).toMatchObject({ checksumCharacters: '8-bit' });
    const later = await read(sample('kk-fixed-encrypted-settings-abcd.ab'), ['abcd']);
    expect(later.facts).toMatchObject({ checksumCharacters: 'utf-8' });
  });

  test.each(cases.filter(([, password]) => password !== null))('%s stays locked without its password', async (name) => {
    expect(await faultOf(() => read(sample(name)))).toMatchObject({ code: 'evidence.locked', detail: 'no-password' });
    const wrong = await faultOf(() => read(sample(name), ['12', 'abc']));
    expect(wrong).toMatchObject({ code: 'evidence.locked', detail: 'wrong-password', args: { tried: 2 } });
  });

  // Read as tests are collected, which is also done for a suite that is skipped.
  const listed = new URL('ab-hashes.tsv', SAMPLES);
  const hashes = (existsSync(listed) ? readFileSync(listed, 'utf8') : '').split('\n').filter((line) => line !== '');
  test.each(hashes.map((line, i) => [i, line] as const))('published key block %i', (index, line) => {
    const [text = '', password = ''] = line.split('\t');
    const [, , version, , rounds, userSalt, checksumSalt, userIv, blob] = text.replace(/^\$ab\$/, '$ab$').split(/[*$]/);
    expect(version).toMatch(/^\d$/);
    const bytes = (hex: string | undefined) => Uint8Array.from(Buffer.from(hex ?? '', 'hex'));
    const block: KeyBlock = {
      userSalt: bytes(userSalt),
      checksumSalt: bytes(checksumSalt),
      rounds: Number(rounds),
      userIv: bytes(userIv),
      masterKeyBlob: bytes(blob),
    };
    const found = tryPassword(block, password);
    // The last line was made for a cracker: its padding is right, and nothing else.
    if (index === hashes.length - 1) expect(found).toBe('strange');
    else expect(found).toMatchObject({ checksum: 'utf-8' });
    expect(tryPassword(block, `${password}x`)).toBeNull();
    expect(tryPassword(block, '')).toBeNull();
  });
});

/** Every archive says who made it. */
const odd = ({ detail }: { readonly detail: string }): boolean => detail !== 'ab.made-by';

describe('passwords', () => {
  const sealed = (version: number, regime: 'utf8' | '8-bit', password: string, compressed = true, rounds = 1000) =>
    encode([app('com.example.one')], {
      version,
      compressed,
      encryption: { password, regime, random: seeded(`${version}${regime}`), rounds, zeroVectors: version === 1 },
    });
  for (const version of [1, 2, 3, 4, 5]) {
    for (const regime of ['utf8', '8-bit'] as const) {
      test(`version ${version}, ${regime}, "åbc"`, async () => {
        const found = await read(sealed(version, regime, 'åbc', version % 2 === 0), ['abc', 'åbc']);
        expect(found.entries.size).toBe(3);
        expect(told(found.notices)).toEqual([]);
        const characters = regime === 'utf8' ? 'utf-8' : '8-bit';
        expect(found.facts).toMatchObject({ passwordCharacters: characters, checksumCharacters: characters });
      });
    }
  }

  test('composed and decomposed spelling open the same archive', async () => {
    const found = await read(sealed(5, 'utf8', 'åbc'.normalize('NFC')), ['åbc'.normalize('NFD')]);
    expect(found.entries.size).toBe(3);
  });

  test('a checksum of no known rule is told, and the content comes out', async () => {
    const bytes = sealed(5, 'utf8', 'pw');
    // Line 6, the checksum salt: another salt gives another checksum.
    const wrong = patched(bytes, 27 + 129, utf8('0000'));
    const found = await read(wrong, ['pw']);
    expect(told(found.notices)).toEqual(['checksum/ab.master-key/doubt']);
    expect(found.entries.size).toBe(3);
  });

  test('rounds without bound are refused', async () => {
    const block = readHeader(sealed(5, 'utf8', 'pw'), cite('x')).keys as KeyBlock;
    const fault = await faultOf(() => unlock({ ...block, rounds: 2 ** 31 - 1 }, ['pw'], cite('x'), 'x'));
    expect(fault).toMatchObject({ code: 'evidence.unsupported', detail: 'ab.rounds' });
  });

  test('a cut cipher text gives what its whole blocks hold', async () => {
    const bytes = sealed(5, 'utf8', 'pw', false);
    const found = await read(bytes.subarray(0, bytes.length - 1029), ['pw']);
    expect(found.entries.size).toBe(3);
    expect(told(found.notices)).toContain('truncated/ab.cipher-length/damage');
    const whole = await read(bytes.subarray(0, bytes.length - 16), ['pw']);
    expect(whole.entries.size).toBe(3);
    expect(told(whole.notices)).toContain('truncated/ab.cipher-padding/damage');
  });
});

describe('header', () => {
  test.each([
    ['', 'evidence.empty', 'ab.empty'],
    ['ANDROID BACKUP\n5\n1\nno', 'evidence.truncated', 'ab.header'],
    ['ANDROID BACKUP\n5\n1\nAES-256\nAA', 'evidence.truncated', 'ab.header'],
    ['ANDROID BACKUP\nfive\n1\nnone\n', 'evidence.unsupported', 'ab.header-line'],
    ['ANDROID BACKUP\n5\n1\nROT13\n', 'evidence.unsupported', 'ab.encryption'],
    ['ANDROID BACKUP\n5\n1\nAES-256\nXY\n', 'evidence.unsupported', 'ab.header-line'],
    ['something else\n', 'evidence.unknown', 'ab.no-magic'],
  ])('%j', async (text, code, detail) => {
    expect(await faultOf(() => read(utf8(text)))).toMatchObject({ code, detail });
  });

  test('the algorithm is named in any case, versions to come are read with a doubt', async () => {
    const bytes = plain({ version: 6, compressed: false });
    const text = Buffer.from(bytes).toString('latin1').replace('none', 'NONE');
    const found = await read(new Uint8Array(Buffer.from(text, 'latin1')));
    expect(told(found.notices)).toEqual(['unknown-version/ab.version/doubt']);
    expect(found.entries.size).toBe(9);
  });

  test('captured output of adb before the magic is passed over', async () => {
    const found = await read(concat([utf8('WARNING: linker: x\nNow unlock your device\n'), plain()]));
    expect(told(found.notices)).toEqual(['trailing-bytes/ab.before-magic/doubt']);
    expect(found.entries.size).toBe(9);
  });

  test.each([1, 2])('%i carriage returns a line, as a terminal adds them, are taken out again', async (returns) => {
    const text = Buffer.from(plain({ bytes: 4000 })).toString('latin1');
    const damaged = Buffer.from(text.replaceAll('\n', `${'\r'.repeat(returns)}\n`), 'latin1');
    const wanted = (await read(plain({ bytes: 4000 }))).entries;
    for (const size of [1, 7, 1 << 20]) {
      const found = await read(chunkedSource('x.ab', damaged, size));
      expect(told(found.notices)).toEqual(['anomaly/ab.newlines/doubt']);
      expect(found.entries).toEqual(wanted);
    }
  });

  test('an editor that changed the header only is told apart', async () => {
    const bytes = plain({ bytes: 40_000 });
    const header = Buffer.from(bytes.subarray(0, 24)).toString('latin1').replaceAll('\n', '\r\n');
    const found = await read(concat([utf8(header), bytes.subarray(24)]));
    expect(told(found.notices)).toEqual(['anomaly/ab.header-newlines/doubt']);
    expect(found.entries.size).toBe(9);
  });

  test.each([true, false])('a compression line that is not so is told (compressed: %s)', async (compressed) => {
    const bytes = plain({ compressed });
    const found = await read(patched(bytes, 17, utf8(compressed ? '0' : '1')));
    expect(told(found.notices)).toEqual(['anomaly/ab.compression-line/doubt']);
    expect(found.entries.size).toBe(9);
  });
});

describe('payload', () => {
  test.each([true, false])('nothing inside is explained (compressed: %s)', async (compressed) => {
    const found = await read(encode([], { version: 5, compressed }));
    expect(told(found.notices)).toEqual(['manifest/ab.nothing-inside/doubt']);
    expect(found.entries.size).toBe(0);
  });

  test('a header alone is a cut archive', async () => {
    const found = await read(plain({ compressed: false }).subarray(0, 24));
    expect(told(found.notices)).toContain('truncated/ab.no-payload/damage');
    expect(found.coverage?.gaps.map((gap) => gap.reason)).toEqual(['truncated']);
  });

  test('chunks of every size give the same', async () => {
    for (const compressed of [true, false]) {
      const bytes = plain({ compressed, bytes: 9000 });
      const whole = await read(bytes);
      for (const size of [1, 511, 4096, 65_536]) {
        const found = await read(chunkedSource('x.ab', bytes, size));
        expect(found.entries).toEqual(whole.entries);
        expect(found.citations).toEqual(whole.citations);
        expect(told(found.notices)).toEqual([]);
      }
    }
  });

  test.each([true, false])(
    'cut anywhere, it tells the damage and keeps what came before (compressed: %s)',
    async (compressed) => {
      const bytes = plain({ compressed, bytes: 900 });
      const whole = await read(bytes);
      const names = [...whole.entries.keys()];
      for (let end = 24; end < bytes.length; end += 13) {
        const found = await read(bytes.subarray(0, end));
        expect(found.notices.some((each) => each.code === 'truncated' && each.gravity === 'damage')).toBe(true);
        expect(found.coverage?.gaps).toHaveLength(1);
        const came = [...found.entries.keys()];
        expect(names.slice(0, came.length)).toEqual(came);
        for (const name of came.slice(0, -1)) expect(found.entries.get(name)).toBe(whole.entries.get(name));
      }
    },
  );

  test('without an end mark it is cut', async () => {
    const found = await read(plain({ endMark: false }));
    expect(told(found.notices)).toEqual(['truncated/tar.no-end-mark/damage']);
    expect(found.entries.size).toBe(9);
  });

  test('a wrong Adler-32 loses nothing, whether the bytes pass once or not', async () => {
    const bytes = plain({ bytes: 200_000 });
    const wrong = patched(bytes, bytes.length - 1, Uint8Array.of((bytes.at(-1) ?? 0) ^ 1));
    const whole = await read(bytes);
    for (const source of [memorySource('x.ab', wrong), chunkedSource('x.ab', wrong, 65_536)]) {
      const found = await read(source);
      expect(told(found.notices)).toEqual(['checksum/ab.adler/damage']);
      expect(found.entries).toEqual(whole.entries);
      expect(found.coverage?.gaps.map((gap) => gap.reason)).toEqual(['damage']);
    }
  });

  test('bytes after the deflate stream are counted', async () => {
    const found = await read(concat([plain(), new Uint8Array(77)]));
    expect(found.notices.filter(odd).map((each) => [each.detail, each.args])).toEqual([
      ['ab.after-payload', { bytes: 77 }],
    ]);
  });

  test.each([false, true])('after damage it goes on at the next package (encrypted: %s)', async (sealed) => {
    const segments = APPS.map((name) => app(name, 60_000));
    const encryption = { password: 'pw', regime: 'utf8', random: seeded('resume'), rounds: 1000 } as const;
    const bytes = encode(segments, { version: 5, compressed: true, ...(sealed ? { encryption } : {}) });
    const head = sealed ? 517 : 24;
    const whole = await read(bytes, ['pw']);
    // A block type that deflate does not have, in the first package.
    const broken = patched(bytes, head + 20_000, noise('damage', 2000));
    const found = await read(broken, ['pw']);
    expect(told(found.notices)).toContain('checksum/ab.deflate/damage');
    const [, ...others] = segments.map((_, i) => `apps/${APPS[i]}/f/a.bin`);
    // What refers back to the lost package is lost with it: headers, mostly. What comes out is as it was.
    const back = others.filter((path) => found.entries.has(path));
    expect(back.length).toBeGreaterThan(0);
    const short = found.notices.filter((each) => each.detail !== 'ab.deflate').map((each) => each.args['path']);
    for (const [path, digest] of found.entries) {
      if (!short.includes(path)) expect([path, digest]).toEqual([path, whole.entries.get(path)]);
    }
  });
});

describe('contents', () => {
  test('places, packages and coverage', async () => {
    const bytes = encode(
      [
        packageTar({
          manifest: manifest('com.example.app', { apk: true, installer: 'com.android.vending', splits: 2 }),
          meta: [[0x01ffed01, utf8('widget')]],
          files: [
            ['a', { path: 'base.apk', body: utf8('PK') }],
            ['r', { path: 'app_x/y', body: utf8('r') }],
            ['d_sp', { path: 'p.xml', body: utf8('<map/>') }],
            ['ef', { path: 'pic.jpg', body: utf8('jpg') }],
            ['zz', { path: 'what', body: utf8('?') }],
          ],
        }),
        sharedTar(0, [{ path: 'DCIM/1.jpg', body: utf8('jpg') }]),
      ],
      { version: 5, compressed: true },
    );
    const found = await read(bytes);
    expect(found.places).toEqual([
      '/backup/manifest/0/com.example.app/_manifest',
      '/backup/manifest/0/com.example.app/_meta',
      '/data/app/com.example.app/base.apk',
      '/data/data/com.example.app/app_x/y',
      '/data/user_de/0/com.example.app/shared_prefs/p.xml',
      '/storage/emulated/0/Android/data/com.example.app/files/pic.jpg',
      'unplaced',
      '/storage/emulated/0/DCIM/1.jpg',
    ]);
    expect(told(found.notices)).toEqual(['unplaced/ab.token/info']);
    expect(found.packages).toMatchObject([
      { versionCode: '7', sdk: 30, installer: 'com.android.vending', apkIncluded: true, more: { splits: 2 } },
    ]);
    expect(found.packages[0]?.signers).toEqual([sha256(Uint8Array.of(0x30, 0x82, 0x01))]);
    expect(found.coverage).toMatchObject({
      covered: [],
      gaps: [],
      fallback: 'agent-bundle',
      packages: ['com.example.app'],
    });
  });

  test('key/value data comes apart into keys', async () => {
    const big = noise('big', 1_500_000);
    const stream = backupData([
      { key: 'system', data: utf8('12345') },
      { key: 'gone', data: null },
      { key: '../up', data: utf8('x') },
      { key: 'big', data: big },
      { key: '', data: utf8('nameless') },
    ]);
    const bytes = encode([keyValueTar(manifest('com.android.providers.settings'), stream)], {
      version: 5,
      compressed: true,
    });
    for (const source of [memorySource('x', bytes), chunkedSource('x', bytes, 700)]) {
      const found = await read(source);
      expect(found.places).toEqual([
        '/backup/manifest/0/com.android.providers.settings/k/_manifest',
        '/backup/kv/0/com.android.providers.settings/system',
        '/backup/kv/0/com.android.providers.settings/\\../up',
        '/backup/kv/0/com.android.providers.settings/big',
        '/backup/kv/0/com.android.providers.settings/\\key',
      ]);
      expect([...found.entries.values()][3]).toBe(sha256(big));
      expect(told(found.notices)).toEqual(['content-malformed/ab.key-deleted/info']);
    }
  });

  test('key/value data that is cut or is none', async () => {
    const stream = backupData([
      { key: 'a', data: utf8('1') },
      { key: 'b', data: utf8('two hundred') },
    ]);
    const archive = (data: Uint8Array) =>
      encode([keyValueTar(manifest('com.example.kv'), data)], { version: 5, compressed: false });
    const short = await read(archive(stream.subarray(0, stream.length - 4)));
    expect(told(short.notices)).toEqual(['content-malformed/ab.value-short/damage']);
    expect(short.entries.size).toBe(3);
    const none = await read(archive(utf8('SQLite format 3')));
    expect(told(none.notices)).toEqual(['content-malformed/ab.key-value/damage']);
    expect(none.entries.get('apps/com.example.kv/k/com.example.kv.data')).toBe(sha256('SQLite format 3'));
    for (let end = 0; end < stream.length; end++) await read(archive(stream.subarray(0, end)));
  });

  test('what no device writes is a doubt', async () => {
    const bytes = encode(
      [
        packageTar({
          manifest: manifest('com.example.odd', { apk: true }),
          meta: [],
          files: [
            ['c', { path: 'x', body: utf8('1') }],
            ['d_f', { path: 'x', body: utf8('1') }],
            ['r', { path: 'lib/x', body: utf8('1') }],
          ],
        }),
      ],
      { version: 2, compressed: true },
    );
    const found = await read(bytes);
    expect(
      found.notices.filter(odd).map((each) => `${each.detail} ${each.args['what'] ?? each.args['package']}`),
    ).toEqual([
      'ab.too-early _meta',
      'ab.never-written c',
      'ab.too-early d_f',
      'ab.never-written r/lib',
      'ab.apk-flag com.example.odd',
    ]);
  });

  test('manifests that say something else', () => {
    const text = (lines: readonly string[]) => readManifest(utf8(`${lines.join('\n')}\n`));
    const good = ['1', 'com.example.a', '12', '30', '', '1'];
    expect(text([...good, '1', '3082'])).toMatchObject({ malformed: null, splits: null, apk: true, installer: null });
    expect(text([...good, '0', '1', '3082'])).toMatchObject({ malformed: null, splits: 0 });
    expect(text([...good, '3', '1', '3082'])).toMatchObject({ malformed: null, splits: 3 });
    expect(text([...good, '0'])).toMatchObject({ malformed: null, splits: null, signers: [] });
    expect(text([...good, '2', '3082'])).toMatchObject({ malformed: 'signatures' });
    expect(text(['1', 'com.example.a', 'x'])).toMatchObject({ malformed: 'versionCode', versionCode: null });
    expect(readManifest(new Uint8Array(0))).toMatchObject({ malformed: 'version', package: '' });
  });
});
