import { type AppArea, appPlace } from '../android/app-area.ts';
import { EVERYWHERE, type LeftOut } from '../android/coverage.ts';
import { locateManifest } from '../android/full-backup.ts';
import { type Domain, type Location, location } from '../android/location.ts';
import { isPackageName } from '../android/package-name.ts';
import { renderCitation } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import { type Notice, notice } from '../base/notice.ts';
import { decodeFile, decodePart, type PartsTally, unplaced } from './decode-part.ts';
import type { Decoded, PackageFact, Proof } from './entry.ts';
import type { DecodeKit } from './format.ts';
import type { Input, Member, TreeInput } from './member.ts';
import { sourceOfMember } from './nested.ts';
import { folderOf, leafOf } from './only-folder.ts';
import { severalBundles } from './several-bundles.ts';

/** What a stored file of an app's backup is. */
export type AppPart =
  /** What the tool wrote about the app. */
  | { readonly kind: 'manifest' }
  /** An archive of one area, or of APKs. `folder`: a folder that all names begin with and that is not the device's. */
  | {
      readonly kind: 'archive';
      readonly area: AppArea | 'apk';
      readonly folder?: string;
      /** How it was decrypted; as its layers tell where this is missing. */
      readonly proof?: Proof;
      /** Where its members belong that are no app's: it then covers no area, and each member is placed by itself. */
      readonly place?: (path: string) => Location | null;
      /** Opens it; by what its bytes are where this is missing. */
      readonly open?: () => Promise<Input>;
    }
  /** An APK as it stands, under the name that it has on a device. */
  | { readonly kind: 'apk'; readonly name: string }
  /** A file of the app as it stands. */
  | { readonly kind: 'file'; readonly area: AppArea; readonly path: string }
  /** Sealed in a way that cannot be opened. `detail` names the notice. */
  | { readonly kind: 'sealed'; readonly area: AppArea | 'apk'; readonly detail: string; readonly how: string };

/** One backup of one app of one user. */
export interface AppBackup {
  readonly package: string;
  readonly user: number;
  /**
   * Legal path of the folder in which the tool keeps its backups: those of another are another phone's, or time's. Null
   * where names alone say that it is a backup.
   */
  readonly set: string | null;
  /** Of several backups of an app the one whose stamp sorts last is decoded; the others are told. */
  readonly stamp: string;
  /** What its manifest says; null where it says nothing. */
  readonly fact: PackageFact | null;
  /** By the path of the stored file. */
  readonly parts: ReadonlyMap<string, AppPart>;
  /** What the tool leaves out of private storage by its own rule, and of other storage at paths of its own domain. */
  readonly leavesOut: readonly LeftOut[];
}

/** A manifest that cannot be read, of a backup that lies beside it: what is there is listed, and opened by no guess. */
export function unreadManifest(manifest: Member): Notice {
  return notice('content-malformed', 'part.manifest', 'damage', manifest.citation, { path: manifest.path });
}

/** A backup whose manifest is not there: `archive` is one of its files. It is listed likewise. */
export function missingManifest(archive: Member): Notice {
  return notice('manifest', 'part.no-manifest', 'damage', archive.citation, { path: archive.path });
}

const UNOPENED: ReadonlySet<string> = new Set(['part.manifest', 'part.no-manifest']);

/**
 * Notices, before a backup comes out. One that was not opened may hold what an older one of its app does not: absence
 * then says nothing of the app whose folder it lies in, or of any where none is named.
 */
export function* tellUnopened(notices: readonly Notice[], { gaps }: PartsTally): Generator<Notice> {
  for (const told of notices) {
    if (UNOPENED.has(told.detail)) {
      const folders = folderOf(String(told.args['path'])).split('/');
      const owner = folders.findLast(isPackageName) ?? null;
      gaps.push({ area: { ...EVERYWHERE, package: owner }, reason: 'damage', at: renderCitation(told.at) });
    }
    yield told;
  }
}

/** Domains of storage that is a domain by itself. */
const SHARED: ReadonlySet<Domain> = new Set(['external', 'obb', 'media']);

/** Decodes a tree that holds backups of apps; what belongs to none of them is listed. */
export async function* decodeAppBackups(
  tree: TreeInput,
  backups: readonly AppBackup[],
  tally: PartsTally,
  kit: DecodeKit,
): AsyncGenerator<Decoded> {
  const newest = newestOf(backups);
  const owners = new Map<string, readonly [AppBackup, AppPart]>();
  for (const backup of backups) for (const [path, part] of backup.parts) owners.set(path, [backup, part]);
  for (const backup of newest) {
    tally.packages.add(backup.package);
    if (backup.fact !== null) yield backup.fact;
  }
  yield* passedOver(tree, backups, newest);
  for (const member of tree.members()) {
    kit.checkpoint();
    const owner = member.kind === 'file' ? owners.get(member.path) : undefined;
    if (owner === undefined) {
      yield unplaced(member);
      continue;
    }
    const [backup, part] = owner;
    if (newest.has(backup)) yield* decodeAppPart(member, backup, part, tally, kit);
    else yield unplaced(member);
  }
}

const appOf = ({ user, package: name }: AppBackup): string => `${user} ${name}`;

