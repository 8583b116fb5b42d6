import { createCipheriv } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../corpus/encode/seed.ts';
import { cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { decryptCbc } from '../../src/bytes/aes-cbc.ts';
import { ctrSource, decryptCtr } from '../../src/bytes/aes-ctr.ts';
import { decryptGcm, gcmSource, holdsGcm } from '../../src/bytes/aes-gcm.ts';
import { memorySource } from '../../src/bytes/source.ts';
import { chunkedSource } from '../support/open.ts';

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));

async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

const SIZES = [1, 15, 16, 17, 1000];
/** NIST SP 800-38A, appendix F: the key and plain text of all AES-256 examples. */
const KEY = hex('603deb1015ca71be2b73aef0857d7781 1f352c073b6108d72d9810a30914dff4');
const PLAIN = hex(
  '6bc1bee22e409f96e93d7e117393172a ae2d8a571e03ac9c9eb76fac45af8e51 30c81c46a35ce411e5fbc1191a0a52ef f69f2445df4f9b17ad2b417be66c3710',
);

describe('AES-CTR', () => {
  const counter = hex('f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff');
  const cipher = hex(
    '601ec313775789a5b7a7f504bbf3d228 f443e3ca4d62b59aca84e990cacaf5c5 2b0930daa23de94ce87017ba2d84988d dfc9c58db67aada613c2dd08457941a6',
  );

  test('decrypts the example of SP 800-38A F.5.6 in chunks of every size', async () => {
    for (const size of SIZES) {
      expect(await all(decryptCtr(chunkedSource('x', cipher, size).stream(), KEY, counter))).toEqual(
        Buffer.from(PLAIN),
      );
    }
  });

  test('starts at any byte, also where the counter overflows', async () => {
    const random = seeded('ctr anywhere');
    const plain = random.bytes(5000);
    for (const start of [
      '00000000000000000000000000000000',
      'ffffffffffffffffffffffffffffffff',
      '0000000000000000fffffffffffffffe',
    ]) {
      const engine = createCipheriv('aes-128-ctr', KEY.subarray(0, 16), hex(start));
      const source = ctrSource(memorySource('x', engine.update(plain)), KEY.subarray(0, 16), hex(start));
      for (let round = 0; round < 20; round += 1) {
        const from = random.int(5000);
        const length = random.int(200);
        expect(source.at?.(from, length)).toEqual(plain.slice(from, from + length));
        expect(await all(source.stream(from))).toEqual(Buffer.from(plain.subarray(from)));
      }
    }
  });
});

describe('AES-CBC', () => {
  const iv = hex('000102030405060708090a0b0c0d0e0f');
  const engine = createCipheriv('aes-256-cbc', KEY, iv);
  const cipher = Buffer.concat([engine.update(PLAIN), engine.final()]);

  test('decrypts the example of SP 800-38A F.2.6', async () => {
    expect(cipher.subarray(0, 16)).toEqual(Buffer.from(hex('f58c4c04d6e5f1ba779eabfb5f7bfbd6')));
    for (const size of SIZES) {
      const plain = decryptCbc(chunkedSource('x', cipher, size).stream(), KEY, iv);
      expect(await all(plain.chunks)).toEqual(Buffer.from(PLAIN));
      expect(plain.end()).toEqual({ how: 'complete', bytes: 80 });
    }
  });

  test('gives whole blocks of what is cut, and says how it ended', async () => {
    const partial = decryptCbc(memorySource('x', cipher.subarray(0, 40)).stream(), KEY, iv);
    expect((await all(partial.chunks)).equals(PLAIN.subarray(0, 32))).toBe(true);
    expect(partial.end()).toEqual({ how: 'partial-block', bytes: 40 });
    const unpadded = decryptCbc(memorySource('x', cipher.subarray(0, 64)).stream(), KEY, iv);
    expect(await all(unpadded.chunks)).toEqual(Buffer.from(PLAIN));
    expect(unpadded.end()).toEqual({ how: 'padding', bytes: 64 });
  });
});

