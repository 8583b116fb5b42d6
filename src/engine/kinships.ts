import { PRIVATE_DOMAINS } from '../android/location.ts';
import type { NoticeView } from '../report/result.ts';
import { noticeMessage } from '../report/words/notices.ts';
import type { StoredArtifact } from './diff-report.ts';
import type { Traces } from './traces.ts';

type Basis = 'bytes' | 'content' | 'similar';

/** Places that one artifact of an app was found at. */
interface Place {
  readonly devicePath: string;
  readonly user: number;
  readonly package?: string | null;
}

/** How much of an app of the source lies in which app of the target, under another package. */
export interface Kinships {
  add(owner: string | null, stored: StoredArtifact, basis: Basis, places: readonly Place[]): void;
  /** For each app of the source of which much lies in another: the one that holds most. */
  notices(all: readonly Traces[]): readonly NoticeView[];
}

interface Kinship {
  readonly owner: string;
  readonly user: number;
  readonly holder: string;
  readonly holderUser: number;
  readonly at: string;
  readonly counts: Record<Basis, number>;
}

/** One file alone is what two apps may have of a third. */
const LEAST_ARTIFACTS = 2;
/** And at least this part of what there is. */
const LEAST_PART = 0.5;
/** Pairs of apps that are counted: evidence made to have more has nothing to say. */
const MOST_PAIRS = 1 << 16;

const sumOf = ({ counts }: Kinship): number => counts.bytes + counts.content + counts.similar;

export function makeKinships(): Kinships {
  const pairs = new Map<string, Kinship>();
  return {
    add(owner, { view, user }, basis, places) {
      if (owner === null || view.domain === null || !PRIVATE_DOMAINS.has(view.domain)) return;
      const keyOf = (place: Place): string => JSON.stringify([owner, user, place.package, place.user]);
      // An artifact counts once in each app that it is found in.
      const counted = new Set((view.copies ?? []).map(keyOf));
      for (const place of places) {
        const { package: holder, user: holderUser, devicePath } = place;
        if (holder == null) continue;
        const key = keyOf(place);
        if (counted.has(key)) continue;
        counted.add(key);
        let own = pairs.get(key);
        if (own === undefined) {
          if (pairs.size === MOST_PAIRS) continue;
          own = { owner, user, holder, holderUser, at: devicePath, counts: { bytes: 0, content: 0, similar: 0 } };
          pairs.set(key, own);
        }
        own.counts[basis] += 1;
      }
    },
    notices(all) {
      const most = new Map<string, Kinship>();
      for (const pair of pairs.values()) {
        const app = JSON.stringify([pair.owner, pair.user]);
        const best = most.get(app);
        if (best === undefined || sumOf(pair) > sumOf(best)) most.set(app, pair);
      }
      const countable = new Map(all.map((traces) => [traces.owner, traces.countable]));
      return [...most.values()].flatMap((pair) => {
        const artifacts = sumOf(pair);
        const of = countable.get(pair.owner)?.get(pair.user) ?? artifacts;
        return artifacts < LEAST_ARTIFACTS || artifacts < of * LEAST_PART ? [] : [noticeOf(pair, artifacts, of)];
      });
    },
  };
}

function noticeOf({ owner, user, holder, holderUser, at, counts }: Kinship, artifacts: number, of: number): NoticeView {
  const args = { package: owner, user, holder, holderUser, artifacts, of, ...counts };
  const [code, detail] = ['content-elsewhere', 'other-package'] as const;
  return { side: 'target', code, gravity: 'info', at, message: noticeMessage(code, detail, args), detail, args };
}
