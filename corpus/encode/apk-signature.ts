import { concat, u32le, u64le, utf8 } from './bytes.ts';
import { seeded } from './seed.ts';
import type { ZipItem } from './zip.ts';

/**
 * Signatures of APKs as far as they state who signed: a signing block (AOSP, APK signature schemes v2 and v3) and a
 * PKCS#7 file of META-INF (RFC 2315). Digests and signatures in them are bytes by chance: none of them holds.
 */

/** Certificates on P-256, self-signed, expired in 2011. The keys were thrown away. */
export const APP_SIGNERS = [
  'MIIBUzCB+gIBATAKBggqhkjOPQQDAjA2MR0wGwYDVQQKDBRDb3JwdXMgb2YgdGVzdCBmaWxlczEVMBMGA1UEAwwMQXBwIHNpZ25lciAxMB4XDTEwMDEwMTAwMDAwMFoXDTExMDEwMTAwMDAwMFowNjEdMBsGA1UECgwUQ29ycHVzIG9mIHRlc3QgZmlsZXMxFTATBgNVBAMMDEFwcCBzaWduZXIgMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABAxAi0T8H0TZXobfPtX8/6tod7rh0+i+EmTcgRgUCjkI2aNpv1uozHVXmM0uPCGsVLtbFt8L+xzNdht8Cb7/d0IwCgYIKoZIzj0EAwIDSAAwRQIgc78412maFfElyidiwX7D6W/9+YWvo2sSippCyd2T0PUCIQDUOaUJv5TZL3DyxY9Or2bG+OoxdGp6Uqj8ZfRudtkvPQ==',
  'MIIBVDCB+gIBAjAKBggqhkjOPQQDAjA2MR0wGwYDVQQKDBRDb3JwdXMgb2YgdGVzdCBmaWxlczEVMBMGA1UEAwwMQXBwIHNpZ25lciAyMB4XDTEwMDEwMTAwMDAwMFoXDTExMDEwMTAwMDAwMFowNjEdMBsGA1UECgwUQ29ycHVzIG9mIHRlc3QgZmlsZXMxFTATBgNVBAMMDEFwcCBzaWduZXIgMjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABPsMr8sYHvdgt0pDxKBAJ7HwdsoVLZ/webSVTqVZ6w7II96ysimXg4IMA/6IaAHGG3w4LfyC9ERVw8sDVCRxplAwCgYIKoZIzj0EAwIDSQAwRgIhALLJ5WXztZpXtbap8sZSoUiou7kxb6zKEVez+XBb9ePOAiEA7Z8+cH+zLl+w/mN3yUt348B4F+1TcgJr0SjIgvC9FHY=',
  'MIIBUzCB+gIBAzAKBggqhkjOPQQDAjA2MR0wGwYDVQQKDBRDb3JwdXMgb2YgdGVzdCBmaWxlczEVMBMGA1UEAwwMQXBwIHNpZ25lciAzMB4XDTEwMDEwMTAwMDAwMFoXDTExMDEwMTAwMDAwMFowNjEdMBsGA1UECgwUQ29ycHVzIG9mIHRlc3QgZmlsZXMxFTATBgNVBAMMDEFwcCBzaWduZXIgMzBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABD28Ju+gdQFHG9hQrY9ehuveNyjjqwCGiAWzS4+1S+eOBoT3fUnO7s7nP2kdRRx6uexHI9j5yKNJGZZP5D65OGowCgYIKoZIzj0EAwIDSAAwRQIgK8YlhXcd+QRADCJD5/Kf1Qk/dZ+kJyri/dTbtW2/LOACIQC5Hp9UxQUbNBeEH3idShQjnTF+TXgdtxamdHytAsKFZg==',
].map((text) => new Uint8Array(Buffer.from(text, 'base64')));

export interface BlockSigner {
  readonly scheme: 'v2' | 'v3' | 'v3.1';
  readonly certificate: Uint8Array;
  /** Of v3: the certificates before it and itself, oldest first. */
  readonly lineage?: readonly Uint8Array[];
}

const IDS = { v2: 0x7109871a, v3: 0xf05368c0, 'v3.1': 0x1b93ad61 } as const;
const ROTATION = 0x3ba06f8c;
const ECDSA_SHA256 = 0x0201;
const FIRST_SDK = 28;
const LAST_SDK = 0x7fffffff;
const SIGNATURE_BYTES = 70;

const sized = (...parts: readonly Uint8Array[]): Uint8Array => {
  const whole = concat(parts);
  return concat([u32le(whole.length), whole]);
};

