import { Fault } from '../base/fault.ts';
import { sideRequest } from '../engine/take.ts';
import { TOOL_COMMIT, TOOL_VERSION } from '../engine/version.ts';
import { CATALOGUE_VERSION } from '../findings/credentials/version.ts';
import { faultMessage } from '../report/words/faults.ts';
import type { BatchOptions, BatchOutcome } from './batch.ts';
import { RECORD_FILE, readRecord, replaceFile, writePair } from './folders.ts';
import type { PlannedPair } from './plan.ts';
import { faultRecord, type PairRecord } from './record.ts';
import type { PairTask, Settings } from './task.ts';
import type { BatchThread } from './threads.ts';
import { heldBytes, keyOf, letGo, type Unit, unitsOf, type Work } from './units.ts';

/** What of the settings a result depends on. */
function keyed(settings: Settings): unknown {
  const { started: _, workDir: __, caseKey, ...rest } = settings;
  return [
    TOOL_VERSION,
    TOOL_COMMIT,
    CATALOGUE_VERSION,
    rest,
    caseKey === null ? null : Buffer.from(caseKey).toString('hex'),
  ];
}

function worded(error: unknown, pair: PlannedPair): PairRecord {
  // A bug in one pair is told as one, in its row, and does not stop the others.
  const fault =
    error instanceof Fault
      ? error
      : new Fault('bug', 'unexpected', null, { error: String((error as Error).message ?? error).split('\n')[0] ?? '' });
  const label = String(fault.args['evidence'] ?? pair.source.path);
  return faultRecord(pair, { ...fault.toJSON(), message: faultMessage(fault, label).line, exit: fault.exit });
}

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

  const watch = { progress: new SharedArrayBuffer(8), stop };
  const requestOf = (unit: Unit) => ({
    ...sideRequest(
      unit.name,
      { kind: 'compare-often' },
      { ...run, passwords: () => unit.passwords },
      { ...watch, track: { label: unit.name.path, total: null, done: () => 0 } },
    ),
  });
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
    const record = worded(error, work.pair);
    await writePair(out, work.pair.id, async (folder) => {
      replaceFile(`${folder}/${RECORD_FILE}`, `${JSON.stringify(record)}\n`);
    });
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
    const hashes = new Map<Unit, string | null>();
    const hashAll = async (thread: BatchThread): Promise<void> => {
      for (let unit = wanted.pop(); unit !== undefined; unit = wanted.pop()) {
        if (run.signal.aborted) return;
        hashes.set(unit, await thread.hash(requestOf(unit)).catch(() => null));
      }
    };
    await Promise.all(threads.map(hashAll));
    const keptWorks = new Set<Work>();
    for (const { work, record } of found) {
      const key = keyOf(
        hashesOf(work, (unit) => hashes.get(unit) ?? null),
        work.pair,
        keyed(settings),
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
      key: keyOf(
        hashesOf(work, (unit) => unit.side?.sha256 ?? null),
        work.pair,
        keyed(settings),
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
