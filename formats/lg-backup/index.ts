import type { Area } from '../../src/android/coverage.ts';
import { isPackageName } from '../../src/android/layouts.ts';
import { location } from '../../src/android/location.ts';
import { renderCitation } from '../../src/base/citation.ts';
import { notice } from '../../src/base/notice.ts';
import { numbered } from '../../src/base/numbered.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import { type Bid, type DecodeKit, type Format, type Listing, NO_BID } from '../../src/vfs/format.ts';
import type { Input, TreeInput } from '../../src/vfs/member.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';
import { packageFact } from '../../src/vfs/package-fact.ts';
import { severalBundles } from '../../src/vfs/several-bundles.ts';
import { smallText } from '../../src/vfs/small-text.ts';
import { container, HEADER_NAME, openItems } from './container.ts';
import { itemsOf } from './header.ts';
import { type Parts, partsIn } from './parts.ts';

const BITS = 120;
const APK_MAGIC = 0x50;

function bid(listing: Listing): Bid {
  if (listing.input.kind !== 'tree') return NO_BID;
  // The container says so of what it opened; a file of that name is nothing.
  if (listing.input.notices.some(({ detail }) => detail === 'lg.list'))
    return { bits: BITS, because: 'the items of LG Backup, whose list is lost' };
  if (!listing.paths.includes(HEADER_NAME)) {
    const found = partsIn(listing.input, listing.paths);
    const [parts] = found;
    // Two whose parts lie in one folder cannot be named apart.
    if (parts === undefined || (found.length > 1 && foldersOf(found).length < found.length)) return NO_BID;
    return {
      bits: BITS,
      because: `${numbered(parts.paths.length, 'part')} of LG Backup, whose list is decrypted with its known key`,
    };
  }
  const text = Buffer.from(listing.head(HEADER_NAME) ?? []).toString('utf8');
  if (!/<(?:LGBackup|BackupItem|Common)\b/.test(text)) return NO_BID;
  return { bits: BITS, because: 'a header of LG Backup that lists what the file holds' };
}

const foldersOf = (found: readonly Parts[]): string[] => [...new Set(found.map(({ source }) => folderOf(source.name)))];

/** Places the APKs of apps; what else LG packs is listed, for its layout is not known. */
async function* decode(input: Input, kit: DecodeKit): AsyncGenerator<Decoded> {
  if (input.kind !== 'tree') return;
  const found = input.find(HEADER_NAME) === null ? partsIn(input, [...input.paths()]) : [];
  if (found.length > 1) throw severalBundles(foldersOf(found));
  if (found[0] !== undefined) return void (yield* decodeParts(found[0], input, kit));
  yield* input.notices;
  const owners = new Map<string, string>();
  const xml = (await smallText(input.find(HEADER_NAME))) ?? '';
  for (const item of itemsOf(xml)) {
    if (item.package !== null && isPackageName(item.package)) owners.set(item.file, item.package);
  }
  const covered: Area[] = [];
  let unknown = 0;
  let first = '';
  for (const member of input.members()) {
    kit.checkpoint();
    const leaf = leafOf(member.path);
    const owner = member.path.startsWith('APPLICATION/') ? owners.get(leaf.replace(/#\d+$/, '')) : undefined;
    const source = member.reopen?.();
    const zip = (source?.at?.(0, 1)[0] ?? 0) === APK_MAGIC;
    if (owner !== undefined && leaf.endsWith('.apk') && zip) {
      yield packageFact(owner, 0, { apkIncluded: true });
      covered.push({ user: 0, storage: 'apk', package: owner, domains: null });
      yield { type: 'entry', member, location: location(0, owner, 'apk', 'apk', 'base.apk'), proof: null };
      continue;
    }
    if (member.path !== HEADER_NAME) {
      if (unknown === 0) first = member.path;
      unknown += 1;
    }
    yield { type: 'entry', member, location: null, proof: null };
  }
  if (unknown > 0) yield notice('unplaced', 'lg.layout', 'info', input.citation, { count: unknown, example: first });
  const gaps = input.notices
    .filter(({ gravity }) => gravity === 'damage')
    .map(({ at }) => ({
      area: { user: null, storage: null, package: null, domains: null },
      reason: 'truncated' as const,
      at: renderCitation(at),
    }));
  yield { type: 'coverage', covered, gaps, fallback: 'storage-not-acquired', packages: null };
}

/** A backup in several files, and what else lies beside them. */
async function* decodeParts(parts: Parts, input: TreeInput, kit: DecodeKit): AsyncGenerator<Decoded> {
  const { source, gap, header, lost: first, isLostWhole } = parts;
  const opened = openItems(source, gap, header);
  const detail = isLostWhole ? 'lg.part' : 'lg.part-cut';
  const lost =
    gap === null ? [] : [notice('truncated', detail, 'damage', source.citation, { first, bytes: gap.to - gap.from })];
  yield* decode({ ...opened, notices: [...lost, ...opened.notices] }, kit);
  const own = new Set(parts.paths);
  for (const member of input.members())
    if (!own.has(member.path)) yield { type: 'entry', member, location: null, proof: null };
}

/** LG Backup and LG Bridge: one file with an encrypted list of what lies in it as it is. */
export const lgBackup: Format = {
  id: 'lg-backup',
  title: 'LG Backup (.lbf)',
  validated: 'synthetic',
  container,
  bundle: { bid, decode },
};