/** Of each package of each user the newest backup. Throws Fault `evidence.ambiguous` where they are of several sets. */
export function newestOf(backups: readonly AppBackup[]): ReadonlySet<AppBackup> {
  oneSet(backups.map(({ set }) => set));
  const newest = new Map<string, AppBackup>();
  for (const backup of backups) {
    const known = newest.get(appOf(backup));
    if (known === undefined || known.stamp < backup.stamp) newest.set(appOf(backup), backup);
  }
  return new Set(newest.values());
}

/** Backups of two folders are not taken for one phone's. Throws Fault `evidence.ambiguous` where there are several. */
export function oneSet(sets: readonly (string | null)[]): void {
  const folders = new Set(sets.filter((set) => set !== null));
  if (folders.size > 1) throw severalBundles([...folders]);
}

/** Which of an app's backups was restored nobody knows: each that is not decoded is told, with the one that is. */
function* passedOver(
  tree: TreeInput,
  backups: readonly AppBackup[],
  newest: ReadonlySet<AppBackup>,
): Generator<Decoded> {
  const decoded = new Map<string, AppBackup>();
  for (const backup of newest) decoded.set(appOf(backup), backup);
  for (const backup of backups) {
    const other = newest.has(backup) ? undefined : decoded.get(appOf(backup));
    const member = other === undefined ? null : tree.find(firstFileOf(backup));
    if (member !== null && other !== undefined) yield olderBackup(member, backup.package, firstFileOf(other));
  }
}

/** The first file of a backup, by name; empty where it has none. */
function firstFileOf({ parts }: AppBackup): string {
  let first: string | null = null;
  for (const path of parts.keys()) if (first === null || path < first) first = path;
  return first ?? '';
}

/** That a backup of an app was passed over: `member` is a file of it, `decoded` the path of one that was not. */
export function olderBackup(member: Member, name: string, decoded: string): Decoded {
  const args = { path: member.path, package: name, decoded };
  return notice('manifest', 'part.generation', 'doubt', member.citation, args);
}

async function* decodeAppPart(
  member: Member,
  backup: AppBackup,
  part: AppPart,
  tally: PartsTally,
  kit: DecodeKit,
): AsyncGenerator<Decoded> {
  const { user, package: name } = backup;
  if (part.kind === 'manifest') {
    yield* decodeFile(member, locateManifest(user, name, leafOf(member.path)), null, tally);
  } else if (part.kind === 'apk') {
    yield* decodeFile(member, location(user, name, 'apk', 'apk', part.name), null, tally);
  } else if (part.kind === 'file') {
    yield* decodeFile(member, appPlace(part.area, user, name, part.path), null, tally);
  } else if (part.kind === 'sealed') {
    const args = { path: member.path, package: name, how: part.how };
    yield notice('locked', part.detail, 'damage', member.citation, args);
    const area = { user, storage: part.area, package: name, domains: null };
    tally.gaps.push({ area, reason: 'locked', at: null });
    yield unplaced(member);
  } else if (part.place !== undefined) yield* decodeStores(member, part, part.place, tally, kit);
  else {
    const { area } = part;
    const areas = [{ user, storage: area, package: name, domains: null }];
    const isPrivate = area === 'ce' || area === 'de';
    const leavesOut = backup.leavesOut.filter((each) => {
      const domain = typeof each === 'string' ? each : each.domain;
      return isPrivate ? !SHARED.has(domain) : domain === area;
    });
    const open = part.open ?? (() => openMember(member, kit));
    const place = (path: string): Location | null => placeOf(path, part.folder ?? null, area, user, name);
    yield* decodePart({ member, areas, leavesOut, proof: part.proof ?? null, place, open }, tally, kit);
  }
}

/** An archive of system stores. They are no app's, and still what a password protects. */
async function* decodeStores(
  member: Member,
  part: AppPart & { readonly kind: 'archive' },
  place: (path: string) => Location | null,
  tally: PartsTally,
  kit: DecodeKit,
): AsyncGenerator<Decoded> {
  const open = part.open ?? (() => openMember(member, kit));
  const stores = { member, areas: [], leavesOut: [], proof: part.proof ?? null, place, open };
  for await (const item of decodePart(stores, tally, kit)) {
    if (item.type === 'entry' && item.member !== member && item.member.kind === 'file') tally.privateFiles++;
    yield item;
  }
}

/** Opens a stored file by what its bytes are. Throws Fault. */
export async function openMember(member: Member, kit: DecodeKit): Promise<Input> {
  const source = sourceOfMember(member);
  if (source === null) throw new Fault('evidence.unreadable', 'part.no-archive', member.citation);
  return kit.open({ ...source, name: member.path });
}

function placeOf(
  path: string,
  folder: string | null,
  area: AppArea | 'apk',
  user: number,
  name: string,
): Location | null {
  let rest = path;
  if (folder !== null) {
    if (path === folder) rest = '';
    else if (path.startsWith(`${folder}/`)) rest = path.slice(folder.length + 1);
    else return null;
  }
  if (area !== 'apk') return appPlace(area, user, name, rest);
  return rest.endsWith('.apk') ? location(user, name, 'apk', 'apk', leafOf(rest)) : null;
}
