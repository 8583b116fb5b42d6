import { pastDocuments, takePast } from '../content/past-documents.ts';
import type { Document } from '../content/reader.ts';
import { type PastPair, pairPastSides, pairSame } from '../diff/past-pair.ts';
import type { Sighted } from '../findings/finding.ts';
import { scanContent } from '../findings/scan.ts';
import type { Job, SideReading } from './job.ts';
import type { OpenSide } from './open-side.ts';

/** What is past on two sides, and, where it is listed, the values in it that must not be shown. */
interface Past {
  readonly pair: PastPair;
  readonly source: readonly Sighted[];
  readonly target: readonly Sighted[];
}

/** To be called before anything is left out of the documents. `listed`: how many are given one by one. */
export function pastOf(
  job: Job,
  source: OpenSide | null,
  target: OpenSide | null,
  listed: number,
  poll: () => void,
): Past | null {
  if (source?.document?.past === undefined || target?.document == null) return null;
  const side = ({ document }: { readonly document: Document }) => ({ document, past: takePast(document) });
  const mine = side({ document: source.document });
  const theirs = source === target ? mine : side({ document: target.document });
  const { sums, matches } = source === target ? pairSame(mine) : pairPastSides(mine, theirs, poll);
  const { package: owner, domain, path } = job;
  const hidden = ({ document, past }: typeof mine): readonly Sighted[] =>
    listed === 0
      ? []
      : pastDocuments(document, past.records).flatMap((each) =>
          scanContent({ package: owner, domain, path, document: each, bytes: null }),
        );
  // Nobody asked for a list where the records of all artifacts are merely counted.
  const cut = job.asked !== undefined && (sums.cut || matches.length > listed);
  return {
    pair: {
      sums,
      matches: matches.slice(0, listed),
      ...(cut ? { total: sums.cut ? null : matches.length } : {}),
    },
    source: hidden(mine),
    target: hidden(theirs),
  };
}

/** The reading, with what else must not be shown of it. */
export function withHidden(
  reading: SideReading | null | undefined,
  hidden: readonly Sighted[] = [],
): SideReading | null {
  if (reading == null || hidden.length === 0) return reading ?? null;
  return { ...reading, observed: { ...reading.observed, hidden } };
}
