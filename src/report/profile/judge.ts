import { globPattern } from '../../base/glob.ts';
import type { AppView, DiffReport } from '../result.ts';
import type { AppTest, Claim, ClaimReason, ClaimView, Profile, ProfiledApp, ProfileView } from './profile.ts';

const MOST_APPS = 50;
const HALF = 0.5;

/** What the source holds of an app that its views do not say. */
export interface AppCredentials {
  /** Of a person or account. */
  readonly session: boolean;
  /** Tied to the device, sealed by its keystore or cleared on restore. */
  readonly bound: boolean;
  /** The bundle holds private files of it. */
  readonly packed: boolean;
}

export const HOLDS_NOTHING: AppCredentials = { session: false, bound: false, packed: false };

type Answer = Pick<ClaimView, 'verdict' | 'reason' | 'count' | 'of' | 'apps'>;

/** Every claim of a profile held against a comparison. `credentials`: of an app, by its view. */
export function judgeProfile(
  profile: Profile,
  report: Pick<DiffReport, 'apps' | 'evidence'>,
  credentials: (app: AppView) => AppCredentials,
): ProfileView {
  const categories = profile.categories.map(({ name, packages }) => ({ name, patterns: packages.map(globPattern) }));
  const apps: ProfiledApp[] = [];
  for (const { app } of report.apps()) {
    const { package: name, user, label, verdict, coverage, because, policy } = app;
    const category = categories.find(({ patterns }) => patterns.some((pattern) => pattern.test(name)))?.name ?? null;
    const allowBackup = policy?.allowBackup ?? null;
    apps.push({ package: name, user, label, category, verdict, coverage, ...credentials(app), allowBackup, because });
  }
  const { id, title, about, answer, sources } = profile;
  const claims = profile.claims.map(({ test, ...said }) => ({ ...said, ...answerTo(test, apps, report.evidence) }));
  return { id, title, about, answer, sources, claims, apps };
}

function untestable(reason: ClaimReason): Answer {
  return { verdict: 'not-testable', reason, count: null, of: null, apps: [] };
}

function answerTo(test: Claim['test'], apps: readonly ProfiledApp[], evidence: DiffReport['evidence']): Answer {
  switch (test.kind) {
    case 'none':
      return untestable('no-archive-tells');
    case 'encryption': {
      const side = evidence[test.side];
      if (side === null) return untestable('no-such-side');
      const verdict = side.encryption === test.is ? 'supported' : 'contradicted';
      return { verdict, reason: null, count: null, of: null, apps: [] };
    }
    case 'apps':
      return countedApps(test, apps);
  }
}

function countedApps(test: Extract<Claim['test'], { kind: 'apps' }>, apps: readonly ProfiledApp[]): Answer {
  // What one side could not have shown speaks for nothing and against nothing.
  const among = apps.filter((app) => app.verdict !== 'unseen' && holds(test.among, app));
  if (among.length === 0) return untestable('no-such-app');
  const those = among.filter((app) => holds(test.that, app));
  const supported = test.supported === 'any' ? those.length > 0 : those.length > among.length * HALF;
  const told = those.length > 0 ? those : among;
  return {
    verdict: supported ? 'supported' : 'contradicted',
    reason: null,
    count: those.length,
    of: among.length,
    apps: told.slice(0, MOST_APPS).map(({ package: name, user, because }) => ({ package: name, user, because })),
  };
}

function holds(test: AppTest, app: ProfiledApp): boolean {
  const { verdict, category, any } = test;
  for (const name of ['session', 'bound', 'allowBackup', 'packed'] as const) {
    const wanted = test[name];
    if (wanted !== undefined && app[name] !== wanted) return false;
  }
  return (
    (verdict === undefined || verdict.includes(app.verdict)) &&
    (category === undefined || (app.category !== null && category.includes(app.category))) &&
    (any === undefined || any.some((each) => holds(each, app)))
  );
}
