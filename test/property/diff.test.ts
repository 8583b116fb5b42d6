import { createWriteStream, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AppView,
  type ArtifactView,
  compare,
  compareOptions,
  type FindingView,
  type Likeness,
  type RecordCounts,
  runOptions,
  type Summary,
  streamOutput,
  type Verdict,
  writeSnapshot,
} from '../../src/index.ts';
import { evidenceOf, type RandomApp, randomApps, type Transport } from '../support/random-pair.ts';

/** Whole comparisons of random phones. Each run holds a score of apps, so few runs are many cases. */

const SEED = 20_170_803;
const TIME = new Date('2017-08-10T12:00:00Z');
const RUNS = 4;
const WORKER = fileURLToPath(new URL('../../dist/src/engine/thread.js', import.meta.url));

interface Result {
  readonly apps: readonly { readonly app: AppView; readonly artifacts: readonly ArtifactView[] }[];
  readonly shared: readonly ArtifactView[];
  readonly findings: readonly FindingView[];
  readonly summary: Summary;
}

async function diff(source: string, target: string): Promise<Result> {
  const names = { source: { path: source, as: null }, bundle: null, target: { path: target, as: null } };
  const comparison = await compare(names, compareOptions({ started: TIME }));
  try {
    const { report } = comparison;
    return {
      apps: [...report.apps()].map(({ app, artifacts }) => ({ app, artifacts: [...artifacts()] })),
      shared: [...report.shared()],
      findings: [...report.findings()],
      summary: report.summary,
    };
  } finally {
    await comparison.close();
  }
}

const built = existsSync(WORKER);
if (!built) process.stderr.write('diff properties: skipped, dist/ is not built (npm run build)\n');

describe.skipIf(!built)('diff of random phones', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'diff-property-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const writePair = (apps: readonly RandomApp[], from: Transport, to: Transport): [source: string, target: string] => {
    // A backup of adb is of one user.
    const own = from === 'ab' || to === 'ab' ? apps.map((app) => ({ ...app, user: 0 })) : apps;
    const paths = [join(folder, `source.${from}`), join(folder, `target.${to}`)] as const;
    writeFileSync(paths[0], evidenceOf(own, 'source', from));
    writeFileSync(paths[1], evidenceOf(own, 'target', to));
    return [...paths];
  };
  const transports = fc.constantFrom(
    ['tar', 'tar'] as const,
    ['tar', 'zip'] as const,
    ['ab', 'ab'] as const,
    ['tar', 'ab'] as const,
    ['zip', 'tar'] as const,
  );
  // A failing pair is told as it is: to shrink one would take minutes.
  const settings = { numRuns: RUNS, seed: SEED, endOnFailure: true };

  const snapshotOf = async (path: string): Promise<string> => {
    const file = createWriteStream(`${path}.snapshot`);
    await writeSnapshot({ path, as: null }, runOptions({ started: TIME }), streamOutput(file));
    file.end();
    await finished(file);
    return `${path}.snapshot`;
  };

  test('snapshots say of each other what their evidence said, and swapped sides mirror every verdict', async () => {
    const seen: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(randomApps, transports, async (apps, [from, to]) => {
        const [source, target] = writePair(apps, from, to);
        const direct = await diff(source, target);
        expect(direct.summary.partial).toBe(false);
        expect(await diff(await snapshotOf(source), await snapshotOf(target))).toEqual(direct);
        expectMirrored(direct, await diff(target, source), seen);
      }),
      settings,
    );
    // The law says nothing of what never came up.
    const wanted = [
      'carried bytes',
      'carried content',
      'carried superset',
      'partly-carried partial',
      'differs none',
      'new-on-target superset',
      'left-behind null',
      'new-on-target null',
      'unseen null',
      'moved bytes',
      'moved content',
      'session-carried',
      'data-carried',
      'not-carried',
      'new-on-target',
      'unseen',
    ];
    expect(wanted.filter((each) => seen[each] === undefined)).toEqual([]);
  });
});

function expectMirrored(direct: Result, swapped: Result, seen: Record<string, number>): void {
  const count = (what: string): void => {
    seen[what] = (seen[what] ?? 0) + 1;
  };
  const mirror = new Map(swapped.apps.map((each) => [`${each.app.user}/${each.app.package}`, each]));
  expect(swapped.apps.length).toBe(direct.apps.length);
  for (const { app, artifacts } of direct.apps) {
    const other = mirror.get(`${app.user}/${app.package}`);
    expect(other?.artifacts.length, app.package).toBe(artifacts.length);
    for (const view of artifacts) {
      count(`${view.verdict} ${view.likeness}`);
      if (view.moved !== null) count(`moved ${view.moved.basis}`);
      const place = view.moved?.devicePath ?? view.devicePath;
      const twin = other?.artifacts.find((each) => each.devicePath === place);
      expect(twin && factsOf(twin), `${place}\n${JSON.stringify(view)}`).toEqual(mirrored(view));
    }
    count(app.verdict);
    expect(other?.app.verdict, JSON.stringify(app)).toBe(mirroredApp(app, artifacts));
  }
  const { credentials, apps } = direct.summary;
  expect(swapped.summary.credentials).toEqual({
    ...credentials,
    'left-behind': credentials['new-on-target'],
    'new-on-target': credentials['left-behind'],
  });
  expect(swapped.summary.apps['session-carried']).toBe(apps['session-carried']);
  expect(swapped.summary.apps['data-carried']).toBe(apps['data-carried']);
}

