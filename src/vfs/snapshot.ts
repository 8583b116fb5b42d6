import { type Coverage, EVERYWHERE, type Gap, joinCoverage } from '../android/coverage.ts';
import { isNamedSystemStore } from '../android/layouts.ts';
import type { Citation } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import { type Notice, notice } from '../base/notice.ts';
import { makePause } from '../base/pause.ts';
import type { Limits } from '../bytes/limits.ts';
import { buildCatalogue, type PackedCatalogue, type Sniff } from './catalogue.ts';
import type { ContentMarks } from './content-marks.ts';
import { type ContentStore, makeContentStore } from './content-store.ts';
import type { Decoded, Entry, OtherBundle, PackageFact } from './entry.ts';
import { holdContents } from './held-contents.ts';
import type { ContainerFacts, Member } from './member.ts';
import { makeNoticeList } from './notice-list.ts';
import { noticeOfFault, noticeOfRepeat } from './pass-notices.ts';
import { repeatedPlaces } from './repeated-places.ts';
import { isSeveralBundles } from './several-bundles.ts';
import type { SharedContents } from './shared-contents.ts';
import { type Pending, resolveLinks, takeEntry } from './take-entry.ts';

/** Decides from the place, the first bytes and the size (null: not known yet) whether a content is kept. */
export type KeepRule = (entry: Entry, sniff: Sniff, size: number | null) => boolean;

/**
 * What need not be kept of what can be compared: idle contents, in which no reader and no rule finds anything, are
 * looked into as they pass. Where two sides are compared, one is still wanted if the other side holds something else
 * at its place; so each side tells the other what it has met and what of it is idle, and holds back its own for a while.
 * Only the side that meets a content first looks into it.
 */
export interface Passing {
  isIdle(entry: Entry, sniff: Sniff, bytes: Uint8Array): boolean;
  /** null: idle contents are wanted by nobody. */
  readonly marks: { readonly own: ContentMarks; readonly other: ContentMarks } | null;
  /** What both have is kept once; null for a side on its own. */
  readonly shared: SharedContents | null;
}

/** Takes the bytes of one entry as they pass, besides the store: a file being extracted. */
export interface ContentSink {
  add(bytes: Uint8Array): void;
  /** `sha256` is null where the content did not authenticate or could not be read whole. */
  end(sha256: string | null): void;
}

export interface SnapshotOptions {
  readonly keep: KeepRule;
  readonly passing?: Passing;
  readonly sink?: (entry: Entry) => ContentSink | null;
  readonly limits: Limits;
  readonly signal: AbortSignal;
  /** Folder for the spool; null for the system's own. */
  readonly workDir: string | null;
  /** Bytes of content kept in memory before a spool is made; by default enough for small evidence. */
  readonly memoryBytes?: number;
  readonly root: Citation;
  /** What the bundle says of itself. */
  readonly onFacts?: (facts: ContainerFacts) => void;
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
  /** The format that the evidence had before it was decoded for the first time; null where it is that one. */
  readonly original: string | null;
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

const NO_COVERAGE: Coverage = {
  type: 'coverage',
  covered: [],
  gaps: [],
  fallback: 'storage-not-acquired',
  packages: null,
};

/**
 * The one pass over a side: every entry is hashed, what can be compared is kept, and everything else passes by.
 * A Fault after entries have come out becomes a notice and withdraws coverage; before, it is thrown. That several bundles
 * were met is thrown at any time: what came out may be of another than is meant. So is that the evidence is locked, where
 * nothing private came out: names, APKs and the sealed files themselves do not make it open.
 */
export async function takeSnapshot(decoded: AsyncIterable<Decoded>, options: SnapshotOptions): Promise<Snapshot> {
  const catalogue = buildCatalogue();
  const store = makeContentStore(options.workDir, options.memoryBytes);
  const notices = makeNoticeList();
  const coverages: Coverage[] = [];
  const packages: PackageFact[] = [];
  const otherBundles: OtherBundle[] = [];
  let original: string | null = null;
  const links: Pending[] = [];
  const held = holdContents((line, mark, idle, content) => {
    const other = options.passing?.marks?.other;
    // Idle, and the same on both sides: whichever of them has looked into it.
    if (idle ? other?.hasMet(mark) === true : other?.isIdle(mark) === true) return;
    store.add(content);
    const ref = store.end();
    if (ref === null) lostToFullDisk += 1;
    else kept += 1;
    catalogue.keep(line, ref);
  });
  const gaps: Gap[] = [];
  let bytes = 0;
  let newest: number | null = null;
  let kept = 0;
  let lostToFullDisk = 0;
  let notExamined = 0;
  let foundPrivate = false;
  const apps = new Set<string>();
  // Members of a tree come without a wait: signals would go unheard.
  const pause = makePause(options.signal);

  const limit = (detail: string, most: number): void => {
    notices.add(notice('limit', detail, 'damage', options.root, { limit: most }));
    gaps.push({ area: EVERYWHERE, reason: 'limit', at: null });
  };

  try {
    for await (const item of decoded) {
      const turn = pause();
      if (turn !== null) await turn;
      switch (item.type) {
        case 'notice':
          notices.add(item);
          continue;
        case 'package':
          packages.push(item);
          continue;
        case 'facts':
          options.onFacts?.(item);
          continue;
        case 'original':
          original = item.format;
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
      if (line.type === 'file' && line.modified !== null && (newest === null || line.modified > newest))
        newest = line.modified;
      const place = line.location;
      if (line.type === 'file' && (place?.storage === 'ce' || place?.storage === 'de')) foundPrivate = true;
      // What proves to be locked is read once more with another password, into another store: nothing of it was told.
      if (foundPrivate && line.kept !== null && line.sha256 !== null)
        options.passing?.shared?.tell(line.sha256, line.kept);
      if (place !== null && place.package !== null) apps.add(`${place.user}/${place.package}`);
      if (line.type === 'file' && place?.storage === 'system' && !isNamedSystemStore(place)) notExamined += 1;
      if (line.lost) lostToFullDisk += 1;
      if (line.kept !== null) kept += 1;
      if (item.member.kind === 'hardlink') links.push({ line, target: item.member.link ?? '' });
      else {
        const handle = catalogue.add(line);
        if (line.held !== null) held.hold(handle, line.held.mark, line.held.idle, line.held.bytes);
      }
      if (bytes >= options.limits.bytes) {
        limit('bytes', options.limits.bytes);
        break;
      }
    }
  } catch (error) {
    const ends = !(error instanceof Fault) || error.code === 'interrupted' || catalogue.count === 0;
    if (ends || isSeveralBundles(error) || (error.code === 'evidence.locked' && !foundPrivate)) {
      store.close();
      throw error;
    }
    notices.add(noticeOfFault(error, options.root));
    gaps.push({ area: EVERYWHERE, reason: error.code === 'evidence.truncated' ? 'truncated' : 'damage', at: null });
  }
  held.release();
  store.flush();
  if (lostToFullDisk > 0) {
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
    original,
    entries: packed.count,
    apps: apps.size,
    notExamined,
    bytes,
    newest,
  };
}
