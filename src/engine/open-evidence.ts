import { FORMATS } from '../../formats/index.ts';
import type { EntryView, InfoView } from '../report/result.ts';
import { openEvidence as recogniseEvidence } from '../vfs/evidence.ts';
import { inspect } from './info.ts';
import { type ReadEntry, readEntry } from './read-entry.ts';
import type { RunOptions } from './run-options.ts';
import { type EvidenceName, unlocking } from './side-request.ts';
import { takeOne } from './take.ts';
import { entryViews } from './taken-snapshot.ts';

/** Evidence that was recognised. Each of the functions below reads it once, from its beginning. */
export interface OpenedEvidence extends EvidenceName {
  readonly format: string;
  readonly formatVersion: string | null;
  readonly encryption: string | null;
  /** Why it is taken for this format. */
  readonly because: string;
  inspect(): Promise<InfoView>;
  /** By device path. */
  entries(): AsyncIterable<EntryView>;
  /** One file, by its device path or its stored path. */
  read(path: string): Promise<ReadEntry>;
}

/** Recognises evidence from its bytes, and reads no further than that needs. Throws Fault. */
export async function openEvidence(name: EvidenceName, options: RunOptions): Promise<OpenedEvidence> {
  const { path, as } = name;
  const own: EvidenceName = { path, as };
  const head = await unlocking(own, options, async (extra) => {
    const evidence = await recogniseEvidence(own, {
      formats: FORMATS,
      limits: options.limits,
      signal: options.signal,
      passwords: () => [...options.passwords(path), ...extra],
      workDir: options.workDir,
    });
    try {
      const { version, encryption } = evidence.input.facts;
      return { format: evidence.format.id, formatVersion: version, encryption, because: evidence.bid.because, extra };
    } finally {
      evidence.close();
    }
  });
  const { extra, ...facts } = head;
  // What a person typed to open it need not be asked for again.
  const opened: RunOptions = { ...options, passwords: (label) => [...options.passwords(label), ...extra] };
  return {
    ...own,
    ...facts,
    inspect: () => inspect(own, opened),
    read: (asked) => readEntry(own, asked, opened),
    async *entries() {
      const { side, store } = await takeOne(own, { kind: 'list' }, opened);
      store.close();
      yield* entryViews(side, opened);
    },
  };
}
