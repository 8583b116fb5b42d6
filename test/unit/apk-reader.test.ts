import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apk, apkMembers, legacyRules, type ApkFacts as Made } from '../../corpus/encode/apk.ts';
import { arsc, resourceId } from '../../corpus/encode/arsc.ts';
import { axml } from '../../corpus/encode/axml.ts';
import { type ZipItem, zip } from '../../corpus/encode/zip.ts';
import { type ApkFacts, makeApkReader } from '../../src/android/apk/facts.ts';
import { readManifest } from '../../src/android/apk/manifest.ts';
import { readResources } from '../../src/android/apk/resources.ts';
import { CORPUS } from '../support/cases.ts';

/** The bytes of APKs, written by an encoder that shares nothing with the reader. */

const FACTS: Made = {
  package: 'com.example.app',
  label: 'App',
  versionCode: 107,
  versionName: '1.0.7',
  targetSdk: 34,
  allowBackup: false,
  backupAgent: '.Agent',
  fullBackupOnly: true,
  fullBackupContent: [
    { include: 'sharedpref', path: 'kept.xml' },
    { exclude: 'database', path: 'secret.db', requireFlags: 'clientSideEncryption' },
  ],
  dataExtractionRules: {
    needsEncryption: true,
    cloud: [{ exclude: 'file', path: './' }],
    transfer: [{ include: 'device_root' }, { exclude: 'nowhere', path: 'x' }, { exclude: 'file', path: '../x' }],
  },
};

function read(bytes: Uint8Array, step = 4096): ApkFacts | null {
  const reader = makeApkReader();
  // As a source does: one buffer, written over by each chunk.
  const chunk = new Uint8Array(step);
  for (let at = 0; at < bytes.length; at += step) {
    const part = bytes.subarray(at, at + step);
    chunk.set(part);
    reader.add(chunk.subarray(0, part.length));
    chunk.fill(0xee);
  }
  const facts = reader.finish();
  // What its directory states differs with the bytes of each: apk-signing.test.ts looks at it.
  return facts === null ? null : { ...facts, members: null };
}

const members = (more: Partial<Made> = {}): ZipItem[] => apkMembers({ ...FACTS, ...more });