function signer({ scheme, certificate, lineage = [] }: BlockSigner): Uint8Array {
  const random = seeded(`signature ${scheme}`);
  const platforms = scheme === 'v2' ? [] : [u32le(FIRST_SDK), u32le(LAST_SDK)];
  const levels = lineage.map((each) =>
    sized(sized(sized(each), u32le(ECDSA_SHA256)), u32le(0), u32le(ECDSA_SHA256), sized(random.bytes(SIGNATURE_BYTES))),
  );
  const attributes = lineage.length === 0 ? [] : [sized(u32le(ROTATION), u32le(1), ...levels)];
  const signed = sized(
    sized(sized(u32le(ECDSA_SHA256), sized(random.bytes(32)))),
    sized(sized(certificate)),
    ...platforms,
    sized(...attributes),
  );
  const signatures = sized(sized(u32le(ECDSA_SHA256), sized(random.bytes(SIGNATURE_BYTES))));
  return sized(signed, ...platforms, signatures, sized(random.bytes(91)));
}

/** A whole signing block. */
export function signingBlock(signers: readonly BlockSigner[]): Uint8Array {
  const pairs = (Object.keys(IDS) as BlockSigner['scheme'][]).flatMap((scheme) => {
    const own = signers.filter((each) => each.scheme === scheme).map(signer);
    if (own.length === 0) return [];
    const value = concat([u32le(IDS[scheme]), sized(...own)]);
    return [concat([u64le(value.length), value])];
  });
  const body = concat(pairs);
  const size = u64le(body.length + 24);
  return concat([size, body, size, utf8('APK Sig Block 42')]);
}

/** Puts bytes before the central directory of a zip without a comment, and moves the offset that its end states. */
export function beforeDirectory(zip: Uint8Array, bytes: Uint8Array): Uint8Array {
  const end = zip.length - 22;
  const view = new DataView(zip.buffer, zip.byteOffset, zip.length);
  const start = view.getUint32(end + 16, true);
  const out = concat([zip.subarray(0, start), bytes, zip.subarray(start)]);
  new DataView(out.buffer).setUint32(out.length - 6, start + bytes.length, true);
  return out;
}

function der(tag: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const body = concat(parts);
  const length =
    body.length < 0x80
      ? [body.length]
      : body.length < 0x100
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff];
  return concat([Uint8Array.of(tag, ...length), body]);
}

const oid = (hex: string): Uint8Array => der(0x06, new Uint8Array(Buffer.from(hex, 'hex')));
const SIGNED_DATA = '2a864886f70d010702';
const DATA = '2a864886f70d010701';
const SHA_256 = '608648016503040201';
const ECDSA = '2a8648ce3d040302';

/** A name that a certificate of `APP_SIGNERS` has, and its serial number. */
function issuerAndSerial(number: number): Uint8Array {
  const part = (id: string, text: string): Uint8Array => der(0x31, der(0x30, oid(id), der(0x0c, utf8(text))));
  const name = der(0x30, part('55040a', 'Corpus of test files'), part('550403', `App signer ${number}`));
  return der(0x30, name, der(0x02, Uint8Array.of(number)));
}

/** The PKCS#7 of a JAR signature. `signer`: position in `APP_SIGNERS`; `others`: certificates that stand beside it. */
export function jarSignature(signer: number, others: readonly number[] = []): Uint8Array {
  const certificates = [...others, signer].map((each) => APP_SIGNERS[each] as Uint8Array);
  const digest = der(0x30, oid(SHA_256));
  const info = der(
    0x30,
    der(0x02, Uint8Array.of(1)),
    issuerAndSerial(signer + 1),
    digest,
    der(0x30, oid(ECDSA)),
    der(0x04, seeded('jar signature').bytes(SIGNATURE_BYTES)),
  );
  return der(
    0x30,
    oid(SIGNED_DATA),
    der(
      0xa0,
      der(
        0x30,
        der(0x02, Uint8Array.of(1)),
        der(0x31, digest),
        der(0x30, oid(DATA)),
        der(0xa0, ...certificates),
        der(0x31, info),
      ),
    ),
  );
}

/** The files of META-INF by which `signer` signs a JAR; only the last of them says who it is. */
export const jarFiles = (signer: number, others: readonly number[] = []): ZipItem[] => [
  { path: 'META-INF/MANIFEST.MF', body: utf8('Manifest-Version: 1.0\r\n\r\n'), method: 'deflate' },
  { path: 'META-INF/CERT.SF', body: utf8('Signature-Version: 1.0\r\n\r\n'), method: 'deflate' },
  { path: 'META-INF/CERT.EC', body: jarSignature(signer, others), method: 'deflate' },
];
