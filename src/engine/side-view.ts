import { sha256 } from '../bytes/digest.ts';
import { type Artifact, artifactBytes, isFolder, mainPart } from '../device/artifact.ts';
import type { ArtifactSideView } from '../report/result.ts';
import { type ApksByHash, apkOf, apkView } from './apk-view.ts';
import { utc } from './evidence-view.ts';
import type { SideReading } from './job.ts';
import { storeView } from './store-view.ts';

const HASH_DIGITS = 64;

/**
 * An artifact of one side as results show it; that of a folder is about all its files. `at`: the run's reference time,
 * milliseconds since 1970. `apks`: what the APKs of the side state.
 */
export function sideView(
  artifact: Artifact | null,
  reading: Pick<SideReading, 'chromium'> | null,
  at: number,
  apks?: ApksByHash,
): ArtifactSideView | null {
  if (artifact === null) return null;
  const main = mainPart(artifact);
  const folder = isFolder(artifact);
  const apk = apkOf(artifact, apks);
  const times = folder ? artifact.parts.flatMap(([, { modified }]) => (modified === null ? [] : [modified])) : [];
  return {
    sha256: folder ? folderDigest(artifact) : main.sha256,
    bytes: folder ? artifactBytes(artifact) : (main.bytes ?? 0),
    modified: utc(folder ? (times.length === 0 ? null : Math.max(...times)) : main.modified),
    entry: artifact.entry,
    at: main.at,
    ...(main.proof === null ? {} : { proof: main.proof }),
    parts: artifact.parts.slice(folder ? 0 : 1).map(([role, part]) => ({
      role,
      sha256: part.sha256 ?? '',
      bytes: part.bytes ?? 0,
      entry: part.entry,
    })),
    ...(reading?.chromium === undefined ? {} : { store: storeView(reading.chromium, at) }),
    ...(apk === null ? {} : { apk: apkView(apk.facts) }),
  };
}

/** As that of a folder of evidence (contract, "JSON"): over lines of hash and name, in byte order. */
function folderDigest(artifact: Artifact): string | null {
  const lines: Buffer[] = [];
  for (const [role, part] of artifact.parts) {
    if (part.sha256 === null) return null;
    lines.push(Buffer.from(`${part.sha256}  ${role.slice('./'.length)}\n`));
  }
  lines.sort((a, b) => Buffer.compare(a.subarray(HASH_DIGITS), b.subarray(HASH_DIGITS)));
  return sha256(Buffer.concat(lines));
}