describe('an APK', () => {
  test('says what its manifest and its rule files say', () => {
    const facts = read(apk(FACTS));
    expect(facts).toMatchObject({
      package: 'com.example.app',
      split: null,
      versionCode: '107',
      versionName: '1.0.7',
      targetSdk: 34,
      backupAgent: '.Agent',
      allowBackup: [{ sdk: 0, value: false }],
      fullBackupOnly: [{ sdk: 0, value: true }],
      debuggable: [{ sdk: 0, value: false }],
      killAfterRestore: [{ sdk: 0, value: true }],
      unresolved: [],
    });
    const legacy = facts?.fullBackupContent;
    expect(legacy?.kind === 'rules' ? legacy.files : null).toEqual([
      {
        sdk: 0,
        value: {
          path: 'res/xml/backup_rules.xml',
          rules: {
            kind: 'full-backup-content',
            cloud: null,
            transfer: null,
            // An exclude takes two attributes.
            fault: 'too-many-attributes',
            legacy: {
              needsEncryption: false,
              passedOver: 0,
              rules: [{ kind: 'include', number: 1, domain: 'sharedpref', path: 'kept.xml', requireFlags: [] }],
            },
          },
        },
      },
    ]);
    const rules = facts?.dataExtractionRules;
    expect(rules?.kind === 'rules' ? rules.files[0]?.value.rules : null).toEqual({
      kind: 'data-extraction-rules',
      legacy: null,
      fault: null,
      cloud: {
        needsEncryption: true,
        passedOver: 0,
        rules: [{ kind: 'exclude', number: 1, domain: 'file', path: '', requireFlags: [] }],
      },
      transfer: {
        needsEncryption: false,
        passedOver: 2,
        rules: [{ kind: 'include', number: 1, domain: 'device_root', path: '', requireFlags: [] }],
      },
    });
  });

  test.each([1, 7, 511, 65_536])('says the same in chunks of %i bytes', (step) => {
    expect(read(apk(FACTS), step)).toEqual(read(apk(FACTS)));
  });

  test.each([
    ['pools in UTF-16', { compiled: { utf16: true } }],
    ['names of attributes stripped', { compiled: { stripNames: true } }],
    ['longer attributes and a chunk of no known type', { compiled: { longerAttributes: 8, strangeChunk: true } }],
    ['allowBackup by a resource', { allowBackupByResource: true }],
  ] as const)('says the same with %s', (_, more) => {
    expect(read(apk({ ...FACTS, ...more }))).toEqual(read(apk(FACTS)));
  });

  test('is read in whichever order its members stand, with descriptors behind the data, and through a signing block', () => {
    const plain = read(apk(FACTS));
    expect(read(zip([...members()].reverse()))).toEqual(plain);
    expect(read(zip(members().map((item) => ({ ...item, descriptor: true }))), 97)).toEqual(plain);
    expect(read(zip(members(), { prefix: new Uint8Array(5000).fill(0x50) }))).toEqual(plain);
  });

  test('gives rule files under the names an obfuscator chose', () => {
    const facts = read(apk({ ...FACTS, fileNames: { legacy: 'res/aB.xml', extraction: 'res/0' } }));
    expect(facts?.fullBackupContent).toMatchObject({ kind: 'rules', files: [{ value: { path: 'res/aB.xml' } }] });
    expect(facts?.dataExtractionRules).toMatchObject({ kind: 'rules', files: [{ value: { path: 'res/0' } }] });
  });

  test('counts the manifest that the central directory names, not a second one', () => {
    const [manifest, ...rest] = members();
    const decoy = apkMembers({ ...FACTS, package: 'com.example.decoy', allowBackup: true })[0] as ZipItem;
    const honest = zip([manifest as ZipItem, ...rest]);
    // A local header and its data in front of the first member, of which the directory says nothing.
    const alone = zip([decoy]);
    const central = alone.length - 22 - 46 - 'AndroidManifest.xml'.length;
    const prefix = alone.subarray(0, central);
    const shifted = Buffer.from(zip([manifest as ZipItem, ...rest], { prefix }));
    expect(read(honest)?.package).toBe('com.example.app');
    // Its offsets leave out what stands in front; a writer that hides a decoy would count it.
    for (
      let at = shifted.indexOf('PK\x01\x02', 'latin1');
      at >= 0;
      at = shifted.indexOf('PK\x01\x02', at + 4, 'latin1')
    )
      shifted.writeUInt32LE(shifted.readUInt32LE(at + 42) + prefix.length, at + 42);
    expect(read(shifted)?.package).toBe('com.example.app');
  });

  test('is read with a method that there is not, as devices do', () => {
    const bytes = Buffer.from(zip(members().map((item) => ({ ...item, method: 'store' }))));
    for (const mark of ['PK\x03\x04', 'PK\x01\x02']) {
      const at = bytes.indexOf(mark, 'latin1');
      bytes.writeUInt16LE(0x1234, at + (mark.endsWith('\x04') ? 8 : 10));
    }
    expect(read(bytes)).toEqual(read(apk(FACTS)));
  });

  test('tells a reference that leads nowhere', () => {
    const items = members().filter(({ path }) => path !== 'resources.arsc');
    expect(read(zip(items))).toMatchObject({
      fullBackupContent: { kind: 'unresolved', id: resourceId(0x7f, 1, 0) },
      dataExtractionRules: { kind: 'unresolved' },
    });
    expect(
      read(zip(apkMembers({ ...FACTS, allowBackupByResource: true }).filter(({ path }) => path !== 'resources.arsc'))),
    ).toMatchObject({
      unresolved: ['allowBackup'],
      allowBackup: [{ sdk: 0, value: true }],
    });
  });

  test('offers the rule files of a split', () => {
    const facts = read(apk({ ...FACTS, split: 'config.xxhdpi' }));
    expect(facts?.split).toBe('config.xxhdpi');
    expect(facts?.offered.map(({ id, files }) => [id, files[0]?.value.path])).toEqual([
      [resourceId(0x7f, 1, 0), 'res/xml/backup_rules.xml'],
      [resourceId(0x7f, 1, 1), 'res/xml/data_extraction_rules.xml'],
    ]);
  });

  test('gives null where there is no manifest', () => {
    expect(read(new Uint8Array(0))).toBeNull();
    expect(read(zip([{ path: 'classes.dex', body: new Uint8Array(9) }]))).toBeNull();
    expect(read(zip([{ path: 'AndroidManifest.xml', body: legacyRules([]) }]))).toBeNull();
  });
});

