import type { Job } from 'bullmq';
import { Fault, type FaultCode } from '../../base/fault.ts';
import type { RunOptions } from '../../engine/run-options.ts';
import { pairKey } from '../key.ts';
import { writePairFault } from '../pair-fault.ts';
import type { PairRecord } from '../record.ts';
import { summaryRow } from '../summary.ts';
import { takeRequest } from '../take-request.ts';
import type { Settings } from '../task.ts';
import type { BatchThread } from '../threads.ts';
import type { HeldEvidence, InUse } from './held-evidence.ts';
import type { PairDone, PairJob, SecretFiles } from './job.ts';
import { type Mapping, mappedPair, mappedSecrets } from './mapping.ts';

/** What a worker does its jobs with. */
export interface WorkerTools {
  readonly run: RunOptions;
  readonly map: Mapping;
  readonly evidence: HeldEvidence;
  readonly stop: SharedArrayBuffer;
  /** Reads secrets from files of this machine. Throws Fault. */
  readonly secrets: (files: SecretFiles) => {
    readonly passwords: (path: string) => readonly string[];
    readonly caseKey: Uint8Array | null;
  };
}

/** Faults of this machine rather than of the evidence: another worker, or a later moment, may not have them. */
const PASSING: ReadonlySet<FaultCode> = new Set([
  ...(['evidence.missing', 'evidence.unreadable', 'work.unusable', 'output.unwritable', 'engine.missing'] as const),
  ...(['usage.invalid', 'bug'] as const),
]);

const isPassing = (error: unknown): boolean => !(error instanceof Fault) || PASSING.has(error.code);

/** Compares the pair of a job and writes its folder. What is thrown is to be tried again. */
export async function doPairJob(job: Job<PairJob>, thread: BatchThread, tools: WorkerTools): Promise<PairDone> {
  const { data } = job;
  const out = tools.map(data.out);
  const using: InUse[] = [];
  let record: PairRecord;
  try {
    record = await comparedRecord(data, out, thread, tools, using);
  } catch (error) {
    const isLast = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    if (tools.run.signal.aborted || (isPassing(error) && !isLast)) throw error;
    record = await writePairFault(out, mappedPair(data.pair, tools.map), error);
  } finally {
    for (const each of using) each.release();
  }
  return { row: summaryRow(record), decoded: using.filter(({ decoded }) => decoded).length };
}

async function comparedRecord(
  data: PairJob,
  out: string,
  thread: BatchThread,
  tools: WorkerTools,
  using: InUse[],
): Promise<PairRecord> {
  const { run, map, stop, evidence } = tools;
  const pair = mappedPair(data.pair, map);
  const files = mappedSecrets(data.secrets, map);
  const { passwordFile, keychain } = pair;
  const { passwords, caseKey } = tools.secrets({
    passwordFiles: [...(passwordFile === null ? [] : [passwordFile]), ...files.passwordFiles],
    keychains: [...(keychain === null ? [] : [keychain]), ...files.keychains],
    caseKey: files.caseKey,
  });
  const settings: Settings = { ...data.settings, workDir: run.workDir, caseKey };
  const own = { ...run, limits: settings.limits, passwords };
  const sides = [];
  for (const [i, name] of [pair.source, pair.bundle, pair.target].entries()) {
    if (name === null) {
      sides.push(null);
      continue;
    }
    const inUse = await evidence.use(name, passwords(name.path), data.hashes[i] ?? null, (unit) =>
      thread.take(takeRequest(unit, own, stop)),
    );
    using.push(inUse);
    sides.push(inUse.unit.side);
  }
  const [source = null, bundle = null, target = null] = sides;
  return await thread.pair({
    pair,
    // Of the plan's own paths, so that a run on one machine goes on with what many have made.
    key: pairKey(
      sides.map((side) => side?.sha256 ?? null),
      data.pair,
      settings,
    ),
    sides: { source, bundle, target },
    keys: [...new Set(using.flatMap(({ unit }) => unit.passwords))],
    out,
    settings,
    stop,
  });
}
