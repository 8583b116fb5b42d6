import { sha256 } from '../../src/bytes/digest.ts';

/** A manifest is at most this long on a device (AOSP TarBackupReader). */
export const MANIFEST_REACH = 1 << 16;

/** What `apps/P/_manifest` says of the package. */
export interface Manifest {
  readonly version: string;
  readonly package: string;
  readonly versionCode: string | null;
  readonly sdk: number | null;
  readonly installer: string | null;
  readonly apk: boolean | null;
  /** Number of split APKs that Samsung stored beside base.apk; null where the line is not there. */
  readonly splits: number | null;
  /** SHA-256 of each signing certificate. */
  readonly signers: readonly string[];
  /** The first line that is not as it should be; null if all are. */
  readonly malformed: string | null;
}

const decoder = new TextDecoder('utf-8');
/** A certificate: DER begins with a sequence, tag 0x30. */
const CERTIFICATE = /^30(?:[0-9a-fA-F]{2})+$/;

/** Reads the lines that AOSP AppMetadataBackupWriter.getManifestBytes writes. Never throws. */
export function readManifest(bytes: Uint8Array): Manifest {
  const lines = decoder.decode(bytes.subarray(0, MANIFEST_REACH)).split('\n');
  if (lines.at(-1) === '') lines.pop();
  const [version = '', name = '', versionCode = '', sdk = '', installer = '', apk = '', ...rest] = lines;
  const signatures = readSignatures(rest);
  const malformed =
    version !== '1'
      ? 'version'
      : name === ''
        ? 'package'
        : !/^-?\d{1,19}$/.test(versionCode)
          ? 'versionCode'
          : !/^\d{1,5}$/.test(sdk)
            ? 'sdk'
            : apk !== '0' && apk !== '1'
              ? 'apk'
              : signatures.exact
                ? null
                : 'signatures';
  return {
    version,
    package: name,
    versionCode: /^-?\d{1,19}$/.test(versionCode) ? versionCode : null,
    sdk: /^\d{1,5}$/.test(sdk) ? Number(sdk) : null,
    installer: installer === '' ? null : installer,
    apk: apk === '1' ? true : apk === '0' ? false : null,
    splits: signatures.splits,
    signers: signatures.certificates.map((hex) => sha256(Buffer.from(hex, 'hex'))),
    malformed,
  };
}

interface Signatures {
  readonly splits: number | null;
  readonly certificates: readonly string[];
  readonly exact: boolean;
}

/**
 * Samsung puts the number of split APKs before the number of signatures, and no version says so: the reading under
 * which exactly that many certificates follow is the right one.
 */
function readSignatures(rest: readonly string[]): Signatures {
  for (const skipped of [0, 1]) {
    const count = rest[skipped];
    const certificates = rest.slice(skipped + 1);
    if (count === undefined || !/^\d{1,4}$/.test(count) || Number(count) !== certificates.length) continue;
    if (skipped === 1 && !/^\d{1,4}$/.test(rest[0] ?? '')) continue;
    if (!certificates.every((line) => CERTIFICATE.test(line))) continue;
    return { splits: skipped === 1 ? Number(rest[0]) : null, certificates, exact: true };
  }
  return { splits: null, certificates: rest.filter((line) => CERTIFICATE.test(line)), exact: false };
}
