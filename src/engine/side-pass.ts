import { basename } from 'node:path';
import type { Coverage } from '../android/coverage.ts';
import type { Args } from '../base/args.ts';
import { cite, renderCitation } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import type { Gravity, NoticeCode } from '../base/notice.ts';
import { DIGESTS_HERE, type Digests } from '../bytes/digest.ts';
import type { Limits } from '../bytes/limits.ts';
import type { DeclaredHash } from '../report/result.ts';
import type { PackedCatalogue } from '../vfs/catalogue.ts';
import { openMarks } from '../vfs/content-marks.ts';
import { type ContentStore, OTHER_AT, type StoreView } from '../vfs/content-store.ts';
import type { Entry, OtherBundle, PackageFact } from '../vfs/entry.ts';
import { openEvidence, withPassword } from '../vfs/evidence.ts';
import type { Format, Validation } from '../vfs/format.ts';
import { joinFacts, throughBundle } from '../vfs/known.ts';
import { openSharedContents } from '../vfs/shared-contents.ts';
import { type ContentSink, type Passing, type Snapshot, takeSnapshot } from '../vfs/snapshot.ts';
import type { ApkCollector, HeldApk } from './apk-facts.ts';
import { holdDescription } from './declared.ts';
import { hashAgain } from './hash-again.ts';
import { keepRule, type Purpose } from './purpose.ts';

/** Content in memory of a side that is held while others are read: what small evidence needs. */
const HELD_MEMORY_BYTES = 1024 * 1024;

/** Memory that this side writes and the other reads, and the other way round. */
export interface SharedPair {
  readonly own: SharedArrayBuffer;
  readonly other: SharedArrayBuffer;
}

/** All that a side's pass needs; crosses threads. */
export interface SideRequest {
  readonly path: string;
  readonly as: string | null;
  readonly passwords: readonly string[];
  readonly limits: Limits;
  readonly workDir: string | null;
  readonly purpose: Purpose;
  /** A processor is free: what is long is hashed in a thread beside this one. */
  readonly hashAside: boolean;
  /** Hash the evidence again afterwards. */
  readonly verify: boolean;
  /** [0] bytes read so far, [1] bytes of a folder in all, as floats: polled by the thread that shows progress. */
  readonly progress: SharedArrayBuffer | null;
  /** [0] not zero: stop. */
  readonly stop: SharedArrayBuffer | null;
  /** What the two phones tell each other of what they have met (vfs/content-marks); null for a side on its own. */
  readonly marks: SharedPair | null;
  /** And of what they have kept (vfs/shared-contents). */
  readonly contents: SharedPair | null;
}

/** A notice with its citation rendered. */
export interface PlainNotice {
  readonly code: NoticeCode;
  readonly detail: string;
  readonly gravity: Gravity;
  readonly at: string;
  readonly args: Args;
}

/** One side after its pass. */
export interface Side {
  readonly label: string;
  readonly format: string;
  /** The format of what a snapshot was made from; that of the evidence itself for all else. */
  readonly original: string;
  readonly title: string;
  readonly validated: Validation;
  readonly because: string;
  readonly formatVersion: string | null;
  readonly encryption: string | null;
  readonly facts: Args;
  readonly nesting: readonly string[];
  readonly bytes: number;
  readonly sha256: string;
  readonly sha256After: string | null;
  readonly declared: readonly DeclaredHash[];
  readonly catalogue: PackedCatalogue;
  readonly store: StoreView;
  readonly notices: readonly PlainNotice[];
  readonly coverage: Coverage;
  readonly packages: readonly PackageFact[];
  /** APKs that were looked into; none where nothing is compared. */
  readonly apks: readonly HeldApk[];
  readonly otherBundles: readonly OtherBundle[];
  readonly entries: number;
  readonly apps: number;
  readonly notExamined: number;
  readonly decodedBytes: number;
  readonly newest: number | null;
}

export interface TakenSide {
  readonly side: Side;
  readonly store: ContentStore;
}

/** Two sinks of one entry as one. */
function bothSinks(one: ContentSink | null, other: ContentSink | null): ContentSink | null {
  if (one === null || other === null) return one ?? other;
  return {
    add(bytes) {
      one.add(bytes);
      other.add(bytes);
    },
    end(sha256) {
      one.end(sha256);
      other.end(sha256);
    },
  };
}

async function passingOf({ marks, contents }: SideRequest): Promise<Passing> {
  const { isIdle } = await import('./keep.ts');
  return {
    isIdle,
    marks: marks === null ? null : { own: openMarks(marks.own), other: openMarks(marks.other) },
    shared: contents === null ? null : openSharedContents(contents.own, contents.other, OTHER_AT),
  };
}

/**
 * Opens one piece of evidence and takes its snapshot: the whole pass, in whichever thread this runs.
 * A Fault says which evidence it is about.
 */