/** What swapping is a law about. */
interface Facts {
  readonly verdict: Verdict;
  readonly likeness: Likeness | null;
  readonly records: RecordCounts | null;
  readonly similarity: number | undefined;
  readonly moved: string | null;
  readonly source: string | null | undefined;
  readonly target: string | null | undefined;
}

function factsOf(view: ArtifactView): Facts {
  return {
    verdict: view.verdict,
    likeness: view.likeness,
    records: view.records,
    similarity: view.similarity,
    moved: view.moved?.basis ?? null,
    source: view.source?.sha256,
    target: view.target?.sha256,
  };
}

const swap = (counts: RecordCounts): RecordCounts => ({
  ...counts,
  sourceOnly: counts.targetOnly,
  targetOnly: counts.sourceOnly,
});

/** Verdict and likeness of two sides that were read, from their records alone (contract, "Comparison"). */
function ofRecords({ same, changed, sourceOnly, targetOnly }: RecordCounts): [Verdict, Likeness] {
  if (sourceOnly + changed === 0) {
    if (targetOnly === 0) return ['carried', 'content'];
    return [same > 0 ? 'carried' : 'new-on-target', 'superset'];
  }
  return same + changed > 0 ? ['partly-carried', 'partial'] : ['differs', 'none'];
}

const OTHER: Partial<Record<Verdict, Verdict>> = { 'left-behind': 'new-on-target', 'new-on-target': 'left-behind' };

/**
 * The same artifact with the sides swapped. What is on one side only swaps `left-behind` and `new-on-target`; equal
 * bytes, what could not be compared and what is unseen stay; and of what was read, the counts swap and the verdict
 * follows: `carried` is symmetric only where neither side has more, and an artifact that holds nothing on one side
 * `differs` seen from the other.
 */
function mirrored(view: ArtifactView): Facts {
  const facts = factsOf(view);
  const back = { ...facts, source: facts.target, target: facts.source, records: view.records && swap(view.records) };
  if (view.source === null || view.target === null) return { ...back, verdict: OTHER[view.verdict] ?? view.verdict };
  if (view.likeness === 'bytes' || view.verdict === 'not-compared') return back;
  if (view.records === null) {
    // Opaque: the bytes are the only record.
    expect([view.verdict, view.likeness]).toEqual(
      view.source.bytes > 0 ? ['differs', 'none'] : ['new-on-target', 'superset'],
    );
    const [verdict, likeness] =
      view.target.bytes > 0 ? (['differs', 'none'] as const) : (['new-on-target', 'superset'] as const);
    const similarity = verdict === 'differs' ? (facts.similarity ?? 0) : undefined;
    return { ...back, verdict, likeness, similarity };
  }
  expect([view.verdict, view.likeness], JSON.stringify(view.records)).toEqual(ofRecords(view.records));
  const [verdict, likeness] = ofRecords(swap(view.records));
  return { ...back, verdict, likeness };
}

const PRIVATE = ['database', 'preferences', 'files', 'no_backup', 'root'];

/**
 * The same app with the sides swapped, where no APK is about. Common data is common both ways. Else the verdict speaks
 * of the source: `not-carried` needs private data there whose place the target covers, and an app of the target
 * alone is new.
 */
function mirroredApp(app: AppView, artifacts: readonly ArtifactView[]): AppView['verdict'] {
  if (app.verdict === 'session-carried' || app.verdict === 'data-carried') return app.verdict;
  const counted = artifacts.filter(holdsSomething);
  const covered = counted.some(
    ({ domain, target, verdict }) => target !== null && PRIVATE.includes(domain ?? '') && verdict !== 'unseen',
  );
  if (covered) return 'not-carried';
  // Swapped, the target is what was the source.
  const fresh = counted.some(({ verdict }) => verdict === 'left-behind');
  return fresh && !counted.some(({ target }) => target !== null) ? 'new-on-target' : 'unseen';
}

/** Empty artifacts do not count for the verdict on an app. */
function holdsSomething({ records, source, target }: ArtifactView): boolean {
  if (records !== null) return records.same + records.changed + records.sourceOnly + records.targetOnly > 0;
  return (source?.bytes ?? 0) + (target?.bytes ?? 0) > 0;
}
