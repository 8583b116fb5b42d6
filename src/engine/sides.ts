import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Coverage } from '../android/coverage.ts';
import { EXIT, EXIT_PRECEDENCE, Fault, faultOfSystemError } from '../base/fault.ts';
import type { SideName } from '../report/result.ts';
import { SIDE_NAMES } from '../report/result.ts';
import { type Catalogue, readCatalogue } from '../vfs/catalogue.ts';
import { makeMarks } from '../vfs/content-marks.ts';
import type { PackageFact } from '../vfs/entry.ts';
import { makeSharedContents } from '../vfs/shared-contents.ts';
import { type ApksByHash, apksByHash } from './apk-view.ts';
import type { Stores } from './job.ts';
import { makePool, type Pool, startThread, type Thread } from './pool.ts';
import type { RunOptions } from './run-options.ts';
import type { SharedPair, Side } from './side-pass.ts';
import { type HeldPolicy, heldPolicies } from './side-policies.ts';
import { type EvidenceName, makeWatch, sideRequest, unlocking } from './side-request.ts';
import { removeStaleFolders } from './stale-folders.ts';
import type { TakenSnapshot } from './taken-snapshot.ts';

/** Two pieces of evidence, and perhaps the bundle between them: each named, or taken before. */
export interface EvidenceNames {
  readonly source: EvidenceName | TakenSnapshot;
  readonly bundle: EvidenceName | TakenSnapshot | null;
  readonly target: EvidenceName | TakenSnapshot;
}

/** A side that was taken, ready to be compared. */
export interface OpenSide {
  readonly side: Side;
  readonly catalogue: Catalogue;
  readonly coverage: Coverage;
  /** What manifests and indexes say of packages, by `user/package`. */
  readonly packages: ReadonlyMap<string, PackageFact>;
  /** What APKs of the side say of backups, by package. */
  readonly policies: ReadonlyMap<string, HeldPolicy>;
  readonly apks: ApksByHash;
}

export interface TakenSides {
  readonly by: Readonly<Record<SideName, OpenSide | null>>;
  readonly pool: Pool;
  /** Version of SQLite that parses schemas; null where it could not be loaded. */
  readonly sqlite: string | null;
  close(): Promise<void>;
}

/** Where several faults hold, the gravest decides. */
function worst(faults: readonly unknown[]): unknown {
  const rank = (fault: unknown): number => EXIT_PRECEDENCE.indexOf(fault instanceof Fault ? fault.exit : EXIT.bug);
  return [...faults].sort((a, b) => rank(a) - rank(b))[0];
}

/**
 * Takes all sides at once, each in a thread of its own; the same threads compare afterwards. `started`:
 * threads that were started while the rest of the program was loading; they are closed with the others. Throws Fault.
 */
export async function takeSides(
  names: EvidenceNames,
  options: RunOptions,
  started: readonly Thread[] = [],
): Promise<TakenSides> {
  removeStaleFolders(options.workDir);
  const wanted = SIDE_NAMES.flatMap((name) => {
    const evidence = names[name];
    return evidence === null ? [] : [{ name, evidence }];
  });
  const missing = wanted.flatMap(({ evidence }) => missingFault(evidence));
  if (missing.length > 0) {
    await Promise.all(started.map((thread) => thread.close()));
    throw worst(missing);
  }
  const inner = new AbortController();
  const halt = (): void => inner.abort();
  options.signal.addEventListener('abort', halt, { once: true });
  if (options.signal.aborted) inner.abort();
  const watches = wanted.map(({ evidence }) => makeWatch(evidence, inner.signal));
  options.onRead?.(watches.map(({ track }) => track));
  const hashAside = availableParallelism() >= 2 * wanted.length;
  const threads: Thread[] = wanted.map((_, i) => started[i] ?? startThread());
  const close = async (): Promise<void> => {
    options.signal.removeEventListener('abort', halt);
    await Promise.all(threads.map((thread) => thread.close()));
  };
  const marks = sharedBetween(makeMarks);
  const contents = sharedBetween(makeSharedContents);
  const settled = await Promise.allSettled(
    wanted.map(({ name, evidence }, i) =>
      unlocking(evidence, options, (extra) =>
        (threads[i] as Thread).take({
          ...sideRequest(evidence, { kind: 'compare' }, options, watches[i] as never, extra, hashAside),
          marks: marks[name],
          contents: contents[name],
        }),
      ).catch((error: unknown) => {
        inner.abort(); // one side that cannot be read makes reading the others pointless
        throw error;
      }),
    ),
  );
  const faults = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (faults.length > 0) {
    await close();
    // Sides that were only stopped because another failed are not a reason.
    const own = options.signal.aborted
      ? faults
      : faults.filter((fault) => !(fault instanceof Fault && fault.code === 'interrupted'));
    throw worst(own.length > 0 ? own : faults);
  }
  const taken: Partial<Record<SideName, Side>> = {};
  for (const [i, { name }] of wanted.entries()) {
    const result = settled[i];
    if (result?.status === 'fulfilled') taken[name] = result.value;
  }
  const stores = storesOf(taken);
  const open = (name: SideName): OpenSide | null => {
    const [side, store] = [taken[name], stores[name]];
    if (side === undefined || store === undefined) return null;
    return {
      side: { ...side, store },
      catalogue: readCatalogue(side.catalogue),
      coverage: side.coverage,
      packages: new Map(side.packages.map((fact) => [`${fact.user}/${fact.package}`, fact])),
      policies: heldPolicies(side.apks),
      apks: apksByHash(side.apks),
    };
  };
  const by = { source: open('source'), bundle: open('bundle'), target: open('target') };
  const stop = watches[0]?.stop ?? null;
  const keys = [...new Set(wanted.flatMap(({ evidence }) => options.passwords(evidence.path)))];
  const versions = await Promise.all(threads.map((thread) => thread.stores(stores, { stop, keys })));
  return { by, pool: makePool(threads), sqlite: versions[0] ?? null, close };
}

/** What was kept of each side: the two phones read from one another's store. */
function storesOf({ source, bundle, target }: Partial<Record<SideName, Side>>): Stores {
  return {
    ...(source === undefined ? {} : { source: { ...source.store, other: target?.store ?? null } }),
    ...(bundle === undefined ? {} : { bundle: bundle.store }),
    ...(target === undefined ? {} : { target: { ...target.store, other: source?.store ?? null } }),
  };
}

/** The two phones tell each other; the bundle between them keeps to itself. */
function sharedBetween(make: () => SharedArrayBuffer): Readonly<Record<SideName, SharedPair | null>> {
  const [ofSource, ofTarget] = [make(), make()];
  return { source: { own: ofSource, other: ofTarget }, bundle: null, target: { own: ofTarget, other: ofSource } };
}

function missingFault(evidence: EvidenceName): Fault[] {
  try {
    statSync(evidence.path);
    return [];
  } catch (error) {
    // A path may go on inside a container: then the outer file exists, which the worker finds out.
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [];
    const fault = faultOfSystemError(error, evidence.path);
    return [new Fault(fault.code, fault.detail, fault.at, { ...fault.args, evidence: evidence.path })];
  }
}
