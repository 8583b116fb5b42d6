import type { MemberCounts } from '../../android/apk/directory.ts';
import { shareSigner } from '../../android/apk/signing.ts';
import { counted, grouped } from '../numbers.ts';
import type { ApkView, ArtifactView } from '../result.ts';

const MOST_SIGNERS = 4;

/** What an APK states of itself. */
export function apkSentence({ versionCode, versionName, signers, schemes, members }: ApkView): string {
  const version = versionCode === null ? 'no version stated' : `version ${versionCode}`;
  const name = versionName === null ? '' : ` (${versionName})`;
  const more = signers.length > MOST_SIGNERS ? ` and ${signers.length - MOST_SIGNERS} more` : '';
  const signed =
    signers.length === 0
      ? 'no signer stated, or none that could be read'
      : `signer ${signers.slice(0, MOST_SIGNERS).join(', ')}${more} (SHA-256 of the certificate; ${schemes.join(', ')}), stated by the APK; signature not verified`;
  return `${version}${name}, ${members === null ? 'members unknown' : counted(members, 'member')}, ${signed}`;
}

/** What the certificates of both sides say of each other; null where one side states none. */
export function signerSentence({ source, target }: Pick<ArtifactView, 'source' | 'target'>): string | null {
  if (source?.apk === undefined || target?.apk === undefined) return null;
  const [one, two] = [source.apk, target.apk].map(({ signers, formerSigners = [] }) => ({
    signers,
    former: formerSigners,
  }));
  const shared = one === undefined || two === undefined ? null : shareSigner(one, two);
  if (shared === null) return null;
  if (!shared) return 'another signer stated: Android installs no app of another signer as an update';
  const same = source.apk.signers.every((each) => target.apk?.signers.includes(each));
  return same ? 'same signer on both sides' : 'another certificate now, and one in common: a rotation of the key';
}

/** How the members of two APKs compare. */
export function membersSentence({ same, changed, sourceOnly, targetOnly, signatureOnly }: MemberCounts): string {
  const counts = [
    `${grouped(same)} same`,
    `${grouped(changed)} changed`,
    `${grouped(sourceOnly)} on the source only`,
    `${grouped(targetOnly)} on the target only`,
  ].join(', ');
  const only = signatureOnly ? '; only signature, packing or alignment differ' : '';
  return `${counts} (by the checksums that each APK states)${only}`;
}

/** What is to be said of an APK that both sides hold. */
export function apkFacts(artifact: ArtifactView): string[] {
  const signer = signerSentence(artifact);
  const members = artifact.apkMembers === undefined ? [] : [`members: ${membersSentence(artifact.apkMembers)}`];
  return [...(signer === null ? [] : [signer]), ...members];
}
