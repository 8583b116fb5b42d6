import { type Notice, notice } from '../../src/base/notice.ts';
import { type AppBackup, type AppPart, decodeAppBackups } from '../../src/vfs/app-backups.ts';
import type { PartsTally } from '../../src/vfs/decode-part.ts';
import { decodeTree } from '../../src/vfs/decode-tree.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input, Member, TreeInput } from '../../src/vfs/member.ts';
import { packageFact } from '../../src/vfs/package-fact.ts';
import { smallJson, textOf } from '../../src/vfs/small-text.ts';
import { type Stored, storedAt } from './names.ts';

/** Migrate packs the apps of the user that it runs under, and its restore script knows one only. */
const USER = 0;
/** What its script writes for a part that was not packed. */
const NONE = 'NULL';

/** Decodes a backup of Migrate, at whatever depth it lies. */
export function decode(input: Input, kit: DecodeKit): AsyncIterable<Decoded> {
  return decodeTree(input, kit, (tree, tally) => body(tree, tally, kit));
}

interface Draft {
  readonly stored: Stored;
  readonly parts: Map<string, AppPart>;
  facts: Member | null;
}

async function* body(tree: TreeInput, tally: PartsTally, kit: DecodeKit): AsyncGenerator<Decoded> {
  const drafts = new Map<string, Draft>();
  for (const member of tree.members()) {
    kit.checkpoint();
    const stored = member.kind === 'file' ? storedAt(member.path) : null;
    if (stored === null) continue;
    const key = `${stored.folder}/${stored.package}`;
    const draft = drafts.get(key) ?? { stored, parts: new Map<string, AppPart>(), facts: null };
    drafts.set(key, draft);
    draft.parts.set(member.path, partOf(stored));
    if (stored.kind === 'facts') draft.facts = member;
  }
  const notices: Notice[] = [];
  const backups: AppBackup[] = [];
  const sets = setsOf([...drafts.values()]);
  for (const draft of drafts.values()) backups.push(await backupOf(draft, sets(draft), notices));
  yield* notices;
  yield* decodeAppBackups(tree, backups, tally, kit);
}

function partOf({ kind, name, package: owner }: Stored): AppPart {
  if (kind === 'apk') return { kind: 'apk', name };
  return kind === 'data' ? { kind: 'archive', area: 'ce', folder: owner } : { kind: 'manifest' };
}

/**
 * The zips of one backup, unpacked, are several folders with an app in one of them each: one set. Where an app is in two
 * folders these are two backups.
 */
function setsOf(drafts: readonly Draft[]): (draft: Draft) => string | null {
  const packed = new Set(drafts.filter(({ parts }) => [...parts.values()].some(({ kind }) => kind !== 'manifest')));
  const apart = new Set([...packed].map(({ stored }) => stored.package)).size < packed.size;
  return (draft) => (apart && packed.has(draft) ? draft.stored.folder : null);
}

async function backupOf({ stored, parts, facts }: Draft, set: string | null, notices: Notice[]): Promise<AppBackup> {
  const said = await smallJson(facts);
  const name = stored.package;
  const kinds = new Set([...parts.values()].map((part) => part.kind));
  for (const [field, kind, area] of [
    ['data', 'archive', 'ce'],
    ['apk', 'apk', 'apk'],
  ] as const) {
    const packed = textOf(said, field);
    if (facts === null || packed === null || packed === '' || packed === NONE || kinds.has(kind)) continue;
    const args = { package: name, area, path: facts.path };
    notices.push(notice('manifest', 'part.missing', 'doubt', facts.citation, args));
  }
  const fact = packageFact(name, USER, {
    label: textOf(said, 'app_name'),
    installer: installerOf(textOf(said, 'installer_name')),
    apkIncluded: kinds.has('apk'),
    more: { versionName: textOf(said, 'version'), system: said?.['is_system_app'] === true },
  });
  return {
    package: name,
    user: USER,
    set,
    stamp: [...parts.values()].some(({ kind }) => kind !== 'manifest') ? '1' : '',
    fact: said === null ? null : fact,
    parts,
    leavesOut: ['cache'],
  };
}

const installerOf = (name: string | null): string | null =>
  name === null || name === '' || name === NONE ? null : name;
