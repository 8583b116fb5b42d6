import type { LeftOut } from '../../src/android/coverage.ts';
import { isPackageName } from '../../src/android/layouts.ts';
import type { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { gcmSource } from '../../src/bytes/aes-gcm.ts';
import {
  type AppBackup,
  type AppPart,
  decodeAppBackups,
  missingManifest,
  newestOf,
  tellUnopened,
  unreadManifest,
} from '../../src/vfs/app-backups.ts';
import { endsAll, type PartsTally } from '../../src/vfs/decode-part.ts';
import { decodeTree } from '../../src/vfs/decode-tree.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input, Member, TreeInput } from '../../src/vfs/member.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';
import { packageFact } from '../../src/vfs/package-fact.ts';
import { type KeyRing, keyRing, ROUNDS, type Sealed, ZERO_IV } from './keys.ts';
import { byteField, type Manifest, readManifest, textField } from './manifest.ts';
import { ADMINISTRATIVE, archiveOf, INNER_PROPERTIES, PROPERTIES, STAMP, setOf } from './names.ts';
import { oldBackups } from './old.ts';
import { isSpecial, specialPlaces } from './special.ts';

/** The one cipher that is known to be written; its name differs between versions. */
const GCM = /^AES/;

/** Decodes folders of Neo Backup, OAndBackupX and OAndBackup, at whatever depth they lie. */
export function decode(input: Input, kit: DecodeKit): AsyncIterable<Decoded> {
  return decodeTree(input, kit, (tree, tally) => body(tree, tally, kit));
}

async function* body(tree: TreeInput, tally: PartsTally, kit: DecodeKit): AsyncGenerator<Decoded> {
  const files = new Map<string, Member[]>();
  for (const member of tree.members()) {
    if (member.kind !== 'file') continue;
    const folder = folderOf(member.path);
    const list = files.get(folder);
    if (list === undefined) files.set(folder, [member]);
    else list.push(member);
  }
  const notices: Notice[] = [];
  const found: Draft[] = [];
  for (const member of tree.members()) {
    kit.checkpoint();
    const draft = await draftOf(member, files, notices);
    if (draft !== null) found.push(draft);
  }
  notices.push(...withoutManifest(files));
  const old = await oldBackups(tree, files, notices);
  const newest = newestOf([...found.map((draft) => draft.backup), ...old]);
  yield* sealFacts(found.filter((draft) => newest.has(draft.backup)));
  yield* openAll(
    found.filter((draft) => newest.has(draft.backup)),
    keyRing(kit.passwords),
    notices,
    tally,
    kit,
  );
  yield* tellUnopened(notices, tally);
  yield* decodeAppBackups(tree, [...found.map((draft) => draft.backup), ...old], tally, kit);
}

/** The folder of the backup that a manifest is of, by its name; null where a file is named as no manifest. */
function backupFolder(path: string): string | null {
  const leaf = leafOf(path);
  if (!PROPERTIES.test(leaf) || ADMINISTRATIVE.test(path)) return null;
  return leaf === INNER_PROPERTIES ? folderOf(path) : path.replace(PROPERTIES, '');
}

/** Archives in folders named as those of backups, which no manifest is of: one of each is told. */
function* withoutManifest(files: ReadonlyMap<string, readonly Member[]>): Generator<Notice> {
  const described = new Set([...files.values()].flat().map(({ path }) => backupFolder(path)));
  for (const [folder, members] of files) {
    if (!STAMP.test(folder) || described.has(folder)) continue;
    const archive = members.find(({ path }) => archiveOf(leafOf(path)) !== null);
    if (archive !== undefined) yield missingManifest(archive);
  }
}

/** How the first backup that is encrypted is, as its manifest says. */
function* sealFacts(drafts: readonly Draft[]): Generator<Decoded> {
  const manifest = drafts.find((draft) => draft.sealed.length > 0)?.manifest;
  if (manifest === undefined) return;
  const stated = textField(manifest, 'cipherType');
  const known = { cipher: 'AES-256-GCM', kdf: 'PBKDF2-HMAC-SHA256', rounds: ROUNDS, provenBy: 'tag' };
  yield {
    type: 'facts',
    version: textField(manifest, 'backupVersionCode'),
    encryption: stated ?? known.cipher,
    more: stated === null || GCM.test(stated) ? known : {},
  };
}

/** A backup, and what of it is still to be opened. */
interface Draft {
  readonly backup: AppBackup;
  readonly parts: Map<string, AppPart>;
  readonly manifest: Manifest;
  readonly at: Member;
  readonly sealed: readonly (Sealed & { readonly member: Member })[];
}

async function draftOf(
  member: Member,
  files: ReadonlyMap<string, readonly Member[]>,
  notices: Notice[],
): Promise<Draft | null> {
  const folder = member.kind === 'file' ? backupFolder(member.path) : null;
  if (folder === null) return null;
  const stamp = STAMP.exec(folder);
  const manifest = stamp === null ? null : await readManifest(member);
  const name = manifest === null ? null : textField(manifest, 'packageName');
  if (
    stamp !== null &&
    manifest === null &&
    (files.get(folder) ?? []).some(({ path }) => archiveOf(leafOf(path)) !== null)
  )
    notices.push(unreadManifest(member));
  if (manifest === null || name === null || !isPackageName(name) || stamp === null) return null;
  const user = Number(textField(manifest, 'profileId') ?? stamp[2]);
  const special = isSpecial(name, textField(manifest, 'sourceDir'));
  const sdk = textField(manifest, 'versionCode');
  const stores = special ? { place: specialPlaces(name, user, sdk === null ? null : Number(sdk)) } : {};
  const parts = new Map<string, AppPart>();
  // A pseudo package is no app: its manifest is listed like any other file.
  if (!special) parts.set(member.path, { kind: 'manifest' });
  const sealed: (Sealed & { member: Member })[] = [];
  for (const file of files.get(folder) ?? []) {
    const fileLeaf = leafOf(file.path);
    const archive = archiveOf(fileLeaf);
    if (archive !== null) {
      parts.set(file.path, { kind: 'archive', area: archive.area, ...stores });
      const open = file.reopen;
      if (archive.encrypted && open !== undefined) sealed.push({ path: file.path, open, member: file });
    } else if (fileLeaf.endsWith('.apk')) parts.set(file.path, { kind: 'apk', name: fileLeaf });
  }
  const fact = packageFact(name, user, {
    label: textField(manifest, 'packageLabel'),
    versionCode: textField(manifest, 'versionCode'),
    apkIncluded: yes(manifest, 'hasApk'),
    more: {
      backup: textField(manifest, 'backupDate'),
      versionName: textField(manifest, 'versionName'),
      system: yes(manifest, 'isSystem'),
      backupVersion: textField(manifest, 'backupVersionCode'),
    },
  });
  const backup: AppBackup = {
    package: name,
    user,
    set: setOf(folder),
    stamp: stamp[1] as string,
    fact: special ? null : fact,
    parts,
    leavesOut: LEAVES_OUT,
  };
  return { backup, parts, manifest, at: member, sealed };
}

/** What all five archives are made without: at their top, and the push identity of an app, which is to be made anew. */
const LEAVES_OUT: readonly LeftOut[] = [
  'cache',
  'no_backup',
  { domain: 'root', path: 'lib' },
  { domain: 'preferences', path: 'com.google.android.gms.appid.xml' },
  ...(['external', 'obb', 'media'] as const).flatMap((domain) =>
    ['cache', 'code_cache', 'lib', 'no_backup'].map((path) => ({ domain, path })),
  ),
];

function yes(manifest: Manifest, key: string): boolean | null {
  const value = textField(manifest, key);
  return value === null ? null : value === 'true';
}

/**
 * Finds the keys of all encrypted backups before anything is handed out. Throws Fault `evidence.locked` where there is
 * no other private data.
 */
async function* openAll(
  drafts: readonly Draft[],
  ring: KeyRing,
  notices: Notice[],
  tally: PartsTally,
  kit: DecodeKit,
): AsyncGenerator<Decoded> {
  let locked: Fault | null = null;
  let open = 0;
  for (const draft of drafts) {
    const archives = [...draft.parts.values()].filter((part) => part.kind === 'archive' && part.area !== 'apk');
    if (draft.sealed.length === 0) {
      open += archives.length;
      missing(draft, notices);
      continue;
    }
    missing(draft, notices);
    open += archives.length - draft.sealed.length;
    const cipher = textField(draft.manifest, 'cipherType');
    if (cipher !== null && !GCM.test(cipher)) {
      for (const { member } of draft.sealed) seal(draft, member, cipher);
      continue;
    }
    const nonce = byteField(draft.manifest, 'iv') ?? ZERO_IV;
    try {
      const key = await ring.find(draft.sealed, nonce);
      for (const { member, open: bytes } of draft.sealed) {
        const part = draft.parts.get(member.path);
        if (part?.kind !== 'archive') continue;
        const name = member.path.replace(/\.enc$/, '');
        draft.parts.set(member.path, {
          ...part,
          proof: 'tag',
          open: () => kit.open({ ...gcmSource(bytes, { key, nonce }), name }),
        });
      }
      open += draft.sealed.length;
    } catch (error) {
      if (endsAll(error)) throw error;
      const fault = error as Fault;
      if (fault.code !== 'evidence.locked') throw fault;
      locked ??= fault;
      for (const { member } of draft.sealed) {
        const part = draft.parts.get(member.path);
        if (part?.kind === 'archive') draft.parts.set(member.path, { ...part, open: () => Promise.reject(fault) });
      }
    }
  }
  if (locked !== null && open === 0) throw locked;
  if (locked !== null) tally.locked ??= locked;
}

function seal(draft: Draft, member: Member, how: string): void {
  const part = draft.parts.get(member.path);
  if (part?.kind !== 'archive') return;
  draft.parts.set(member.path, { kind: 'sealed', area: part.area, detail: 'part.cipher', how });
}

/** What the manifest says was packed and is not there. */
function missing(draft: Draft, notices: Notice[]): void {
  const there = new Set<string>([...draft.parts.values()].map((part) => ('area' in part ? part.area : part.kind)));
  const said: readonly (readonly [string, string])[] = [
    ['hasApk', 'apk'],
    ['hasAppData', 'ce'],
    ['hasDevicesProtectedData', 'de'],
    ['hasExternalData', 'external'],
    ['hasObbData', 'obb'],
    ['hasMediaData', 'media'],
  ];
  for (const [key, area] of said) {
    if (yes(draft.manifest, key) !== true || there.has(area)) continue;
    const args = { package: draft.backup.package, area, path: draft.at.path };
    notices.push(notice('manifest', 'part.missing', 'doubt', draft.at.citation, args));
  }
}
