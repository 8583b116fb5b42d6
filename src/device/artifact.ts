import type { Location } from '../android/location.ts';
import type { CatalogueEntry } from '../vfs/catalogue.ts';

/** A file of a store that is a folder, by its name: `./000005.ldb`. */
export type FolderRole = `./${string}`;
export type PartRole = 'main' | 'wal' | 'journal' | 'shm' | 'bak' | 'crc' | FolderRole;

/**
 * What is compared: a database with its -wal, -journal and -shm, a preferences file with its .bak, an MMKV store with
 * its .crc, a LevelDB folder, all calls of an agent that gives each an entity, else one file. `location` is that of the main part, or the folder; null where it has no
 * Android address.
 */
export interface Artifact {
  readonly location: Location | null;
  /** Stored path of the main part, or of the folder. */
  readonly entry: string;
  readonly parts: readonly (readonly [PartRole, CatalogueEntry])[];
}

export function mainPart(artifact: Artifact): CatalogueEntry {
  return (artifact.parts[0] as readonly [PartRole, CatalogueEntry])[1];
}

/** Whether the artifact is a folder of files, none of which stands for the others. */
export function isFolder(artifact: Artifact): boolean {
  return artifact.parts[0]?.[0].startsWith('./') === true;
}

/** Bytes of all parts. */
export function artifactBytes(artifact: Artifact): number {
  let bytes = 0;
  for (const [, part] of artifact.parts) bytes += part.bytes ?? 0;
  return bytes;
}

/** Equal bytes: all parts but -shm, which is only an index of the -wal. */
export function sameBytes(a: Artifact, b: Artifact): boolean {
  const one = a.parts.filter(([role]) => role !== 'shm');
  const other = b.parts.filter(([role]) => role !== 'shm');
  if (one.length !== other.length) return false;
  return one.every(([role, part], i) => {
    const [twinRole, twin] = other[i] as readonly [PartRole, CatalogueEntry];
    return role === twinRole && part.sha256 !== null && part.sha256 === twin.sha256;
  });
}