describe('AES-GCM', () => {
  // The GCM specification (McGrew and Viega), test case 16, and 18 with a nonce that is not of 12 bytes.
  const key = hex('feffe9928665731c6d6a8f9467308308 feffe9928665731c6d6a8f9467308308');
  const plain = hex(
    'd9313225f88406e5a55909c5aff5269a 86a7a9531534f7da2e4c303d8a318a72 1c3c0c95956809532fcf0e2449a6b525 b16aedf5aa0de657ba637b39',
  );
  const data = hex('feedfacedeadbeeffeedfacedeadbeefabaddad2');
  const cases = [
    {
      nonce: hex('cafebabefacedbaddecaf888'),
      cipher: hex(
        '522dc1f099567d07f47f37a32a84427d 643a8cdcbfe5c0c97598a2bd2555d1aa 8cb08e48590dbb3da7b08b1056828838 c5f61e6393ba7a0abcc9f662 76fc6ece0f4e1768cddf8853bb2d551b',
      ),
    },
    {
      nonce: hex(
        '9313225df88406e555909c5aff5269aa 6a7a9538534f7da1e4c303d2a318a728 c3c0c95156809539fcf0e2429a6b5254 16aedbf5a0de6a57a637b39b',
      ),
      cipher: hex(
        '5a8def2f0c9e53f1f75d7853659e2a20 eeb2b22aafde6419a058ab4f6f746bf4 0fc0c3b780f244452da3ebf1c5d82cde a2418997200ef82e44ae7e3f a44a8266ee1c8eb0c8b5d4cf5ae9f19a',
      ),
    },
  ];

  test('decrypts the published cases in chunks of every size', async () => {
    for (const { nonce, cipher } of cases) {
      for (const size of SIZES) {
        const open = () => chunkedSource('x', cipher, size);
        expect(await all(decryptGcm(open, { key, nonce, data }))).toEqual(Buffer.from(plain));
        expect(gcmSource(open, { key, nonce, data }).authentic).toBe(true);
        expect(await all(gcmSource(open, { key, nonce, data }).stream(7))).toEqual(Buffer.from(plain.subarray(7)));
      }
    }
  });

  test('gives nothing out where a bit is wrong', async () => {
    const { nonce, cipher } = cases[0] as (typeof cases)[0];
    for (let at = 0; at < cipher.length; at += 5) {
      const bad = cipher.slice();
      bad[at] = (bad[at] as number) ^ 1;
      const out: Uint8Array[] = [];
      const run = async () => {
        for await (const chunk of decryptGcm(() => memorySource('x', bad, cite('x')), { key, nonce, data }))
          out.push(chunk);
      };
      await expect(run()).rejects.toBeInstanceOf(Fault);
      expect(out).toEqual([]);
      expect(await holdsGcm(memorySource('x', bad), { key, nonce, data })).toBe(false);
    }
    expect(await holdsGcm(memorySource('x', cipher), { key, nonce, data })).toBe(true);
    expect(await holdsGcm(memorySource('x', cipher.subarray(0, 9)), { key, nonce, data })).toBe(false);
  });

  test('decrypts what is too long to be held a second time, after it was found authentic', async () => {
    const MIB = 1 << 20;
    const block = Buffer.alloc(MIB, 'carryover');
    const engine = createCipheriv('aes-256-gcm', key, (cases[0] as (typeof cases)[0]).nonce);
    const sealed: Buffer[] = Array.from({ length: 66 }, () => engine.update(block));
    engine.final();
    sealed.push(engine.getAuthTag());
    const whole = Buffer.concat(sealed);
    for (const told of [true, false]) {
      let opened = 0;
      const open = () => {
        opened += 1;
        const source = memorySource('x', new Uint8Array(whole.buffer, whole.byteOffset, whole.length));
        return told ? source : { ...source, size: null };
      };
      let bytes = 0;
      let first: Buffer | null = null;
      for await (const chunk of decryptGcm(open, { key, nonce: (cases[0] as (typeof cases)[0]).nonce })) {
        first ??= Buffer.from(chunk.subarray(0, 9));
        bytes += chunk.length;
      }
      expect([opened, bytes, first?.toString()]).toEqual([2, 66 * MIB, 'carryover']);
    }
    whole.writeUInt8(whole.readUInt8(MIB) ^ 1, MIB);
    const bad = memorySource('x', new Uint8Array(whole.buffer, whole.byteOffset, whole.length));
    const run = decryptGcm(() => bad, { key, nonce: (cases[0] as (typeof cases)[0]).nonce });
    await expect(run.next()).rejects.toBeInstanceOf(Fault);
  });
});
