import type { BatchOptions, BatchOutcome } from './batch.ts';
import { readRecord } from './folders.ts';
import { hashUnits } from './hash-units.ts';
import { pairKey } from './key.ts';
import { writePairFault } from './pair-fault.ts';
import type { PairRecord } from './record.ts';
import { takeRequest } from './take-request.ts';
import type { PairTask, Settings } from './task.ts';
import type { BatchThread } from './threads.ts';
import { heldBytes, letGo, type Unit, unitsOf, type Work } from './units.ts';

/** The order of work of a batch: what each free thread does next, and what became of every pair. */
export function makeSchedule(
  works: readonly Work[],
  threads: readonly BatchThread[],
  stop: SharedArrayBuffer,
  settings: Settings,
  options: BatchOptions,
) {
  const { run, out } = options;
  const records: PairRecord[] = new Array(works.length);
  const units = [...new Set(works.flatMap((work) => unitsOf(work.units)))];
  const totalBytes = works.reduce((sum, { bytes }) => sum + bytes, 0);
  let pending = [...works].sort((a, b) => b.bytes - a.bytes || a.index - b.index);
  let [done, bytes, clock, decoded, compared, kept] = [0, 0, 0, 0, 0, 0];
  for (const work of works) for (const unit of unitsOf(work.units)) unit.uses += 1;

  const requestOf = (unit: Unit) => takeRequest(unit, run, stop);
  const settle = (work: Work, record: PairRecord, wasKept: boolean): void => {
    records[work.index] = record;
    done += 1;
    bytes += work.bytes;
    for (const unit of unitsOf(work.units)) {
      unit.uses -= 1;
      if (unit.uses === 0 && unit.busy === 0 && unit.state === 'held') letGo(unit);
    }
    options.onPair?.({ record, kept: wasKept, done, total: works.length, bytes, totalBytes });
  };
  const fail = async (work: Work, error: unknown): Promise<void> => {
    const record = await writePairFault(out, work.pair, error);
    settle(work, record, false);
  };
  const hashesOf = ({ units: { source, bundle, target } }: Work, of: (unit: Unit) => string | null) =>
    [source, bundle, target].map((unit) => (unit === null ? null : of(unit)));

  /** Finds pairs that were finished before with the same evidence and options. */
  const keep = async (): Promise<void> => {
    const found = pending.flatMap((work) => {
      const record = readRecord(out, work.pair.id);
      return record === null || record.key === null ? [] : [{ work, record }];
    });
    const wanted = [...new Set(found.flatMap(({ work }) => unitsOf(work.units)))];
    const hashes = await hashUnits(wanted, threads, requestOf, run.signal);
    const keptWorks = new Set<Work>();
    for (const { work, record } of found) {
      const key = pairKey(
        hashesOf(work, (unit) => hashes.get(unit) ?? null),
        work.pair,
        settings,
      );
      if (key !== record.key) continue;
      keptWorks.add(work);
      kept += 1;
      // Columns of the plan may have changed; they are no part of the result.
      settle(work, { ...record, columns: work.pair.columns }, true);
    }
    pending = pending.filter((work) => !keptWorks.has(work));
  };

  const makeRoom = (): void => {
    const held = units.filter(({ state }) => state === 'held');
    let total = held.reduce((sum, unit) => sum + heldBytes(unit), 0);
    const idle = held.filter(({ busy }) => busy === 0).sort((a, b) => a.used - b.used);
    for (const unit of idle) {
      if (total <= options.cacheBytes) return;
      total -= heldBytes(unit);
      letGo(unit);
    }
  };

  /** Pairs whose evidence is being taken or compared: it is not let go before they ended. */
  const reserved = new Set<Work>();
  const reserve = (work: Work, own: readonly Unit[]): void => {
    if (reserved.has(work)) return;
    reserved.add(work);
    for (const unit of own) unit.busy += 1;
  };
  const release = (work: Work, own: readonly Unit[]): void => {
    if (!reserved.delete(work)) return;
    for (const unit of own) unit.busy -= 1;
  };

  /** The next thing to do: the longest pair that can be compared, or evidence that the longest one waits for. */
  const next = (): ((thread: BatchThread) => Promise<void>) | null => {
    if (run.signal.aborted) return null;
    for (const [i, work] of pending.entries()) {
      const own = unitsOf(work.units);
      const failed = own.find(({ state }) => state === 'failed');
      if (failed !== undefined) {
        pending.splice(i, 1);
        release(work, own);
        return () => fail(work, failed.failure);
      }
      if (own.every(({ state }) => state === 'held')) {
        pending.splice(i, 1);
        reserve(work, own);
        for (const unit of own) unit.used = ++clock;
        return (thread) => compare(thread, work, own);
      }
      // What is taken for a pair must not give way to what is taken for another, or neither would ever begin.
      if (!reserved.has(work) && reserved.size >= threads.length) continue;
      const waiting = own.find(({ state }) => state === 'waiting');
      if (waiting !== undefined) {
        reserve(work, own);
        waiting.state = 'being-taken';
        return (thread) => take(thread, waiting);
      }
    }
    return null;
  };
  const take = async (thread: BatchThread, unit: Unit): Promise<void> => {
    try {
      unit.side = await thread.take(requestOf(unit));
      unit.state = 'held';
      unit.used = ++clock;
      decoded += 1;
      makeRoom();
    } catch (error) {
      unit.failure = error;
      unit.state = 'failed';
    }
  };
  const compare = async (thread: BatchThread, work: Work, own: readonly Unit[]): Promise<void> => {
    const { source, bundle, target } = work.units;
    const task: PairTask = {
      pair: work.pair,
      key: pairKey(
        hashesOf(work, (unit) => unit.side?.sha256 ?? null),
        work.pair,
        settings,
      ),
      sides: { source: source?.side ?? null, bundle: bundle?.side ?? null, target: target?.side ?? null },
      keys: [...new Set(own.flatMap(({ passwords }) => passwords))],
      out,
      settings,
      stop,
    };
    let record: PairRecord | null = null;
    let failure: unknown = null;
    try {
      record = await thread.pair(task);
    } catch (error) {
      failure = error;
    }
    release(work, own);
    compared += 1;
    if (record !== null) settle(work, record, false);
    else if (!run.signal.aborted) await fail(work, failure);
  };

  /** Keeps every thread busy until nothing is left. */
  const drain = async (): Promise<void> => {
    const idle = [...threads];
    const running = new Set<Promise<void>>();
    for (;;) {
      for (let thread = idle.pop(); thread !== undefined; thread = idle.pop()) {
        const task = next();
        if (task === null) {
          idle.push(thread);
          break;
        }
        const own = thread;
        const going = task(own).finally(() => {
          running.delete(going);
          idle.push(own);
        });
        going.catch(() => undefined); // thrown where it is awaited
        running.add(going);
      }
      if (running.size === 0) return;
      await Promise.race(running);
    }
  };
  return {
    keep,
    drain,
    close: () => {
      for (const unit of units) if (unit.state === 'held') letGo(unit);
    },
    outcome: (): BatchOutcome => {
      const needed = works.reduce((sum, work) => sum + unitsOf(work.units).length, 0);
      const reused = Math.max(0, needed - decoded);
      return { records, stats: { evidences: units.length, decoded, reused, compared, kept } };
    },
  };
}
