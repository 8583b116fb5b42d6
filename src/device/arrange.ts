import { isNamedSystemStore } from '../android/layouts.ts';
import type { Location } from '../android/location.ts';
import type { CatalogueEntry } from '../vfs/catalogue.ts';
import { sortKey } from '../vfs/sort-key.ts';
import type { Artifact, PartRole } from './artifact.ts';
import { isCallEntity, isLevelData, isLevelFile, isLevelFolder, metaBase } from './store-files.ts';

const DATABASE_PARTS: readonly (readonly [suffix: string, role: PartRole])[] = [
  ['-journal', 'journal'],
  ['-shm', 'shm'],
  ['-wal', 'wal'],
];
const BACKUP_SUFFIX = '.bak';
const ORPHANED_BACKUP = '.xml.bak';
/** Hardly any folder has files of these names, and every LevelDB store has one of them. */
const MANIFEST = 'MANIFEST-';
const CURRENT = 'CURRENT';
/** Ends of names of logs and tables: cheaper to ask for than the whole name. */
const DATA_ENDS = ['.log', '.ldb', '.sst'] as const;

/** Whether a file that is named as a log or table of LevelDB is one by its bytes. */
export type IsLevelData = (file: CatalogueEntry, name: string) => boolean;

/** Whether an entry can be an artifact: directories, links, specials and manifests never are (contract, "Locations"). */
function isArtifactFile(entry: CatalogueEntry): boolean {
  return entry.type === 'file' && !entry.shadowed && entry.location?.domain !== 'manifest';
}

function isDatabaseLike(entry: CatalogueEntry): boolean {
  return entry.sniff === 'sqlite' || entry.sniff === 'empty' || entry.bytes === 0;
}

/**
 * Groups the files of one package (or of what has no package) into artifacts, in catalogue order.
 * A part joins its main file only where that is there: an orphan -wal is a file of its own. `isData` looks at bytes:
 * without it a LevelDB folder that lost CURRENT and manifest is its files.
 */
export function arrange(entries: Iterable<CatalogueEntry>, isData: IsLevelData = () => false): readonly Artifact[] {
  const all: CatalogueEntry[] = [];
  let partsSeen = false;
  let storeSeen = false;
  for (const entry of entries) {
    if (!isArtifactFile(entry)) continue;
    if (entry.location?.storage === 'system' && !isNamedSystemStore(entry.location)) continue;
    partsSeen ||= roleOf(entry) !== null;
    storeSeen ||= entry.entry.includes(MANIFEST) || (entry.location?.path.includes(MANIFEST) ?? false);
    storeSeen ||= nameOf(entry) === CURRENT || isEntity(entry) || isNamedData(entry);
    all.push(entry);
  }
  const { folders, rest: files } = storeSeen ? levelFolders(all, isData) : { folders: [], rest: all };
  if (!partsSeen) return folders.length === 0 ? files.map(single) : inOrder([...files.map(single), ...folders]);

  const mains = new Map<string, CatalogueEntry>();
  for (const file of files) mains.set(keyOf(file), file);
  const extras = new Map<string, [PartRole, CatalogueEntry][]>();
  const taken = new Set<CatalogueEntry>();
  for (const file of files) {
    const part = roleOf(file);
    if (part === null) continue;
    const main = mains.get(sortKey(movedTo(file.location, part.base), part.base));
    if (main === undefined || main === file) continue;
    if (part.role === 'crc' ? main.sniff !== 'opaque' : part.role !== 'bak' && !isDatabaseLike(main)) continue;
    const key = keyOf(main);
    const list = extras.get(key) ?? [];
    list.push([part.role, file]);
    extras.set(key, list);
    taken.add(file);
  }
  const artifacts: Artifact[] = [];
  let renamed = false;
  for (const file of files) {
    if (taken.has(file)) continue;
    const more = extras.get(keyOf(file));
    const backup = more === undefined ? backupAlone(file) : null;
    renamed ||= backup !== null;
    artifacts.push(
      backup ?? (more === undefined ? single(file) : { ...single(file), parts: [['main', file], ...more] }),
    );
  }
  artifacts.push(...folders);
  return renamed || folders.length > 0 ? inOrder(artifacts) : artifacts;
}

function isEntity({ location }: CatalogueEntry): boolean {
  return location?.domain === 'kv' && isCallEntity(location.package, location.path);
}

