import { type Citation, renderCitation } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import { type Notice, notice } from '../base/notice.ts';
import { type Coverage, EVERYWHERE, type Gap, joinCoverage } from '../android/coverage.ts';
import { isNamedSystemStore } from '../android/layouts.ts';
import { sha256 as digestOf, runningSha256 } from '../bytes/digest.ts';
import type { Limits } from '../bytes/limits.ts';
import { buildCatalogue, type CatalogueEntry, type EntryType, type PackedCatalogue, readCatalogue, repeatedPlaces, type Sniff } from './catalogue.ts';
import { type ContentStore, makeContentStore } from './content-store.ts';
import type { Decoded, Entry, OtherBundle, PackageFact } from './entry.ts';
import type { Member, MemberKind } from './member.ts';
import { sniffContent } from './sniff.ts';

/** Decides from the place, the first bytes and the size (null: not known yet) whether a content is kept. */
export type KeepRule = (entry: Entry, sniff: Sniff, size: number | null) => boolean;

/** Takes the bytes of one entry as they pass, besides the store: a file being extracted. */
export interface ContentSink {
  add(bytes: Uint8Array): void;
  /** `sha256` is null where the content did not authenticate or could not be read whole. */
  end(sha256: string | null): void;
}

export interface SnapshotOptions {
  readonly keep: KeepRule;
  readonly sink?: (entry: Entry) => ContentSink | null;
  readonly limits: Limits;
  readonly signal: AbortSignal;
  /** Folder for the spool; null for the system's own. */
  readonly workDir: string | null;
  readonly root: Citation;
  /** Hears of each file hashed, so that a folder's own hash needs no second read. */
  readonly onHashed?: (member: Member, sha256: string) => void;
}

/** One side, decoded once: what there is, where its content was kept, and what could not be seen. */
export interface Snapshot {
  readonly catalogue: PackedCatalogue;
  readonly store: ContentStore;
  readonly notices: readonly Notice[];
  readonly coverage: Coverage;
  readonly packages: readonly PackageFact[];
  readonly otherBundles: readonly OtherBundle[];
  readonly entries: number;
  /** Packages of one user that have an entry. */
  readonly apps: number;
  /** System files that are no named store: hashed and counted, nothing more. */
  readonly notExamined: number;
  /** Decoded bytes. */
  readonly bytes: number;
  /** Latest file time, milliseconds since 1970. */
  readonly newest: number | null;
}

const ENTRY_TYPES: Readonly<Record<MemberKind, EntryType>> = {
  file: 'file',
  hardlink: 'file',
  directory: 'directory',
  symlink: 'symlink',
  special: 'special',
};

/** Notices of one kind that are told singly; the rest are counted. */
const NOTICES_OF_A_KIND = 200;
const NO_COVERAGE: Coverage = { type: 'coverage', covered: [], gaps: [], fallback: 'storage-not-acquired', packages: null };

/**
 * The one pass over a side: every entry is hashed, what can be compared is kept, and everything else passes by.
 * A Fault after entries have come out becomes a notice and withdraws coverage; before, it is thrown.
 */
