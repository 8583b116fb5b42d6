import { type BigIntStats, type Dirent, lstatSync, readdirSync } from 'node:fs';
import { type Citation, cite } from '../../src/base/citation.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { MemberKind } from '../../src/vfs/member.ts';
import { watchNames } from '../../src/vfs/name-notices.ts';
import { makeNoticeList } from '../../src/vfs/notice-list.ts';
import { legalPath } from '../../src/vfs/path.ts';

/** What a folder holds, in columns: a million files must fit. Times in milliseconds since 1970. */
export interface FolderListing {
  readonly paths: string[];
  readonly kinds: MemberKind[];
  readonly sizes: number[];
  readonly modified: number[];
  readonly modes: number[];
  readonly uids: number[];
  readonly gids: number[];
  /** Names that are not the same as their legal path. */
  readonly stored: Map<number, Buffer>;
  readonly notices: readonly Notice[];
}

const PERMISSIONS = 0o7777n;
const SLASH = Buffer.from('/');

/** A folder still to be read: its name below the root, with a slash at its end; empty for the root. */
type Waiting = Buffer;

/**
 * Lists everything below `root`, files in the byte order of their paths. Links are not followed. What cannot be
 * listed is a notice (`unreadable`, damage); more than `limits.entries` is one too.
 */
export function listFolder(root: string, origin: Citation, kit: DecodeKit): FolderListing {
  const notices = makeNoticeList();
  const listing: Omit<FolderListing, 'notices'> = {
    paths: [],
    kinds: [],
    sizes: [],
    modified: [],
    modes: [],
    uids: [],
    gids: [],
    stored: new Map(),
  };
  const names = watchNames();
  const rootBytes = Buffer.from(`${root}/`);
  // Last in, first out: what is pushed in reverse comes out in order, each folder before its next neighbour.
  const waiting: (Waiting | Dirent<Buffer>)[] = [];
  const prefixes: Buffer[] = [];
  const push = (below: Buffer): void => {
    let found: Dirent<Buffer>[];
    try {
      found = readdirSync(Buffer.concat([rootBytes, below]), { withFileTypes: true, encoding: 'buffer' });
    } catch (error) {
      const { path } = legalPath(below);
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
      notices.add(notice('unreadable', 'folder.directory', 'damage', cite(path, null, origin), { path, reason }));
      return;
    }
    found.sort((a, b) => Buffer.compare(orderKey(b), orderKey(a)));
    for (const each of found) {
      waiting.push(each);
      prefixes.push(below);
    }
  };
  push(Buffer.alloc(0));
  for (;;) {
    const next = waiting.pop() as Dirent<Buffer> | undefined;
    const below = prefixes.pop();
    if (next === undefined || below === undefined) return { ...listing, notices: notices.list() };
    if (listing.paths.length % 1024 === 0) kit.checkpoint();
    if (listing.paths.length >= kit.limits.entries) {
      const limit = kit.limits.entries;
      notices.add(notice('limit', 'entries', 'damage', origin, { limit }));
      return { ...listing, notices: notices.list() };
    }
    const name = Buffer.concat([below, next.name]);
    const legal = legalPath(name);
    if (legal.unsafe || legal.notUtf8) notices.add(...names(legal, cite(legal.path, null, origin)));
    let stat: BigIntStats;
    try {
      stat = lstatSync(Buffer.concat([rootBytes, name]), { bigint: true });
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'unknown';
      const at = cite(legal.path, null, origin);
      notices.add(notice('unreadable', 'folder.status', 'damage', at, { path: legal.path, reason }));
      continue;
    }
    if (Buffer.byteLength(legal.path) !== name.length) listing.stored.set(listing.paths.length, name);
    listing.paths.push(legal.path);
    listing.kinds.push(kindOf(stat));
    listing.sizes.push(Number(stat.size));
    listing.modified.push(Number(stat.mtimeMs));
    listing.modes.push(Number(stat.mode & PERMISSIONS));
    listing.uids.push(Number(stat.uid));
    listing.gids.push(Number(stat.gid));
    if (stat.isDirectory()) push(Buffer.concat([name, SLASH]));
  }
}

/** Folders sort as if their name ended in a slash: then the files of all folders come out in the order of their paths. */
function orderKey(entry: Dirent<Buffer>): Buffer {
  return entry.isDirectory() ? Buffer.concat([entry.name, SLASH]) : entry.name;
}

function kindOf(stat: BigIntStats): MemberKind {
  if (stat.isFile()) return 'file';
  if (stat.isDirectory()) return 'directory';
  return stat.isSymbolicLink() ? 'symlink' : 'special';
}
