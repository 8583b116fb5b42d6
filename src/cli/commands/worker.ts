import { EXIT } from '../../base/fault.ts';
import type { Command } from '../command.ts';

const MIB = 1024 * 1024;
const CACHE_MIB = 4096;
const MEMORY_MIB = 1024;
/** As BullMQ has it. */
const LOCK_SECONDS = 30;

export const worker: Command = {
  command: 'worker',
  describe: 'Compare the pairs of batches that are in a queue (carryover batch --engine)',
  options: {
    engine: { type: 'string', demandOption: true, describe: 'redis://HOST:PORT' },
    'evidence-root': {
      type: 'string',
      array: true,
      describe: 'FROM=TO: what the plan has below FROM is below TO here (evidence, results, password files)',
    },
    jobs: { type: 'number', describe: 'Pairs at once (default: the cores)' },
    memory: { type: 'number', default: MEMORY_MIB, describe: 'MiB of memory that the pairs at once may take' },
    cache: { type: 'number', default: CACHE_MIB, describe: 'MiB of decoded evidence held for further pairs' },
    'lock-seconds': { type: 'number', default: LOCK_SECONDS, describe: 'After this long a silent worker is given up' },
    'until-empty': { type: 'boolean', default: false, describe: 'End once the queue holds nothing more' },
  },
  examples: [
    ['$0 worker --engine redis://host', 'on each machine; stopped by a signal, its pair goes back to the queue'],
    ['$0 worker --engine redis://host --evidence-root /lab=/mnt/lab', 'where the shared folder is mounted elsewhere'],
  ],
  async run(context) {
    const { availableParallelism } = await import('node:os');
    const { PAIR_MEMORY_BYTES } = await import('../../batch/run.ts');
    const { engineAddress, plainAddress } = await import('../../batch/queue/connect.ts');
    const { runWorker } = await import('../../batch/queue/worker.ts');
    const { printable } = await import('../../report/text/escape.ts');
    const { BATCH_TEXT } = await import('../../report/words/batch.ts');
    const { caseKeyAt } = await import('../context.ts');
    const { wholeNumber } = await import('../flags.ts');
    const { readPasswords } = await import('../passwords.ts');
    const { flags, run, quiet } = context;
    const engine = engineAddress(String(flags['engine']));
    const memory = wholeNumber(flags, 'memory', 1) * MIB;
    const asked = flags['jobs'] === undefined ? availableParallelism() : wholeNumber(flags, 'jobs', 1);
    const jobs = Math.max(1, Math.min(asked, Math.floor(memory / PAIR_MEMORY_BYTES)));
    const isJson = flags['progress'] === 'json';
    const tell = (event: object, line: string): void => {
      if (isJson) process.stderr.write(`${JSON.stringify(event)}\n`);
      else if (!quiet && flags['progress'] !== 'never') process.stderr.write(`${printable(line)}\n`);
    };
    let done = 0;
    await runWorker({
      run: { ...run, askPassword: null },
      engine,
      jobs,
      cacheBytes: wholeNumber(flags, 'cache', 0) * MIB,
      evidenceRoots: (flags['evidence-root'] as string[] | undefined) ?? [],
      lockSeconds: wholeNumber(flags, 'lock-seconds', 1),
      untilEmpty: flags['until-empty'] === true,
      secrets: ({ passwordFiles, keychains, caseKey }) => {
        const book = readPasswords({ files: passwordFiles, keychains, env: {} });
        return {
          // What this worker was given itself is tried last.
          passwords: (path) => [...new Set([...book(path), ...run.passwords(path)])],
          caseKey: caseKey === null ? run.caseKey : caseKeyAt(caseKey),
        };
      },
      onReady: () => tell({ type: 'ready', jobs }, BATCH_TEXT.ready(plainAddress(engine), jobs)),
      onPair: ({ row, decoded }) => {
        done += 1;
        const fault = row.fault?.code ?? null;
        tell({ type: 'pair', id: row.id, fault, decoded, done }, `${row.id}: ${row.fault?.message ?? row.status}`);
      },
      onRetry: ({ id, reason }) => tell({ type: 'retry', id, reason }, BATCH_TEXT.retry(id, reason)),
    });
    return EXIT.done;
  },
};
