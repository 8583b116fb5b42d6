import { type Artifact, artifactBytes } from '../device/artifact.ts';
import { SIDE_NAMES } from '../report/result.ts';
import type { JobResult, SideReading } from './job.ts';
import { isIdleArtifact } from './unit.ts';

/**
 * Whether a side's content was looked into: only then does it say what is not in it. Opaque content where another side
 * has something that a reader knows says nothing of it: what was there may be sealed or written in another way.
 */
export function wasRead(
  artifact: Artifact,
  reading: SideReading | null | undefined,
  result: JobResult | null,
): boolean {
  if (artifactBytes(artifact) === 0) return true;
  if (reading?.reader == null && SIDE_NAMES.some((name) => result?.[name]?.reader != null)) return false;
  return isIdleArtifact(artifact) || (reading != null && reading.fault === null);
}
