import { createHash } from 'node:crypto';
import type { Limits } from '../../bytes/limits.ts';
import type { PlannedPair } from '../plan.ts';
import type { SummaryRow } from '../summary.ts';
import type { Settings } from '../task.ts';

/**
 * What travels in the queue: paths, hashes and options, and rows of the summary back. Never evidence, results,
 * passwords or keys: those lie in files that every machine reaches, and are named here.
 */

/** Where secrets lie; each worker reads them itself. */
export interface SecretFiles {
  readonly passwordFiles: readonly string[];
  readonly keychains: readonly string[];
  readonly caseKey: string | null;
}

export interface PairJob {
  readonly pair: PlannedPair;
  /** SHA-256 of source, bundle and target when the batch was begun; null where one could not be read. */
  readonly hashes: readonly (string | null)[];
  /** Folder of the batch. */
  readonly out: string;
  readonly settings: Omit<Settings, 'workDir' | 'caseKey'> & { readonly limits: Limits };
  readonly secrets: SecretFiles;
}

/** What a worker gives back for a pair. */
export interface PairDone {
  readonly row: SummaryRow;
  /** Pieces of evidence that were decoded for it. */
  readonly decoded: number;
}

/** The last job of a batch: the tables over all pairs. */
export interface AggregateJob {
  readonly out: string;
  readonly outputs: readonly string[];
  /** All pairs of the plan, in its order, with the id of the job of each; null for those that were done before. */
  readonly pairs: readonly { readonly pair: PlannedPair; readonly job: string | null }[];
}

export interface AggregateDone {
  readonly decoded: number;
}

export const PAIR_JOB = 'pair';
export const AGGREGATE_JOB = 'aggregate';

const digest = (of: unknown): string => createHash('sha256').update(JSON.stringify(of)).digest('hex');

/** The same evidence for the same pair of the same batch is one job, however often it is asked for. */
export function pairJobId({ hashes, pair, out, settings, secrets }: PairJob): string {
  const { started: _, ...rest } = settings;
  const sides = hashes.filter((_, i) => i !== 1 || pair.bundle !== null).map((hash) => hash ?? 'unread');
  return [...sides, digest([pair, out, rest, secrets]).slice(0, 16)].join('-');
}

export const aggregateJobId = (job: AggregateJob): string => `batch-${digest(job).slice(0, 32)}`;
