import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apkMembers } from '../../corpus/encode/apk.ts';
import {
  APP_SIGNERS,
  type BlockSigner,
  beforeDirectory,
  jarFiles,
  jarSignature,
  signingBlock,
} from '../../corpus/encode/apk-signature.ts';
import { type ZipItem, zip } from '../../corpus/encode/zip.ts';
import { compareMembers, type MemberPrints } from '../../src/android/apk/directory.ts';
import { type ApkFacts, makeApkReader } from '../../src/android/apk/facts.ts';
import { signersOfPkcs7 } from '../../src/android/apk/pkcs7.ts';
import { shareSigner } from '../../src/android/apk/signing.ts';
import { certificatesInBlock, signingBlockIn } from '../../src/android/apk/signing-block.ts';

/** Who signed an APK and what it holds, by an encoder that shares nothing with the reader. */

const [ONE, TWO, THREE] = APP_SIGNERS as [Uint8Array, Uint8Array, Uint8Array];
const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const FACTS = { package: 'com.example.app', label: 'App', versionCode: 7, versionName: '7', targetSdk: 34 };
const items = (): ZipItem[] => apkMembers(FACTS);

function read(bytes: Uint8Array, step = 4096): ApkFacts | null {
  const reader = makeApkReader();
  const chunk = new Uint8Array(step);
  for (let at = 0; at < bytes.length; at += step) {
    const part = bytes.subarray(at, at + step);
    chunk.set(part);
    reader.add(chunk.subarray(0, part.length));
    chunk.fill(0xee);
  }
  return reader.finish();
}

const signed = (signers: readonly BlockSigner[], more: readonly ZipItem[] = []): Uint8Array =>
  beforeDirectory(zip([...items(), ...more]), signingBlock(signers));

describe('signers', () => {
  test('of v1 are those that the signature names, whatever certificates lie beside', () => {
    const facts = read(zip([...items(), ...jarFiles(1, [0, 2])]));
    expect(facts?.signing).toEqual({ schemes: ['v1'], signers: [hash(TWO)], former: [] });
  });

  test.each([1, 7, 63, 4096, 1 << 20])('of a signing block are found in chunks of %i bytes', (step) => {
    const bytes = signed([{ scheme: 'v2', certificate: ONE }], jarFiles(0));
    expect(read(bytes, step)?.signing).toEqual({ schemes: ['v1', 'v2'], signers: [hash(ONE)], former: [] });
  });

  test('of v3 are those after a rotation; the certificates before are told as former', () => {
    const facts = read(
      signed([
        { scheme: 'v2', certificate: ONE },
        { scheme: 'v3', certificate: TWO, lineage: [ONE, TWO] },
        { scheme: 'v3.1', certificate: THREE, lineage: [ONE, TWO, THREE] },
      ]),
    );
    expect(facts?.signing.schemes).toEqual(['v2', 'v3', 'v3.1']);
    expect(facts?.signing.signers).toEqual([hash(THREE)]);
    expect([...(facts?.signing.former ?? [])].sort()).toEqual([hash(ONE), hash(TWO)].sort());
  });

  test('of several that sign together are all told', () => {
    const facts = read(
      signed([
        { scheme: 'v2', certificate: ONE },
        { scheme: 'v2', certificate: THREE },
      ]),
    );
    expect(facts?.signing.signers).toEqual([hash(ONE), hash(THREE)]);
  });

  test('beside a block that contradicts itself are not told, nor those of v1', () => {
    const block = signingBlock([{ scheme: 'v2', certificate: ONE }]);
    block[0] = 0xff;
    const facts = read(beforeDirectory(zip([...items(), ...jarFiles(0)]), block));
    expect(facts?.signing).toEqual({ schemes: [], signers: [], former: [] });
  });

  test('in a block that holds what looks like a member are not told', () => {
    const block = Buffer.from(signingBlock([{ scheme: 'v2', certificate: ONE }]));
    const local = Buffer.alloc(30);
    local.write('PK\x03\x04', 'latin1');
    local.copy(block, 40);
    expect(read(beforeDirectory(zip([...items(), ...jarFiles(1)]), block))?.signing.signers).toEqual([]);
  });

  test('of a directory that the end record does not name are not told', () => {
    const bytes = Buffer.from(signed([{ scheme: 'v2', certificate: ONE }]));
    bytes.writeUInt32LE(bytes.readUInt32LE(bytes.length - 6) - 1, bytes.length - 6);
    expect(read(bytes)).toMatchObject({ signing: { signers: [] }, members: null });
  });

  test('share one where a certificate is common to both, a former one included', () => {
    const one = { signers: ['a'], former: [] };
    expect(shareSigner(one, { signers: ['b'], former: ['a'] })).toBe(true);
    expect(shareSigner({ signers: ['b'], former: ['a'] }, one)).toBe(true);
    expect(shareSigner(one, { signers: ['b'], former: [] })).toBe(false);
    expect(shareSigner(one, { signers: [], former: [] })).toBeNull();
  });
});