function isNamedData(entry: CatalogueEntry): boolean {
  const path = pathOf(entry);
  return DATA_ENDS.some((end) => path.endsWith(end)) && isLevelData(nameOf(entry));
}

/** Files of LevelDB stores, each folder as one, and calls that are an entity each; what else lies in such a folder stays a file of its own. */
function levelFolders(
  files: readonly CatalogueEntry[],
  isData: IsLevelData,
): {
  readonly folders: readonly Artifact[];
  readonly rest: readonly CatalogueEntry[];
} {
  const byFolder = new Map<string, CatalogueEntry[]>();
  for (const file of files) {
    if (!isLevelFile(nameOf(file)) && !isEntity(file)) continue;
    const key = sortKey(movedTo(file.location, folderOf(pathOf(file))), folderOf(pathOf(file)));
    const list = byFolder.get(key) ?? [];
    list.push(file);
    byFolder.set(key, list);
  }
  const folders: Artifact[] = [];
  const taken = new Set<CatalogueEntry>();
  for (const all of byFolder.values()) {
    const isWhole = all.some(isEntity) || isLevelFolder(all.map(nameOf));
    const own = isWhole ? all : headless(all, isData);
    const [first] = own;
    if (first === undefined) continue;
    for (const file of own) taken.add(file);
    const location = movedTo(first.location, folderOf(pathOf(first)));
    const parts = own.map((file) => [`./${nameOf(file)}`, file] as const);
    folders.push({ location, entry: folderOf(first.entry) || '.', parts });
  }
  return { folders, rest: files.filter((file) => !taken.has(file)) };
}

/**
 * Of a folder that has neither CURRENT nor manifest: logs and tables that are such by their bytes, and what has no
 * records. Nothing where no file is one: names alone are chance.
 */
function headless(files: readonly CatalogueEntry[], isData: IsLevelData): readonly CatalogueEntry[] {
  const own = files.filter((file) => !isLevelData(nameOf(file)) || file.bytes === 0 || isData(file, nameOf(file)));
  return own.some((file) => isLevelData(nameOf(file)) && file.bytes !== 0) ? own : [];
}

/**
 * A preferences file of which only the `.bak` is there: a write was cut between renaming and writing, and Android loads
 * the `.bak` as that file (AOSP SharedPreferencesImpl.loadFromDisk). Null for any other file.
 */
function backupAlone(file: CatalogueEntry): Artifact | null {
  const place = file.location;
  if (place?.domain !== 'preferences' || !place.path.endsWith(ORPHANED_BACKUP)) return null;
  const path = place.path.slice(0, -BACKUP_SUFFIX.length);
  return { location: { ...place, path }, entry: file.entry, parts: [['main', file]] };
}

/** By UTF-8 bytes, as catalogues are: an artifact that took another place is no longer where its file was. */
export function inOrder(artifacts: readonly Artifact[]): Artifact[] {
  return artifacts
    .map((artifact) => ({ artifact, key: Buffer.from(sortKey(artifact.location, artifact.entry)) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ artifact }) => artifact);
}

export function single(file: CatalogueEntry): Artifact {
  return { location: file.location, entry: file.entry, parts: [['main', file]] };
}

function keyOf(entry: CatalogueEntry): string {
  return sortKey(entry.location, entry.entry);
}

function pathOf(entry: CatalogueEntry): string {
  return entry.location?.path ?? entry.entry;
}

function nameOf(entry: CatalogueEntry): string {
  const path = pathOf(entry);
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function movedTo(place: Location | null, path: string): Location | null {
  return place === null ? null : { ...place, path };
}

/** The part that a file's name says it is, and the path of the file it belongs to. */
function roleOf(entry: CatalogueEntry): { readonly role: PartRole; readonly base: string } | null {
  const path = pathOf(entry);
  for (const [suffix, role] of DATABASE_PARTS) {
    if (path.endsWith(suffix)) return { role, base: path.slice(0, -suffix.length) };
  }
  if (entry.location?.domain === 'preferences' && path.endsWith(BACKUP_SUFFIX)) {
    return { role: 'bak', base: path.slice(0, -BACKUP_SUFFIX.length) };
  }
  const base = entry.sniff === 'opaque' ? metaBase(path, entry.bytes) : null;
  return base === null ? null : { role: 'crc', base };
}
