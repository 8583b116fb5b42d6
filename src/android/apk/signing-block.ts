import type { SigningScheme, StatedCertificate } from './signing.ts';

/**
 * The APK Signing Block, which lies before the central directory (AOSP, APK signature schemes v2 and v3;
 * ApkSigningBlockUtils): u64 length, pairs of u64 length, u32 id and value, the length again, the magic.
 */
const MAGIC = Buffer.from('APK Sig Block 42', 'latin1');
const LENGTH_BYTES = 8;
const FOOT_BYTES = LENGTH_BYTES + MAGIC.length;
const ID_BYTES = 4;
const SCHEMES: ReadonlyMap<number, SigningScheme> = new Map([
  [0x7109871a, 'v2'],
  [0xf05368c0, 'v3'],
  [0x1b93ad61, 'v3.1'],
]);
/** Attribute of a signer of v3: the certificates before this one, each signed by the one before it. */
const ROTATION = 0x3ba06f8c;
/** `minSdkVersion` and `maxSdkVersion` of a signer of v3. */
const PLATFORM_BYTES = 8;
const VERSION_BYTES = 4;

const MOST_PAIRS = 256;
/** Ten are allowed (AOSP ApkSignatureSchemeV2Verifier); a lineage has a handful. */
const MOST_SIGNERS = 16;

/**
 * The pairs of the block at the end of `bytes`, which end where the central directory begins. `none`: no block ends
 * there. `broken`: one does, and its bytes are not at hand or contradict themselves.
 */
export function signingBlockIn(bytes: Buffer): Buffer | 'none' | 'broken' {
  const foot = bytes.length - FOOT_BYTES;
  if (foot < 0 || !bytes.subarray(foot + LENGTH_BYTES).equals(MAGIC)) return 'none';
  const size = bytes.readBigUInt64LE(foot);
  if (size < BigInt(FOOT_BYTES) || size + BigInt(LENGTH_BYTES) > BigInt(bytes.length)) return 'broken';
  const start = bytes.length - Number(size) - LENGTH_BYTES;
  return bytes.readBigUInt64LE(start) === size ? bytes.subarray(start + LENGTH_BYTES, foot) : 'broken';
}

/** What the pairs of a signing block state: the certificate of each signer, and those of its lineage. Never throws. */
export function certificatesInBlock(pairs: Buffer): StatedCertificate[] {
  const out: StatedCertificate[] = [];
  let seen = 0;
  for (let at = 0; at + LENGTH_BYTES + ID_BYTES <= pairs.length && seen < MOST_PAIRS; seen++) {
    const length = pairs.readBigUInt64LE(at);
    at += LENGTH_BYTES;
    if (length < BigInt(ID_BYTES) || length > BigInt(pairs.length - at)) break;
    const scheme = SCHEMES.get(pairs.readUInt32LE(at));
    if (scheme !== undefined) out.push(...signersIn(pairs.subarray(at + ID_BYTES, at + Number(length)), scheme));
    at += Number(length);
  }
  return out;
}

function signersIn(value: Buffer, scheme: SigningScheme): StatedCertificate[] {
  const out: StatedCertificate[] = [];
  const [all = NOTHING] = slicesIn(value, 1);
  for (const signer of slicesIn(all, MOST_SIGNERS)) {
    const [signed = NOTHING] = slicesIn(signer, 1);
    const [digests, certificates] = slicesIn(signed, 2);
    const [own] = certificates === undefined ? [] : slicesIn(certificates, 1);
    if (digests === undefined || certificates === undefined || own === undefined) continue;
    out.push({ scheme, certificate: own, former: false });
    if (scheme === 'v2') continue;
    const after = 2 * ID_BYTES + digests.length + certificates.length + PLATFORM_BYTES;
    const [attributes = NOTHING] = slicesIn(signed.subarray(after), 1);
    for (const attribute of slicesIn(attributes, MOST_SIGNERS)) {
      if (attribute.length < ID_BYTES + VERSION_BYTES || attribute.readUInt32LE(0) !== ROTATION) continue;
      for (const level of slicesIn(attribute.subarray(ID_BYTES + VERSION_BYTES), MOST_SIGNERS)) {
        const [past] = slicesIn(slicesIn(level, 1)[0] ?? NOTHING, 1);
        if (past !== undefined && !past.equals(own)) out.push({ scheme, certificate: past, former: true });
      }
    }
  }
  return out;
}

const NOTHING = Buffer.alloc(0);

/** The first of the slices that stand one behind the other, each after its u32 length. */
function slicesIn(bytes: Buffer, most: number): Buffer[] {
  const out: Buffer[] = [];
  for (let at = 0; at + 4 <= bytes.length && out.length < most; ) {
    const length = bytes.readUInt32LE(at);
    if (length > bytes.length - at - 4) break;
    out.push(bytes.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return out;
}