export async function takeSnapshot(decoded: AsyncIterable<Decoded>, options: SnapshotOptions): Promise<Snapshot> {
  const catalogue = buildCatalogue();
  const store = makeContentStore(options.workDir);
  const notices = collectNotices();
  const coverages: Coverage[] = [];
  const packages: PackageFact[] = [];
  const otherBundles: OtherBundle[] = [];
  const links: Pending[] = [];
  const gaps: Gap[] = [];
  let bytes = 0;
  let newest: number | null = null;
  let kept = 0;
  let lostToFullDisk = 0;
  let notExamined = 0;
  const apps = new Set<string>();

  const limit = (detail: string, most: number): void => {
    notices.add(notice('limit', detail, 'damage', options.root, { limit: most }));
    gaps.push({ area: EVERYWHERE, reason: 'limit', at: null });
  };

  try {
    for await (const item of decoded) {
      if (options.signal.aborted) throw new Fault('interrupted', 'signal');
      switch (item.type) {
        case 'notice':
          notices.add(item);
          continue;
        case 'package':
          packages.push(item);
          continue;
        case 'other-bundle':
          otherBundles.push(item);
          continue;
        case 'coverage':
          coverages.push(item);
          continue;
        case 'entry':
          break;
      }
      if (catalogue.count >= options.limits.entries) {
        limit('entries', options.limits.entries);
        break;
      }
      const line = await takeEntry(item, store, options, options.limits.bytes - bytes, notices);
      bytes += line.bytes ?? 0;
      if (line.type === 'file' && line.modified !== null && (newest === null || line.modified > newest)) newest = line.modified;
      const place = line.location;
      if (place !== null && place.package !== null) apps.add(`${place.user}/${place.package}`);
      if (line.type === 'file' && place?.storage === 'system' && !isNamedSystemStore(place)) notExamined += 1;
      if (line.lost) lostToFullDisk += 1;
      if (line.kept !== null) kept += 1;
      if (item.member.kind === 'hardlink') links.push({ line, target: item.member.link ?? '' });
      else catalogue.add(line);
      if (bytes >= options.limits.bytes) {
        limit('bytes', options.limits.bytes);
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'interrupted' || catalogue.count === 0) {
      store.close();
      throw error;
    }
    notices.add(noticeOfFault(error, options.root));
    gaps.push({ area: EVERYWHERE, reason: error.code === 'evidence.truncated' ? 'truncated' : 'damage', at: null });
  }
  store.flush();
  if (store.full) {
    notices.add(notice('limit', 'work-folder-full', 'damage', options.root, { contents: lostToFullDisk, kept }));
  }
  const sorted = catalogue.finish();
  const packed = links.length === 0 ? sorted : resolveLinks(sorted, links);
  for (const [one, other] of repeatedPlaces(packed)) {
    // Two spellings of one place with equal content are one file, and nothing worth telling.
    if (one.entry === other.entry || one.sha256 !== other.sha256) notices.add(noticeOfRepeat(one, other, options.root));
  }
  const joined = coverages.length === 0 ? NO_COVERAGE : joinCoverage(coverages);
  return {
    catalogue: packed,
    store,
    notices: notices.list(),
    coverage: { ...joined, gaps: [...joined.gaps, ...gaps] },
    packages,
    otherBundles,
    entries: packed.count,
    apps: apps.size,
    notExamined,
    bytes,
    newest,
  };
}

/** Two entries with one address: equal content folds silently, except that the same name stored twice is told. */
function noticeOfRepeat(one: CatalogueEntry, other: CatalogueEntry, root: Citation): Notice {
  const equal = one.sha256 === other.sha256;
  const args = { path: one.entry, other: other.entry, first: one.at, second: other.at };
  if (one.entry === other.entry) return notice('duplicate', equal ? 'equal' : 'unequal', equal ? 'info' : 'doubt', root, args);
  return notice('alias-conflict', 'unequal', 'doubt', root, args);
}

interface Taken extends Omit<CatalogueEntry, 'shadowed'> {
  readonly lost: boolean;
}

interface Pending {
  readonly line: Taken;
  readonly target: string;
}

async function takeEntry(
  entry: Entry,
  store: ContentStore,
  options: SnapshotOptions,
  allowance: number,
  notices: NoticeList,
): Promise<Taken> {
  const { member } = entry;
  let sha256: string | null = null;
  let sniff: Sniff = 'opaque';
  let counted: number | null = null;
  let keep = false;
  let lost = false;
  const sink = member.kind === 'file' ? (options.sink?.(entry) ?? null) : null;
  try {
    const body = member.kind === 'file' ? member.content() : null;
    if (body instanceof Uint8Array) {
      counted = body.length;
      sha256 = digestOf(body);
      sniff = sniffContent(body);
      keep = counted > 0 && options.keep(entry, sniff, counted);
      if (keep) store.add(body);
      sink?.add(body);
    } else if (body !== null) {
      const running = runningSha256();
      counted = 0;
      for await (const chunk of body) {
        if (counted === 0 && chunk.length > 0) {
          sniff = sniffContent(chunk);
          keep = options.keep(entry, sniff, member.size);
        }
        counted += chunk.length;
        running.update(chunk);
        if (keep) store.add(chunk);
        sink?.add(chunk);
        if (options.signal.aborted) throw new Fault('interrupted', 'signal');
        if (counted > allowance) break;
      }
      if (counted === 0) sniff = 'empty';
      sha256 = running.hex();
    }
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'interrupted') throw error;
    // What did not authenticate or could not be read is listed, but its bytes are not passed on as fact.
    notices.add(noticeOfFault(error, member.citation, member.path));
    store.drop();
    keep = false;
    sha256 = null;
  }
  if (member.declared !== undefined && sha256 !== null && sha256 !== member.declared) {
    const args = { path: member.path, declared: member.declared, actual: sha256 };
    notices.add(notice('checksum', 'declared-sha256', 'damage', member.citation, args));
  }
  sink?.end(sha256);
  const ref = keep ? store.end() : null;
  if (keep && ref === null) lost = true;
  if (sha256 !== null) options.onHashed?.(member, sha256);
  return {
    type: ENTRY_TYPES[member.kind],
    location: entry.location,
    entry: member.path,
    bytes: counted ?? (member.kind === 'file' ? member.size : null),
    sha256,
    modified: member.modified,
    mode: member.mode,
    uid: member.uid,
    gid: member.gid,
    link: member.link,
    proof: entry.proof,
    at: renderCitation(member.citation),
    sniff,
    kept: ref,
    lost,
  };
}