describe('bytes by chance', () => {
  const block = signingBlock([{ scheme: 'v3', certificate: TWO, lineage: [ONE, TWO] }]);
  const spoilt = (bytes: Uint8Array): fc.Arbitrary<Buffer> =>
    fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 6 }).map((changes) => {
      const copy = Buffer.from(bytes);
      for (const [at, value] of changes) copy[at] = value;
      return copy;
    });

  test('are no certificate outside of what was given, in a block or a PKCS#7', () => {
    fc.assert(
      fc.property(spoilt(block), spoilt(jarSignature(0, [1])), (pairs, pkcs7) => {
        const found = signingBlockIn(pairs);
        for (const { certificate } of typeof found === 'string' ? [] : certificatesInBlock(found))
          expect(certificate.length).toBeLessThan(block.length);
        for (const certificate of signersOfPkcs7(pkcs7)) expect(certificate.length).toBeLessThan(pkcs7.length);
      }),
    );
  });

  test('in the place of a block of hundreds of megabytes are not kept', () => {
    const reader = makeApkReader();
    const plain = zip(items());
    const start = new DataView(plain.buffer).getUint32(plain.length - 6, true);
    reader.add(plain.subarray(0, start));
    const before = process.memoryUsage();
    const marks = Buffer.from('PK'.repeat(2 ** 19), 'latin1');
    for (let i = 0; i < 2; i++) reader.add(marks);
    const zeros = new Uint8Array(2 ** 20);
    for (let i = 0; i < 150; i++) reader.add(zeros);
    const after = process.memoryUsage();
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(64 * 2 ** 20);
    expect(reader.finish()).toMatchObject({ package: 'com.example.app', members: null });
  });
});

describe('members', () => {
  const printsOf = (bytes: Uint8Array): MemberPrints => {
    const prints = read(bytes)?.members;
    if (prints == null) throw new Error('no directory was found');
    return prints;
  };
  const file = (path: string, text: string): ZipItem => ({ path, body: Buffer.from(text) });

  test('are counted as same, changed, and on one side only', () => {
    const source = zip([...items(), file('a', 'one'), file('b', 'two'), file('c', 'three')]);
    const target = zip([...items(), file('a', 'one'), file('b', 'TWO'), file('d', 'four'), file('e', 'five')]);
    const same = items().length + 1;
    const counts = compareMembers(printsOf(source), printsOf(target));
    expect(counts).toEqual({ same, changed: 1, sourceOnly: 1, targetOnly: 2, signatureOnly: false });
  });

  test('that differ only in who signed them, or how they are packed, are told', () => {
    const one = zip([...items(), ...jarFiles(0)]);
    const other = zip([...[...items()].reverse(), ...jarFiles(1)].map((item) => ({ ...item, method: 'store' })));
    expect(compareMembers(printsOf(one), printsOf(other))).toMatchObject({ changed: 1, signatureOnly: true });
    const unsigned = zip(items());
    expect(compareMembers(printsOf(unsigned), printsOf(one))).toMatchObject({ targetOnly: 3, signatureOnly: true });
    const block = signed([{ scheme: 'v2', certificate: ONE }]);
    expect(compareMembers(printsOf(unsigned), printsOf(block))).toMatchObject({ changed: 0, signatureOnly: true });
    const named = zip([...items(), file('META-INF/services/x', 'y')]);
    expect(compareMembers(printsOf(unsigned), printsOf(named))?.signatureOnly).toBe(false);
  });

  test('of a directory that is not the last one do not count', () => {
    const inner = zip([file('a', 'one'), file('b', 'two')]);
    const outer = zip(items());
    const start = new DataView(outer.buffer).getUint32(outer.length - 6, true);
    const directory = inner.subarray(new DataView(inner.buffer).getUint32(inner.length - 6, true), inner.length - 22);
    const bytes = beforeDirectory(outer, new Uint8Array([...directory, ...new Uint8Array(64)]));
    expect(new DataView(bytes.buffer).getUint32(bytes.length - 6, true)).toBeGreaterThan(start);
    expect(printsOf(bytes).count).toBe(items().length);
  });

  test('beyond what is kept are counted, and not compared', () => {
    const many = zip([...items(), ...Array.from({ length: 66_000 }, (_, i) => file(`n${i}`, ''))]);
    const prints = read(many, 1 << 16)?.members;
    expect(prints).toEqual({ count: items().length + 66_000, prints: null });
    expect(compareMembers(prints as MemberPrints, prints as MemberPrints)).toBeNull();
  });
});
