import { type ApkFacts, apkMembers } from '../encode/apk.ts';
import { APP_SIGNERS, beforeDirectory, jarFiles, signingBlock } from '../encode/apk-signature.ts';
import { concat } from '../encode/bytes.ts';
import { zip } from '../encode/zip.ts';
import type { CorpusFile } from '../file.ts';

const [ONE, TWO] = APP_SIGNERS as [Uint8Array, Uint8Array];
const FACTS: ApkFacts = {
  package: 'com.example.case',
  label: 'Case',
  versionCode: 42,
  versionName: '4.2',
  targetSdk: 28,
  allowBackup: false,
  fullBackupContent: [{ exclude: 'database', path: 'secret.db' }],
};

/** APKs that state their signers in each way there is. */
export function* apkCases(): Iterable<CorpusFile> {
  const put = (name: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `readers/apk/${name}.apk`,
    bytes,
    description: `APK: ${description}`,
  });
  const plain = zip(apkMembers(FACTS));
  const jar = zip([...apkMembers(FACTS), ...jarFiles(0, [2])]);
  const v2 = { scheme: 'v2', certificate: ONE } as const;
  const both = signingBlock([v2]);
  // Signers put zeros before the block, so that it begins at a memory page.
  const aligned = concat([new Uint8Array(99), both]);
  yield put('v1', jar, 'signed as a JAR, with a certificate beside that of its signer');
  yield put('v1-v2', beforeDirectory(jar, aligned), 'signed by schemes v1 and v2, zeros before the block');
  yield put(
    'v3-rotated',
    beforeDirectory(plain, signingBlock([v2, { scheme: 'v3', certificate: TWO, lineage: [ONE, TWO] }])),
    'signed by v2, and by v3 with the certificate that replaced it',
  );
  yield put('unsigned', plain, 'not signed');
  const broken = both.slice();
  broken[0] = 0xff;
  yield put(
    'broken-block',
    beforeDirectory(jar, broken),
    'a signing block whose lengths differ, beside a JAR signature',
  );
  yield put('cut', plain.subarray(0, plain.length - 30), 'cut in its central directory');
}
