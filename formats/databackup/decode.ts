import type { LeftOut } from '../../src/android/coverage.ts';
import type { Notice } from '../../src/base/notice.ts';
import { notice } from '../../src/base/notice.ts';
import { type AppBackup, type AppPart, decodeAppBackups } from '../../src/vfs/app-backups.ts';
import type { PartsTally } from '../../src/vfs/decode-part.ts';
import { decodeTree } from '../../src/vfs/decode-tree.ts';
import type { Decoded, PackageFact } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input, TreeInput } from '../../src/vfs/member.ts';
import { sourceOfMember } from '../../src/vfs/nested.ts';
import { packageFact } from '../../src/vfs/package-fact.ts';
import { MANIFEST, type Manifest, readManifest } from './manifest.ts';
import { isPacked, PACKED_BYTES, type Stored, storedAt } from './names.ts';

/** Decodes folders of DataBackup, at whatever depth they lie. */
export function decode(input: Input, kit: DecodeKit): AsyncIterable<Decoded> {
  return decodeTree(input, kit, (tree, tally) => body(tree, tally, kit));
}

interface Draft {
  readonly stored: Stored;
  readonly parts: Map<string, AppPart>;
  manifest: Manifest | null;
  /** Whether an archive of it begins as archives do. */
  packed: boolean;
}

async function* body(tree: TreeInput, tally: PartsTally, kit: DecodeKit): AsyncGenerator<Decoded> {
  const drafts = new Map<string, Draft>();
  const notices: Notice[] = [];
  for (const member of tree.members()) {
    kit.checkpoint();
    const stored = member.kind === 'file' ? storedAt(member.path) : null;
    if (stored === null) continue;
    const draft: Draft = drafts.get(stored.folder) ?? { stored, parts: new Map(), manifest: null, packed: false };
    drafts.set(stored.folder, draft);
    if (stored.area !== null) {
      // An archive of an app's folder begins with the folder; one of APKs does not.
      const folder = stored.area === 'apk' ? {} : { folder: stored.package };
      draft.parts.set(member.path, { kind: 'archive', area: stored.area, ...folder });
      draft.packed ||= isPacked(sourceOfMember(member)?.at?.(0, PACKED_BYTES) ?? null);
    } else if (stored.leaf === MANIFEST) {
      draft.manifest = await readManifest(member);
      draft.parts.set(member.path, { kind: 'manifest' });
      const other = draft.manifest;
      if (other !== null && (other.package !== stored.package || other.user !== stored.user)) {
        const args = { path: member.path, package: other.package, user: other.user };
        notices.push(notice('index-mismatch', 'databackup.owner', 'doubt', member.citation, args));
      }
    }
  }
  yield* notices;
  yield* decodeAppBackups(tree, [...drafts.values()].map(backupOf), tally, kit);
}

/** What its tars are made without; of shared storage some versions leave out the cache alone. */
const LEAVES_OUT: readonly LeftOut[] = [
  'cache',
  'no_backup',
  ...['.ota', 'lib'].map((path) => ({ domain: 'root' as const, path })),
  ...(['external', 'obb', 'media'] as const).flatMap((domain) =>
    ['.ota', 'cache', 'lib', 'code_cache', 'no_backup', 'Backup_*'].map((path) => ({ domain, path })),
  ),
];

/** The folder says whose it is: a manifest that says otherwise is told, not followed. */
function backupOf({ stored, parts, manifest, packed }: Draft): AppBackup {
  const { package: name, user, stamp } = stored;
  const set = manifest !== null || packed ? stored.set : null;
  return {
    package: name,
    user,
    set,
    stamp,
    fact: manifest === null ? null : factOf(name, user, manifest),
    parts,
    leavesOut: LEAVES_OUT,
  };
}

function factOf(name: string, user: number, manifest: Manifest): PackageFact {
  const { label, versionCode, versionName, backupAt, hasKeystore, ssaid } = manifest;
  return packageFact(name, user, {
    label,
    versionCode,
    more: { backup: backupAt, versionName, hasKeystore, ssaid: ssaid === null ? null : 'stated' },
  });
}