describe('resources.arsc', () => {
  const xml = (sdk: number, path: string, more: object = {}) => ({
    type: 'xml',
    sdk,
    entries: [{ index: 3, name: 'rules', value: path }],
    ...more,
  });

  test.each(['plain', 'sparse', 'offset16', 'compact'] as const)('is read in the layout %s', (layout) => {
    const table = readResources(
      arsc('com.example', [xml(0, 'res/a.xml', { layout }), xml(31, 'res/b.xml', { layout })]),
    );
    expect(table.values(resourceId(0x7f, 1, 3))).toEqual([
      { sdk: 0, qualified: false, value: { kind: 'text', text: 'res/a.xml' } },
      { sdk: 31, qualified: false, value: { kind: 'text', text: 'res/b.xml' } },
    ]);
    expect(table.values(resourceId(0x7f, 1, 2))).toEqual([]);
    expect(table.values(resourceId(0x01, 1, 3))).toEqual([]);
    expect(table.idsOfType('xml', 10)).toEqual([resourceId(0x7f, 1, 3)]);
  });

  test('tells a translation from a plain value, and follows no circle', () => {
    const id = resourceId(0x7f, 1, 0);
    const table = arsc('com.example', [
      { type: 'bool', entries: [{ index: 0, name: 'allow', value: { reference: id } }] },
      { type: 'bool', language: 'de', entries: [{ index: 0, name: 'allow', value: true }] },
    ]);
    expect(readResources(table).values(id)).toEqual([
      { sdk: 0, qualified: false, value: { kind: 'reference', id } },
      { sdk: 0, qualified: true, value: { kind: 'boolean', value: true } },
    ]);
    const manifest = axml({
      name: 'manifest',
      attributes: [{ name: 'package', value: 'com.example' }],
      children: [
        { name: 'application', attributes: [{ name: 'allowBackup', id: 0x01010280, value: { reference: id } }] },
      ],
    });
    const facts = read(
      zip([
        { path: 'AndroidManifest.xml', body: manifest },
        { path: 'resources.arsc', body: table },
      ]),
    );
    expect(facts).toMatchObject({ unresolved: ['allowBackup'], targetSdk: 1, versionCode: null });
  });
});

describe('hostile bytes', () => {
  const whole = apk(FACTS);
  const flip = (bytes: Uint8Array, places: readonly (readonly [number, number])[]): Uint8Array => {
    const out = Uint8Array.from(bytes);
    for (const [at, value] of places) out[at % out.length] = value;
    return out;
  };
  const places = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 40 });
  const numRuns = Number(process.env['CARRYOVER_FUZZ_RUNS'] ?? 150);

  test('of an APK never make it throw, nor cut ones', () => {
    fc.assert(
      fc.property(places, fc.nat(), (spoilt, cut) => {
        const bytes = flip(whole, spoilt);
        read(bytes.subarray(0, bytes.length - (cut % 3 === 0 ? cut % bytes.length : 0)), 300);
      }),
      { numRuns, seed: 1 },
    );
  });

  test('of a manifest and of a table never make them throw or hang', () => {
    const manifest = members()[0]?.body as Uint8Array;
    const table = members().at(-1)?.body as Uint8Array;
    fc.assert(
      fc.property(places, (spoilt) => {
        readManifest(flip(manifest, spoilt));
        const resources = readResources(flip(table, spoilt));
        for (const id of [...resources.idsOfType('xml', 20), resourceId(0x7f, 1, 0)]) resources.values(id);
      }),
      { numRuns: numRuns * 4, seed: 2 },
    );
  });

  test('that state more than there is are read to their end', () => {
    const manifest = Uint8Array.from(members()[0]?.body as Uint8Array);
    const view = new DataView(manifest.buffer);
    view.setUint32(4, 0xffffffff, true);
    view.setUint32(16, 0x7fffffff, true);
    view.setUint32(20, 0x7fffffff, true);
    expect(readManifest(manifest)?.package).toBe('com.example.app');
  });

  test('that unpack to more than any manifest has are not unpacked', () => {
    const bomb = zip([{ path: 'AndroidManifest.xml', body: new Uint8Array(40 << 20), method: 'deflate' }]);
    expect(bomb.length).toBeLessThan(100_000);
    expect(read(bomb)).toBeNull();
  });
});

const SAMPLES = join(CORPUS, '../../shared/samples/axml');
describe.skipIf(!existsSync(SAMPLES))('manifests that other tools compiled', () => {
  test.each([
    ['AndroidManifest.xml', 'com.example.android.tests', 11],
    ['AndroidManifest-Chinese.xml', 'com.example.android.chinese', 11],
    ['AndroidManifestDoubleNamespace.xml', 'com.example.android.double', 11],
  ])('%s', (name) => {
    const manifest = readManifest(readFileSync(join(SAMPLES, name)));
    expect({
      package: manifest?.package,
      usesSdk: [...(manifest?.usesSdk ?? [])],
      application: [...(manifest?.application ?? [])],
      version: manifest?.manifest.get('versionCode'),
    }).toMatchSnapshot();
  });
});
