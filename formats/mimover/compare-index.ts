import type { Citation } from '../../src/base/citation.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import type { Member } from '../../src/vfs/member.ts';
import { type BakFacts, sizeNotice } from './decode-bak.ts';
import type { Descript, ListedPackage } from './descript.ts';

/** A .bak that lies in the set. */
export interface FoundBak {
  readonly leaf: string;
  readonly member: Member;
  readonly package: string;
  readonly feature: number;
  /** Null where it could not be opened. */
  readonly facts: BakFacts | null;
}

/** A `.split` that lies in the set, and its bytes; null where nothing says. */
export type FoundSplits = ReadonlyMap<string, number | null>;

/** Mismatches told one by one; more of them are only counted. */
const MOST_TOLD = 500;
/** Listed in place of a package for the user's own files. */
const USER_FILES = 'files_for_backup';
/** States of a package in the index: 1 finished, 6 sent (com.miui.backup BRItem). */
const DONE_STATES: ReadonlySet<number> = new Set([1, 6]);
const BYTES = 0;
const RECORDS = 1;

/** Where descript.xml and the files beside it do not agree. The files are the truth; the index is a claim. */
export function* compareIndex(
  index: { readonly descript: Descript; readonly member: Member } | null,
  baks: readonly FoundBak[],
  splits: FoundSplits,
  at: Citation,
): Iterable<Notice> {
  if (index === null) {
    yield notice('index-mismatch', 'miui.no-index', 'info', at, { baks: baks.length });
    return;
  }
  let told = 0;
  let untold = 0;
  for (const each of mismatches(index.descript, index.member.citation, baks, splits)) {
    if (told++ < MOST_TOLD) yield each;
    else untold++;
  }
  if (untold > 0) yield notice('index-mismatch', 'miui.more', 'doubt', index.member.citation, { notices: untold });
}

function* mismatches(
  descript: Descript,
  at: Citation,
  baks: readonly FoundBak[],
  splits: FoundSplits,
): Iterable<Notice> {
  const byFile = new Map<string, FoundBak>();
  const byFeature = new Map<string, FoundBak>();
  for (const bak of baks) {
    byFile.set(bak.leaf, bak);
    byFeature.set(`${bak.package} ${bak.feature}`, bak);
  }
  const matched = new Set<FoundBak>();
  for (const listed of descript.packages) {
    if (listed.package === USER_FILES || listed.bakFiles.some((name) => name.startsWith('/'))) {
      const args = { files: listed.bakFiles.length, feature: listed.feature, type: listed.bakType };
      yield notice('manifest', 'miui.user-files', 'info', at, { ...args, first: listed.bakFiles[0] ?? null });
      continue;
    }
    yield* splitNotices(listed, splits, at);
    const [file = null] = listed.bakFiles;
    const found =
      (file === null ? undefined : byFile.get(file)) ?? byFeature.get(`${listed.package} ${listed.feature}`);
    const args = { package: listed.package, feature: listed.feature, file, state: listed.state, error: listed.error };
    if (found === undefined) yield notice('index-mismatch', 'miui.listed-absent', 'doubt', at, args);
    else {
      matched.add(found);
      yield* sizes(listed, found);
    }
    const unfinished = listed.state !== null && !DONE_STATES.has(listed.state);
    if (unfinished || (listed.error !== null && listed.error !== 0)) {
      yield notice('manifest', 'miui.backup-state', 'doubt', at, args);
    }
  }
  for (const bak of baks) {
    // An index that lists nothing was told of as broken.
    if (matched.has(bak) || descript.packages.length === 0) continue;
    const args = { package: bak.package, feature: bak.feature, file: bak.leaf };
    yield notice('index-mismatch', 'miui.not-listed', 'doubt', bak.member.citation, args);
  }
}

/** Split APKs lie in a file of their own beside the .bak. */
function* splitNotices(listed: ListedPackage, splits: FoundSplits, at: Citation): Iterable<Notice> {
  const { splitFile: file, splitFileSize: expected } = listed;
  if (file === null) return;
  const actual = splits.get(file);
  const args = { package: listed.package, file };
  if (actual === undefined) yield notice('index-mismatch', 'miui.split-absent', 'doubt', at, args);
  else if (actual !== null && expected !== null && expected > 0 && actual !== expected) {
    const sizes = { expected, actual, deviation: actual - expected };
    yield notice('size-mismatch', 'miui.index-split', 'doubt', at, { ...args, ...sizes });
  }
}

/**
 * Sizes that the index gives, where they mean what they say: sets of MIUI 12.0.8 hold an estimate beside
 * `transingTotalSize` 0, automatic and encrypted ones 0, and for records the latter is their number.
 */
function* sizes(listed: ListedPackage, found: FoundBak): Iterable<Notice> {
  const { facts } = found;
  const { progType, bakFileSize, transingTotalSize } = listed;
  if (facts === null || facts.tarBytes === null) return;
  const bytes = progType === BYTES && transingTotalSize !== null && transingTotalSize > 0;
  if (!bytes && progType !== RECORDS) return;
  if (bakFileSize !== null && bakFileSize > 0 && facts.fileBytes !== null) {
    yield* sizeNotice(facts.input, 'miui.index-size', facts.envelope, bakFileSize, facts.fileBytes);
  }
  if (bytes && !facts.damaged) {
    yield* sizeNotice(facts.input, 'miui.index-tar', facts.envelope, transingTotalSize, facts.tarBytes);
  }
}
