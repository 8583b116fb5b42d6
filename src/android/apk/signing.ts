import { sha256 } from '../../bytes/digest.ts';
import { signersOfPkcs7 } from './pkcs7.ts';
import { certificatesInBlock } from './signing-block.ts';

/** Oldest first: v1 is that of JAR files. */
export const SIGNING_SCHEMES = ['v1', 'v2', 'v3', 'v3.1'] as const;
export type SigningScheme = (typeof SIGNING_SCHEMES)[number];

/** A certificate as an APK states it: nothing of a signature was verified. */
export interface StatedCertificate {
  readonly scheme: SigningScheme;
  /** DER. */
  readonly certificate: Uint8Array;
  /** Of the lineage of a signer that has another certificate now (key rotation, v3). */
  readonly former: boolean;
}

/** Who signed an APK, by its own word. Plain data: it crosses threads. */
export interface ApkSigning {
  /** Those whose signers could be read, oldest first; none of an APK that is not signed, or whose block is broken. */
  readonly schemes: readonly SigningScheme[];
  /** SHA-256 of the certificates (DER) of the newest scheme, in lower-case hex. */
  readonly signers: readonly string[];
  /** The same of older schemes and of the lineage, where they are others. */
  readonly former: readonly string[];
}

const DER_SEQUENCE = 0x30;
/** Real ones have some 1,000 bytes. */
const MOST_CERTIFICATE_BYTES = 64 * 1024;
const MOST_CERTIFICATES = 64;

/**
 * The certificates that an APK states, oldest scheme first. `block`: the pairs of its signing block, or why there are
 * none; `files`: unpacked signature files of META-INF. Beside a broken block these say nothing: Android reads the block.
 */
export function statedCertificates(
  block: Buffer | 'none' | 'broken',
  files: readonly Uint8Array[],
): readonly StatedCertificate[] {
  if (block === 'broken') return [];
  const old = files.flatMap((file) =>
    signersOfPkcs7(Buffer.from(file.buffer, file.byteOffset, file.length)).map(
      (certificate) => ({ scheme: 'v1', certificate, former: false }) as const,
    ),
  );
  const all = [...old, ...(block === 'none' ? [] : certificatesInBlock(block))].filter(
    ({ certificate }) => certificate[0] === DER_SEQUENCE && certificate.length <= MOST_CERTIFICATE_BYTES,
  );
  return all
    .sort((a, b) => SIGNING_SCHEMES.indexOf(a.scheme) - SIGNING_SCHEMES.indexOf(b.scheme))
    .slice(-MOST_CERTIFICATES);
}

export function signingOf(certificates: readonly StatedCertificate[]): ApkSigning {
  const schemes = SIGNING_SCHEMES.filter((scheme) => certificates.some((each) => each.scheme === scheme));
  const newest = schemes.at(-1);
  const isNow = ({ scheme, former }: StatedCertificate): boolean => scheme === newest && !former;
  const signers = distinct(certificates.filter(isNow));
  const former = distinct(certificates.filter((each) => !isNow(each))).filter((each) => !signers.includes(each));
  return { schemes, signers, former };
}

const distinct = (all: readonly StatedCertificate[]): string[] => [
  ...new Set(all.map(({ certificate }) => sha256(certificate))),
];

/**
 * Whether one could be an update of the other as far as certificates say: each states signers, and one certificate is
 * common to both, a former one included. Null where one of them states none.
 */
export function shareSigner(
  a: Pick<ApkSigning, 'signers' | 'former'>,
  b: Pick<ApkSigning, 'signers' | 'former'>,
): boolean | null {
  if (a.signers.length === 0 || b.signers.length === 0) return null;
  const known = new Set([...a.signers, ...a.former]);
  return [...b.signers, ...b.former].some((each) => known.has(each));
}
