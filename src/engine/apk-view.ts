import { compareMembers, type MemberCounts } from '../android/apk/directory.ts';
import { type Artifact, mainPart, sameBytes } from '../device/artifact.ts';
import type { ApkView } from '../report/result.ts';
import type { HeldApk } from './apk-facts.ts';

/** The APKs of a side, by the SHA-256 of their bytes. */
export type ApksByHash = ReadonlyMap<string, HeldApk>;

export function apksByHash(apks: readonly HeldApk[]): ApksByHash {
  return new Map(apks.map((apk) => [apk.sha256, apk]));
}

/** The APK that an artifact is; null where it is none, or was not looked into. */
export function apkOf(artifact: Artifact | null, apks: ApksByHash | undefined): HeldApk | null {
  if (artifact === null || artifact.location?.domain !== 'apk') return null;
  return apks?.get(mainPart(artifact).sha256 ?? '') ?? null;
}

/** What an APK states of itself, as results show it. */
export function apkView({ versionCode, versionName, signing, members }: HeldApk['facts']): ApkView {
  const { signers, former, schemes } = signing;
  return {
    versionCode,
    versionName,
    signers,
    ...(former.length === 0 ? {} : { formerSigners: former }),
    schemes,
    members: members?.count ?? null,
  };
}

/** The members of two APKs whose bytes differ, as an artifact shows them; nothing where one does not say what it holds. */
export function apkMembers(
  source: Artifact | null,
  target: Artifact | null,
  by: Readonly<Record<'source' | 'target', { readonly apks: ApksByHash } | null>>,
): { readonly apkMembers?: MemberCounts } {
  if (source === null || target === null || sameBytes(source, target)) return {};
  const [one, two] = [apkOf(source, by.source?.apks)?.facts.members, apkOf(target, by.target?.apks)?.facts.members];
  const counts = one == null || two == null ? null : compareMembers(one, two);
  return counts === null ? {} : { apkMembers: counts };
}