/** A hard link shares the content of an earlier member: the catalogue gets it under both names. */
function resolveLinks(packed: PackedCatalogue, links: readonly Pending[]): PackedCatalogue {
  const wanted = new Map<string, CatalogueEntry | null>(links.map((link) => [link.target, null]));
  const again = buildCatalogue();
  for (const entry of readCatalogue(packed).entries()) {
    if (wanted.has(entry.entry)) wanted.set(entry.entry, entry);
    again.add(entry);
  }
  for (const { line, target } of links) {
    const original = wanted.get(target) ?? null;
    again.add(
      original === null
        ? line
        : { ...line, bytes: original.bytes, sha256: original.sha256, sniff: original.sniff, kept: original.kept },
    );
  }
  return again.finish();
}

/** A Fault met while reading one thing, as a notice about that thing. */
export function noticeOfFault(fault: Fault, fallback: Citation, path = ''): Notice {
  const at = fault.at === null || typeof fault.at === 'string' ? fallback : fault.at;
  const code =
    fault.code === 'evidence.locked'
      ? 'locked'
      : fault.code === 'evidence.truncated'
        ? 'truncated'
        : fault.code === 'evidence.unsupported'
          ? 'unsupported'
          : /crc|mac|tag|checksum|adler/.test(fault.detail)
            ? 'checksum'
            : 'unreadable';
  return notice(code, fault.detail, 'damage', at, { ...fault.args, path });
}

interface NoticeList {
  add(item: Notice): void;
  list(): readonly Notice[];
}

/** Keeps the first notices of each kind and counts the rest, so that hostile evidence cannot fill the memory. */
function collectNotices(): NoticeList {
  const kept: Notice[] = [];
  const seen = new Map<string, { count: number; first: Notice }>();
  return {
    add(item) {
      const kind = `${item.code}/${item.detail}/${item.gravity}`;
      const known = seen.get(kind);
      if (known === undefined) seen.set(kind, { count: 1, first: item });
      else known.count += 1;
      if (known === undefined || known.count <= NOTICES_OF_A_KIND) kept.push(item);
    },
    list() {
      const more: Notice[] = [];
      for (const { count, first } of seen.values()) {
        if (count > NOTICES_OF_A_KIND) {
          more.push(
            notice(first.code, 'more-of-a-kind', first.gravity, first.at, { more: count - NOTICES_OF_A_KIND, detail: first.detail }),
          );
        }
      }
      return [...kept, ...more];
    },
  };
}