export async function takeSide(
  request: SideRequest,
  formats: readonly Format[],
  sink?: (entry: Entry) => ContentSink | null,
): Promise<TakenSide> {
  const aside = request.hashAside ? (await import('../bytes/digests-aside.ts')).digestsAside() : null;
  try {
    return await pass(request, formats, aside ?? DIGESTS_HERE, sink);
  } catch (error) {
    if (!(error instanceof Fault) || error.args['evidence'] !== undefined) throw error;
    throw new Fault(error.code, error.detail, error.at, { ...error.args, evidence: request.path }, error.known);
  } finally {
    aside?.close();
  }
}

async function pass(
  request: SideRequest,
  formats: readonly Format[],
  digests: Digests,
  sink?: (entry: Entry) => ContentSink | null,
): Promise<TakenSide> {
  const abort = new AbortController();
  const stopped = request.stop === null ? null : new Int32Array(request.stop);
  const read = request.progress === null ? null : new Float64Array(request.progress);
  const poll = stopped === null ? null : setInterval(() => Atomics.load(stopped, 0) !== 0 && abort.abort(), 20);
  const evidence = await openEvidence(
    {
      path: request.path,
      as: request.as,
      onBytes: (bytes) => {
        if (read !== null) read[0] = (read[0] ?? 0) + bytes;
        if (stopped !== null && Atomics.load(stopped, 0) !== 0) abort.abort();
      },
      onTotal: (bytes) => {
        if (read !== null) read[1] = bytes;
      },
    },
    {
      formats,
      limits: request.limits,
      signal: abort.signal,
      passwords: () => request.passwords,
      workDir: request.workDir,
      digests,
    },
  ).catch((error: unknown) => {
    if (poll !== null) clearInterval(poll);
    throw error;
  });
  const compares = request.purpose.kind === 'compare' || request.purpose.kind === 'compare-often';
  let apks: ApkCollector | null = null;
  const sinkOf = (entry: Entry): ContentSink | null => bothSinks(sink?.(entry) ?? null, apks?.sink(entry) ?? null);
  let snapshot: Snapshot | null = null;
  let { facts } = evidence.input;
  try {
    if (compares || (request.purpose.kind === 'list' && request.purpose.apks))
      apks = (await import('./apk-facts.ts')).collectApks();
    snapshot = await takeSnapshot(evidence.decoded, {
      keep: await keepRule(request.purpose),
      ...(request.purpose.kind === 'compare' ? { passing: await passingOf(request) } : {}),
      ...(request.purpose.kind === 'compare-often' ? { memoryBytes: HELD_MEMORY_BYTES } : {}),
      limits: request.limits,
      signal: abort.signal,
      workDir: request.workDir,
      root: evidence.input.citation,
      onFacts: (more) => {
        facts = joinFacts(facts, more);
      },
      onHashed: evidence.onHashed,
      sink: sinkOf,
    });
    const observed = await evidence.finish();
    if (snapshot.entries === 0 && snapshot.notices.length === 0) {
      throw new Fault('evidence.empty', 'no-entries', request.path, { format: evidence.format.id });
    }
    const after = request.verify ? await hashAgain(request, formats) : null;
    const held = holdDescription(evidence, observed.sha256, cite(basename(request.path)));
    const side: Side = {
      label: request.path,
      format: evidence.format.id,
      original: snapshot.original ?? evidence.format.id,
      title: evidence.format.title,
      validated: evidence.format.validated,
      because: evidence.bid.because,
      formatVersion: facts.version,
      encryption: facts.encryption,
      facts: facts.more,
      nesting: nestingOf(evidence.nesting, snapshot.catalogue.layers),
      bytes: observed.bytes,
      sha256: observed.sha256,
      sha256After: after,
      declared: held.declared,
      catalogue: snapshot.catalogue,
      store: snapshot.store.view(),
      notices: [...snapshot.notices, ...held.notices].map((each) => ({
        code: each.code,
        detail: each.detail,
        gravity: each.gravity,
        at: renderCitation(each.at),
        args: each.args,
      })),
      coverage: snapshot.coverage,
      packages: snapshot.packages,
      apks: apks?.found() ?? [],
      otherBundles: snapshot.otherBundles,
      entries: snapshot.entries,
      apps: snapshot.apps,
      notExamined: snapshot.notExamined,
      decodedBytes: snapshot.bytes,
      newest: snapshot.newest,
    };
    return { side, store: snapshot.store };
  } catch (error) {
    snapshot?.store.close();
    throw withPassword(throughBundle(error, evidence, facts), evidence.described);
  } finally {
    if (poll !== null) clearInterval(poll);
    evidence.close();
  }
}

/** Layers that were opened, and those that entries were found in, from the outside in. */
function nestingOf(opened: readonly string[], layers: readonly string[]): string[] {
  const deepest = layers.map((layer) => layer.split(' → ').slice(1)).sort((a, b) => b.length - a.length)[0] ?? [];
  const names = deepest.map((layer) => layer.replace(/ @\d+$/, ''));
  const all = [...opened, ...names.filter((name) => !opened.includes(name))];
  return all.filter((name, i) => name !== all[i - 1]);
}
