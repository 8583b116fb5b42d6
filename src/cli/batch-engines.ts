import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { EXIT } from '../base/fault.ts';
import { writeAggregate } from '../batch/aggregate.ts';
import type { BatchOptions, BatchOutcome } from '../batch/batch.ts';
import { replaceFile } from '../batch/folders.ts';
import { gatherPair } from '../batch/gather.ts';
import type { PlannedPair } from '../batch/plan.ts';
import { runBatch } from '../batch/run.ts';
import { pairLine } from '../batch/text.ts';
import { snakefile } from '../batch/workflow.ts';
import { printable } from '../report/text/escape.ts';
import { BATCH_TEXT } from '../report/words/batch.ts';
import type { Context } from './context.ts';
import { writeLines } from './render.ts';

/** What runs the pairs of a plan: the threads of this process, workers at a queue, or a workflow of another engine. */

const json = (context: Context): boolean => context.flags['progress'] === 'json';
const silent = (context: Context): boolean => context.quiet || context.flags['progress'] === 'never';
const seconds = (since: number): number => Math.round(performance.now() - since) / 1000;
const tell = (line: unknown): void =>
  void process.stderr.write(typeof line === 'string' ? `${printable(line)}\n` : `${JSON.stringify(line)}\n`);

export async function runHere(
  context: Context,
  pairs: readonly PlannedPair[],
  options: BatchOptions,
): Promise<BatchOutcome> {
  const began = performance.now();
  const outcome = await runBatch(pairs, {
    ...options,
    onPair: (event) => {
      if (json(context)) {
        const { record, kept, done, total, bytes, totalBytes } = event;
        const { id, fault } = record;
        const what = { type: 'pair', id, fault: fault?.code ?? null, kept, done, total, bytes, totalBytes };
        tell({ ...what, seconds: seconds(began) });
      } else if (!silent(context)) tell(pairLine(event, seconds(began)));
    },
  });
  writeAggregate(options.out, outcome.records, options.outputs);
  return outcome;
}

/** The tables of what a workflow has run. Throws Fault. */
export function gatherAll(pairs: readonly PlannedPair[], { out, outputs }: BatchOptions): BatchOutcome {
  const records = pairs.map((pair) => gatherPair(out, pair));
  writeAggregate(out, records, outputs);
  return { records, stats: { evidences: 0, decoded: 0, reused: 0, compared: 0, kept: records.length } };
}

const filesOf = ({ flags }: Context, name: string): string[] =>
  (flags[name] === undefined ? [] : [flags[name] as string | string[]].flat()).map((path) => resolve(path));

/** Workers at a queue; null where they are not waited for. Throws Fault. */
export async function runQueued(
  context: Context,
  pairs: readonly PlannedPair[],
  options: BatchOptions,
): Promise<BatchOutcome | null> {
  const { enqueueBatch } = await import('../batch/queue/enqueue.ts');
  const { engineAddress } = await import('../batch/queue/connect.ts');
  const began = performance.now();
  const detach = context.flags['detach'] === true;
  return await enqueueBatch(pairs, {
    ...options,
    engine: engineAddress(String(context.flags['engine'])),
    detach,
    secrets: {
      passwordFiles: filesOf(context, 'password-file'),
      keychains: filesOf(context, 'keychain'),
      caseKey: filesOf(context, 'case-key')[0] ?? null,
    },
    onQueued: (jobs, workers) => {
      if (json(context)) tell({ type: 'queued', jobs, workers });
      else if (workers === 0 || !silent(context)) tell(BATCH_TEXT.queued(jobs, workers, detach));
    },
    onPair: ({ row }, done, total) => {
      if (json(context)) {
        const what = { type: 'pair', id: row.id, fault: row.fault?.code ?? null, kept: false, done, total };
        tell({ ...what, seconds: seconds(began) });
      } else if (!silent(context)) tell(BATCH_TEXT.ended(row.id, row.fault?.message ?? row.status, done, total));
    },
  });
}

/** How far a batch in a queue is. Throws Fault. */
export async function tellStatus(context: Context, out: string): Promise<number> {
  const { queueStatus } = await import('../batch/queue/status.ts');
  const { engineAddress } = await import('../batch/queue/connect.ts');
  const status = await queueStatus(out, engineAddress(String(context.flags['engine'] ?? '')));
  if (context.format === 'json' || context.format === 'ndjson') await writeLines([JSON.stringify(status)]);
  else await writeLines([BATCH_TEXT.status(status)]);
  return status.state === 'lost' || status.state === 'failed' ? EXIT.partial : EXIT.done;
}

/** Flags that every comparison of the workflow takes as this command was given them; files by their whole path. */
function sharedFlags({ flags }: Context, options: BatchOptions): string[] {
  const { run, changes } = options;
  const one = (name: string, value: unknown): string[] => (value === undefined ? [] : [`--${name}`, String(value)]);
  const files = (name: string): string[] =>
    ((flags[name] as string[] | string | undefined) === undefined
      ? []
      : [flags[name] as string[] | string].flat()
    ).flatMap((path) => [`--${name}`, resolve(path)]);
  return [
    ...one('at', run.at.toISOString()),
    ...one('tz', flags['tz']),
    ...['limit-entries', 'limit-bytes', 'limit-depth', 'case'].flatMap((name) => one(name, flags[name])),
    ...['password-file', 'keychain', 'case-key', 'work-dir'].flatMap(files),
    ...(changes > 0 ? ['--changes', '--limit-changes', String(changes)] : []),
    ...(options.profile == null ? [] : ['--profile', options.profile.name]),
    ...(flags['reveal-secrets'] === true ? ['--reveal-secrets'] : []),
    ...(flags['verify'] === true ? ['--verify'] : []),
    ...['--progress', 'never'],
  ];
}

/** Writes `Snakefile` into the folder of the batch. Throws Fault. */
export function emitWorkflow(
  context: Context,
  pairs: readonly PlannedPair[],
  plan: string,
  options: BatchOptions,
): void {
  const { out, outputs } = options;
  mkdirSync(out, { recursive: true });
  const text = snakefile(pairs, {
    program: [process.execPath, resolve(process.argv[1] ?? 'carryover')],
    plan,
    diffFlags: sharedFlags(context, options),
    gatherFlags: ['matrix', 'allow-missing'].filter((name) => context.flags[name] === true).map((name) => `--${name}`),
    outputs,
  });
  replaceFile(join(out, 'Snakefile'), text);
  options.onBegin?.();
}
