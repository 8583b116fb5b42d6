import type { Counts, Document } from '../content/reader.ts';
import { compareDocuments } from './records.ts';
import { beyondAddress, recordTells } from './section-pair.ts';
import { bitMarks, type Marks } from './tally.ts';

/** How many records sides have in common, found as the same or as `changed` (contract, "Comparison"). */
export interface CommonRecords {
  readonly sourceBundle: Counts;
  readonly sourceTarget: Counts;
  readonly bundleTarget: Counts;
  /** Records of the source that both others have. */
  readonly all: Counts;
}

const NONE: Counts = { records: 0, telling: 0 };

/**
 * Which records of the source are in the bundle, in the target, and in both; for routes. A side that is not there, or
 * could not be read, is null. The documents must be fresh: nothing left out by `skipEqual`.
 */
export function commonRecords(
  source: Document | null,
  bundle: Document | null,
  target: Document | null,
  poll: () => void = () => undefined,
): CommonRecords {
  const inBundle = foundIn(source, bundle, poll);
  const inTarget = foundIn(source, target, poll);
  return {
    sourceBundle: inBundle.counts,
    sourceTarget: inTarget.counts,
    bundleTarget: foundIn(bundle, target, poll).counts,
    all: source === null || bundle === null || target === null ? NONE : countBoth(source, inBundle, inTarget),
  };
}

interface Found {
  readonly counts: Counts;
  readonly marks: ReadonlyMap<string, Marks>;
}

function foundIn(one: Document | null, other: Document | null, poll: () => void): Found {
  if (one === null || other === null) return { counts: NONE, marks: new Map() };
  const marks = new Map<string, Marks>();
  const found = (section: string): Marks => {
    const fresh = bitMarks();
    marks.set(section, fresh);
    return fresh;
  };
  const { counts } = compareDocuments(one, other, { skipEqual: false, poll, found });
  return { counts: { records: counts.same + counts.changed, telling: counts.telling }, marks };
}

function countBoth(source: Document, one: Found, other: Found): Counts {
  let records = 0;
  let telling = 0;
  for (const section of source.sections) {
    const a = one.marks.get(section.name);
    const b = other.marks.get(section.name);
    if (a === undefined || b === undefined) continue;
    const beyond = beyondAddress(section);
    let ordinal = -1;
    for (const row of section.records()) {
      ordinal += 1;
      if (!a.has(ordinal) || !b.has(ordinal)) continue;
      records += 1;
      if (recordTells(section, row, beyond)) telling += 1;
    }
  }
  return { records, telling };
}
