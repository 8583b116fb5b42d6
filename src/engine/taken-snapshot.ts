import { makePause } from '../base/pause.ts';
import type { EntryView, EvidenceView, NoticeView } from '../report/result.ts';
import { sharedCatalogue } from '../vfs/catalogue.ts';
import { closeView } from '../vfs/content-store.ts';
import { entriesByPath, entryView } from './entry-view.ts';
import { evidenceView, noticeViews } from './evidence-view.ts';
import type { Purpose } from './purpose.ts';
import type { RunOptions } from './run-options.ts';
import type { Side, TakenSide } from './side-pass.ts';
import { type EvidenceName, isSnapshot } from './side-request.ts';
import { takeOne } from './take.ts';

/** Evidence read once and held: compared, listed and scanned as often as you like, until `close`. */
export interface TakenSnapshot extends EvidenceName {
  readonly evidence: EvidenceView;
  readonly notices: readonly NoticeView[];
  /** By device path. */
  entries(): AsyncIterable<EntryView>;
  /** Frees what is held of it: memory, and an unnamed file of the work folder. */
  close(): void;
  /** What the engine holds of it. */
  readonly side: Side;
}

export async function* entryViews(side: Side, options: RunOptions): AsyncGenerator<EntryView> {
  const pause = makePause(options.signal);
  for (const entry of entriesByPath(side, () => true)) {
    await pause();
    yield entryView(entry);
  }
}

/** One pass over the evidence: read, decrypted, inflated, hashed, and what can be compared kept. Throws Fault. */
export async function takeSnapshot(name: EvidenceName, options: RunOptions): Promise<TakenSnapshot> {
  if (isSnapshot(name)) return name;
  const { path, as } = name;
  const taken = await takeOne({ path, as }, { kind: 'compare-often' }, options);
  const side: Side = { ...taken.side, catalogue: sharedCatalogue(taken.side.catalogue) };
  let open = true;
  return {
    path,
    as,
    side,
    evidence: evidenceView(side, side.notices),
    notices: noticeViews('source', side.notices),
    entries: () => entryViews(side, options),
    close() {
      if (open) closeView(side.store);
      open = false;
    },
  };
}

/** The side of a snapshot, which whoever took it closes; or of evidence read now. Throws Fault. */
export async function takenOrHeld(
  name: EvidenceName | TakenSnapshot,
  purpose: Purpose,
  options: RunOptions,
): Promise<{ readonly side: Side; readonly store: Pick<TakenSide['store'], 'view' | 'close'> }> {
  if (!isSnapshot(name)) return await takeOne(name, purpose, options);
  return { side: name.side, store: { view: () => name.side.store, close: () => undefined } };
}
