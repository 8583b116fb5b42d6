import { type Notice, notice } from '../../src/base/notice.ts';
import {
  type AppBackup,
  type AppPart,
  decodeAppBackups,
  tellUnopened,
  unreadManifest,
} from '../../src/vfs/app-backups.ts';
import { wholeBody } from '../../src/vfs/body.ts';
import type { PartsTally } from '../../src/vfs/decode-part.ts';
import { decodeTree } from '../../src/vfs/decode-tree.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input, Member, TreeInput } from '../../src/vfs/member.ts';
import { sourceOfMember } from '../../src/vfs/nested.ts';
import { packageFact } from '../../src/vfs/package-fact.ts';
import { textOf } from '../../src/vfs/small-text.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { type Stored, storedAt } from './names.ts';

const USER = 0;
const MOST_MANIFEST_BYTES = 8 << 20;
const ZIP_MAGIC = Buffer.from('PK', 'latin1');

/** Decodes folders of Swift Backup, at whatever depth they lie. */
export function decode(input: Input, kit: DecodeKit): AsyncIterable<Decoded> {
  return decodeTree(input, kit, (tree, tally) => body(tree, tally, kit));
}

interface Draft {
  readonly stored: Stored;
  readonly members: { readonly member: Member; readonly kind: Stored['kind'] }[];
}

async function* body(tree: TreeInput, tally: PartsTally, kit: DecodeKit): AsyncGenerator<Decoded> {
  const drafts = new Map<string, Draft>();
  for (const member of tree.members()) {
    kit.checkpoint();
    const stored = member.kind === 'file' ? storedAt(member.path) : null;
    if (stored === null) continue;
    const key = `${stored.folder}/${stored.package}`;
    const draft = drafts.get(key) ?? { stored, members: [] };
    drafts.set(key, draft);
    draft.members.push({ member, kind: stored.kind });
  }
  const notices: Notice[] = [];
  const backups: AppBackup[] = [];
  for (const draft of drafts.values()) {
    const backup = await backupOf(draft, notices);
    if (backup !== null) backups.push(backup);
  }
  yield* tellUnopened(notices, tally);
  yield* decodeAppBackups(tree, backups, tally, kit);
}

/** Null for files that only have such names: they are listed. */
async function backupOf({ stored, members }: Draft, notices: Notice[]): Promise<AppBackup | null> {
  const file = members.find(({ kind }) => kind === 'manifest')?.member ?? null;
  const content = file?.content() ?? null;
  const bytes = content === null ? null : await wholeBody(content, MOST_MANIFEST_BYTES);
  const manifest = bytes === null ? null : readManifest(bytes);
  const apart = members.some(({ kind }) => kind === 'ce' || kind === 'app');
  if (manifest === null && file !== null && apart) notices.push(unreadManifest(file));
  if (manifest === null && (file !== null || !apart)) return null;
  const parts = new Map<string, AppPart>();
  for (const { member, kind } of members) parts.set(member.path, partOf(member, kind, stored.package, manifest));
  if (manifest !== null && file !== null && manifest.package !== stored.package) {
    const args = { path: file.path, package: manifest.package };
    notices.push(notice('index-mismatch', 'swift.owner', 'doubt', file.citation, args));
  }
  const name = stored.package;
  return {
    package: name,
    user: USER,
    set: manifest === null ? null : stored.folder,
    stamp: manifest === null ? '' : '1',
    fact:
      manifest === null
        ? null
        : factOf(
            name,
            manifest,
            members.some(({ kind }) => kind === 'app'),
          ),
    parts,
    // Whether it packs the cache of Android/data is not known.
    leavesOut: ['cache', { domain: 'external', path: 'cache' }],
  };
}

function factOf(name: string, { fields }: Manifest, apkIncluded: boolean): AppBackup['fact'] {
  return packageFact(name, USER, {
    label: textOf(fields, 'name'),
    versionCode: textOf(fields, 'versionCode'),
    installer: textOf(fields, 'installerPackage'),
    apkIncluded,
    more: { versionName: textOf(fields, 'versionName'), backupFormat: textOf(fields, 'backupFormat') },
  });
}

function partOf(member: Member, kind: Stored['kind'], name: string, manifest: Manifest | null): AppPart {
  if (kind === 'manifest') return { kind: 'manifest' };
  if (kind === 'app') return { kind: 'apk', name: 'base.apk' };
  const area = kind === 'splits' ? 'apk' : kind;
  const head = sourceOfMember(member)?.at?.(0, ZIP_MAGIC.length) ?? ZIP_MAGIC;
  if (head.length > 0 && Buffer.compare(head, ZIP_MAGIC.subarray(0, head.length)) !== 0) {
    const version = textOf(manifest?.fields ?? null, 'keyVersion');
    return {
      kind: 'sealed',
      area,
      detail: 'part.cipher',
      how: `Swift Backup's own cipher${version === null ? '' : ` (key version ${version})`}`,
    };
  }
  return { kind: 'archive', area, ...(kind === 'splits' ? {} : { folder: name }) };
}
