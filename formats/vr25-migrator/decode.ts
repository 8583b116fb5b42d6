import { APP_AREAS, type AppArea } from '../../src/android/app-area.ts';
import { areasLeftOut, type LeftOut } from '../../src/android/coverage.ts';
import { locateDevicePath } from '../../src/android/layouts.ts';
import { type AppBackup, type AppPart, decodeAppBackups } from '../../src/vfs/app-backups.ts';
import { decodeFile, type PartsTally } from '../../src/vfs/decode-part.ts';
import { decodeTree } from '../../src/vfs/decode-tree.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input, Member, TreeInput } from '../../src/vfs/member.ts';
import { folderOf } from '../../src/vfs/only-folder.ts';
import { packageFact } from '../../src/vfs/package-fact.ts';
import { MODES, type Stored, storedAt } from './names.ts';

/** The script copies from `/data/data` and the folders of user 0 alone. */
const USER = 0;
const AREAS: readonly AppArea[] = ['ce', 'de', 'external'];
/** What the script passes over at the top of each folder, beside the cache. */
const PASSED_OVER = ['app_optimized*', 'app_tmp*', 'dex', 'lib', '*oat'];
const LEFT_OUT_PRIVATE: readonly LeftOut[] = [
  'cache',
  ...PASSED_OVER.map((path) => ({ domain: 'root' as const, path })),
  // Deleted from the copy, so that the app asks for a new token of Google's messages.
  { domain: 'preferences', path: 'com.google.android.gms.appid.xml' },
];
const LEFT_OUT_SHARED: readonly LeftOut[] = ['cache', 'code_cache', ...PASSED_OVER].map((path) => ({
  domain: 'external',
  path,
}));

/** Decodes copies that migrator.sh made, at whatever depth they lie. */
export function decode(input: Input, kit: DecodeKit): AsyncIterable<Decoded> {
  return decodeTree(input, kit, (tree, tally) => body(tree, tally, kit));
}

interface Draft {
  readonly package: string;
  readonly parts: Map<string, AppPart>;
  readonly about: Set<string>;
}

async function* body(tree: TreeInput, tally: PartsTally, kit: DecodeKit): AsyncGenerator<Decoded> {
  const drafts = new Map<string, Draft>();
  const system = new Map<string, { readonly member: Member; readonly devicePath: string }>();
  for (const member of tree.members()) {
    kit.checkpoint();
    const stored = member.kind === 'file' ? storedAt(member.path) : null;
    if (stored === null) continue;
    if (stored.kind === 'system') {
      system.set(member.path, { member, devicePath: stored.devicePath });
      continue;
    }
    const draft = drafts.get(stored.folder) ?? { package: stored.package, parts: new Map(), about: new Set<string>() };
    drafts.set(stored.folder, draft);
    draft.parts.set(member.path, partOf(stored));
    if (stored.kind === 'about') draft.about.add(stored.path);
  }
  const backups = [...drafts].map(([folder, draft]) => backupOf(folder, draft));
  for (const { package: name, about } of drafts.values()) coverOf(name, about.has(MODES), tally);
  const others: TreeInput = { ...tree, members: () => [...tree.members()].filter(({ path }) => !system.has(path)) };
  yield* decodeAppBackups(others, backups, tally, kit);
  for (const { member, devicePath } of system.values()) {
    yield* decodeFile(member, locateDevicePath(devicePath)?.location ?? null, null, tally);
  }
}

function partOf(stored: Exclude<Stored, { kind: 'system' }>): AppPart {
  if (stored.kind === 'app') return { kind: 'file', area: stored.area, path: stored.path };
  return stored.kind === 'apk' ? { kind: 'apk', name: stored.path } : { kind: 'manifest' };
}

function backupOf(folder: string, { package: name, parts, about }: Draft): AppBackup {
  const areas = new Set([...parts.values()].flatMap((part) => (part.kind === 'file' ? [part.area] : [])));
  const set = about.has(MODES) || areas.size > 1 ? folderOf(folder) : null;
  const apkIncluded = [...parts.values()].some((part) => part.kind === 'apk');
  const fact = packageFact(name, USER, { apkIncluded, more: { ssaid: about.has('ssaid.txt') ? 'stated' : null } });
  return { package: name, user: USER, set, stamp: set === null ? '' : '1', fact, parts, leavesOut: [] };
}

/**
 * Data was copied where modes were listed: then folders that are empty are missing, and what the script passes over or
 * deletes was not shown.
 */
function coverOf(name: string, copied: boolean, tally: PartsTally): void {
  if (!copied) return;
  for (const storage of APP_AREAS.filter((each) => AREAS.includes(each)))
    tally.covered.push({ user: USER, storage, package: name, domains: null });
  for (const storage of AREAS) {
    const area = { user: USER, storage, package: name, domains: null };
    const out = storage === 'external' ? LEFT_OUT_SHARED : LEFT_OUT_PRIVATE;
    for (const each of areasLeftOut(area, out))
      tally.gaps.push({ area: each, reason: 'excluded-by-transport', at: null });
  }
}
