import { type Domain, PRIVATE_DOMAINS } from '../android/location.ts';
import type { Verdict } from '../diff/change.ts';
import { type Credential, compareText } from './credential.ts';

/** What came of one artifact of an app. */
export interface ArtifactOutcome {
  readonly devicePath: string;
  readonly domain: Domain;
  readonly verdict: Verdict;
  /** Common records that tell: those of both sides; 1 for opaque content of 32 bytes or more that is equal. */
  readonly telling: number;
  readonly onSource: boolean;
  readonly onTarget: boolean;
  /** A reader found no record in it on any side that holds it. */
  readonly empty: boolean;
}

export interface AppInput {
  readonly artifacts: readonly ArtifactOutcome[];
  readonly credentials: readonly Credential[];
  readonly apk: { readonly source: boolean; readonly target: boolean };
  /** The source has the app, and a private place of it was covered, whatever artifacts say. */
  readonly privateCovered?: boolean;
}

export interface AppJudgement {
  readonly verdict: 'session-carried' | 'data-carried' | 'apk-only' | 'not-carried' | 'new-on-target' | 'unseen';
  /** Ids of findings, or device paths of artifacts, in order. */
  readonly because: readonly string[];
  readonly coverage: 'full' | 'partial';
}

/** The first that holds (contract, "app verdict"). */
export function judgeApp(input: AppInput): AppJudgement {
  const counted = input.artifacts.filter(({ empty }) => !empty);
  const own = counted.filter(({ domain }) => PRIVATE_DOMAINS.has(domain));
  const coverage = own.some(({ verdict }) => verdict === 'unseen') ? 'partial' : 'full';
  const judge = (verdict: AppJudgement['verdict'], because: readonly string[]): AppJudgement => ({
    verdict,
    because: [...new Set(because)].sort(compareText),
    coverage,
  });

  const sessions = input.credentials.filter(isUsableOnBothSides);
  if (sessions.length > 0)
    return judge(
      'session-carried',
      sessions.map(({ view }) => view.id),
    );

  const carried = own.filter(({ telling, onSource, onTarget }) => telling > 0 && onSource && onTarget);
  if (carried.length > 0) return judge('data-carried', paths(carried));

  const covered = own.filter(({ onSource, verdict }) => onSource && verdict !== 'unseen');
  const missing = covered.filter(({ verdict }) => verdict === 'left-behind' || verdict === 'differs');
  if (input.apk.source && input.apk.target && missing.length > 0) return judge('apk-only', paths(missing));
  if (covered.length > 0 || input.privateCovered === true) return judge('not-carried', paths(covered));

  const fresh = counted.filter(({ verdict }) => verdict === 'new-on-target');
  const isNew = input.artifacts.some(({ verdict }) => verdict === 'new-on-target');
  if (isNew && !input.artifacts.some(({ onSource }) => onSource)) return judge('new-on-target', paths(fresh));
  return judge('unseen', paths(counted.filter(({ verdict }) => verdict === 'unseen')));
}

/** Usable-looking: plain, of a person or account, seen or well inferred, and not known to have run out. */
function isUsableOnBothSides({ view, session }: Credential): boolean {
  return (
    session &&
    view.status === 'carried' &&
    view.portability === 'portable' &&
    view.certainty !== 'suspected' &&
    view.expiry !== 'expired'
  );
}

function paths(artifacts: readonly ArtifactOutcome[]): string[] {
  return artifacts.map(({ devicePath }) => devicePath);
}
