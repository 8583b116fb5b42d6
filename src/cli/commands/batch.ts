import { EXIT } from '../../base/fault.ts';
import type { BatchOutcome } from '../../batch/batch.ts';
import type { PlannedPair } from '../../batch/plan.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';

const MIB = 1024 * 1024;
/** Decoded evidence held for further pairs, MiB. */
const CACHE_MIB = 4096;
/** Memory for the pairs compared at once, MiB. */
const MEMORY_MIB = 1024;
const CHANGES_PER_ARTIFACT = 1_000;

export const batch: Command = {
  command: 'batch <plan>',
  describe: 'Many comparisons from a CSV or NDJSON plan: started, left alone, resumed',
  options: {
    output: { alias: 'o', type: 'string', demandOption: true, describe: 'Folder for the results' },
    jobs: { type: 'number', describe: 'Pairs at once (default: the cores)' },
    memory: { type: 'number', default: MEMORY_MIB, describe: 'MiB of memory that the pairs at once may take' },
    cache: { type: 'number', default: CACHE_MIB, describe: 'MiB of decoded evidence held for further pairs' },
    resume: { type: 'boolean', default: false, describe: 'Go on with a batch: pairs that are done stay' },
    matrix: { type: 'boolean', default: false, describe: 'Patterns of source and target: every one with every other' },
    each: {
      type: 'string',
      array: true,
      choices: ['html', 'ndjson', 'csv', 'none'],
      default: ['html'],
      describe: 'What to write of each pair beside its result.json',
    },
    changes: { type: 'boolean', default: false, describe: 'List the differences of each artifact as well' },
    'limit-changes': { type: 'number', default: CHANGES_PER_ARTIFACT, describe: 'Differences listed per artifact' },
    'fail-on': { type: 'string', array: true, describe: 'Exit 1 where an app has one of these verdicts' },
    compare: { type: 'string', describe: 'Folder of an earlier run of the plan: tell what is not as it was' },
    emit: { type: 'string', choices: ['snakemake'], describe: 'Write a workflow for another engine; run nothing' },
    gather: { type: 'boolean', default: false, describe: 'Make the tables of what another engine has run' },
    case: { type: 'string', describe: 'Case name, recorded in the results' },
  },
  examples: [
    ['$0 batch plan.csv -o out', 'id,source,target,via and free columns; tables and an overview in out/'],
    ['$0 batch plan.csv -o out --resume', 'after an interruption, or with more pairs'],
    ['$0 batch plan.csv -o new --compare out', 'what changed since'],
  ],
  async run(context) {
    const { readFileSync } = await import('node:fs');
    const { Fault, faultOfSystemError } = await import('../../base/fault.ts');
    const { readPlan } = await import('../../batch/plan.ts');
    const { PLAN_PROBLEMS } = await import('../../report/words/batch.ts');
    const { printable } = await import('../../report/text/escape.ts');
    const { resolve } = await import('node:path');
    const plan = resolve(context.flags['plan'] as string);
    let text: string;
    try {
      text = readFileSync(plan, 'utf8');
    } catch (error) {
      throw new Fault('usage.invalid', 'plan', plan, { reason: faultOfSystemError(error, plan).detail });
    }
    const { pairs, problems } = readPlan(text, plan, { matrix: context.flags['matrix'] === true });
    if (problems.length > 0) {
      const told = [...problems].sort((a, b) => a.line - b.line);
      for (const { code, line, args } of told) {
        const said = PLAN_PROBLEMS[code]?.(args) ?? code;
        process.stderr.write(`carryover: ${printable(plan)}:${line}: ${printable(said)}\n`);
      }
      throw new Fault('usage.invalid', 'plan-problems', plan, { problems: problems.length });
    }
    return await runPlan(pairs, plan, context);
  },
};

async function runPlan(pairs: readonly PlannedPair[], plan: string, context: Context): Promise<number> {
  const { availableParallelism } = await import('node:os');
  const { Fault } = await import('../../base/fault.ts');
  const { runBatch, PAIR_MEMORY_BYTES } = await import('../../batch/run.ts');
  const { beginBatch, readBatch, writeState } = await import('../../batch/state.ts');
  const { writeAggregate } = await import('../../batch/aggregate.ts');
  const { batchDifferences } = await import('../../batch/differences.ts');
  const { batchText, pairLine, pairRow } = await import('../../batch/text.ts');
  const { replaceFile } = await import('../../batch/folders.ts');
  const { summaryCsv, summaryNdjson, summaryRow } = await import('../../batch/summary.ts');
  const { APP_VERDICTS } = await import('../../report/result.ts');
  const { printable } = await import('../../report/text/escape.ts');
  const { checkFolder } = await import('../files.ts');
  const { wholeNumber } = await import('../flags.ts');
  const { readPasswords } = await import('../passwords.ts');
  const { pageOf, writeLines } = await import('../render.ts');
  const { flags, run, terminal, format } = context;
  const out = flags['output'] as string;
  const failOn = (flags['fail-on'] as string[] | undefined) ?? [];
  const unknown = failOn.find((verdict) => !(APP_VERDICTS as readonly string[]).includes(verdict));
  if (unknown !== undefined) throw new Fault('usage.invalid', 'fail-on', unknown, { known: APP_VERDICTS.join(', ') });
  const earlier = flags['compare'] === undefined ? null : readBatch(flags['compare'] as string);
  checkFolder(
    out,
    pairs.flatMap(({ source, bundle, target }) => [
      source.path,
      target.path,
      ...(bundle === null ? [] : [bundle.path]),
    ]),
  );
  const gather = flags['gather'] === true;
  const resume = flags['resume'] === true || gather;
  const at = beginBatch(out, { resume, at: run.at, given: flags['at'] !== undefined });
  const each = (flags['each'] as string[]).filter((name) => name !== 'none');
  const outputs = [...new Set(each.map((name) => `.${name}`))];
  const memory = wholeNumber(flags, 'memory', 1) * MIB;
  const asked = flags['jobs'] === undefined ? availableParallelism() : wholeNumber(flags, 'jobs', 1);
  const books = new Map<string, (label: string) => readonly string[]>();
  const passwords = (pair: (typeof pairs)[number], path: string): readonly string[] => {
    const { passwordFile, keychain } = pair;
    if (passwordFile === null && keychain === null) return run.passwords(path);
    const key = JSON.stringify([passwordFile, keychain]);
    let book = books.get(key);
    if (book === undefined) {
      book = readPasswords({
        files: passwordFile === null ? [] : [passwordFile],
        keychains: keychain === null ? [] : [keychain],
        env: {},
      });
      books.set(key, book);
    }
    return [...new Set([...book(path), ...run.passwords(path)])];
  };
  // Password sources of all pairs are read before anything runs.
  for (const pair of pairs) passwords(pair, pair.source.path);
  const begin = (): void =>
    writeState(
      out,
      pairs.map(({ id }) => id),
      at,
    );
  const changes = flags['changes'] === true ? wholeNumber(flags, 'limit-changes', 0) : 0;
  if (flags['emit'] !== undefined) {
    const { emitWorkflow } = await import('../batch-workflow.ts');
    emitWorkflow(context, pairs, { plan, out, at, outputs, changes });
    begin();
    return EXIT.done;
  }
  const outcome = gather ? await gatherAll() : await runAll();

  async function gatherAll(): Promise<BatchOutcome> {
    const { gatherPair } = await import('../../batch/gather.ts');
    const records = pairs.map((pair) => gatherPair(out, pair));
    return { records, stats: { evidences: 0, decoded: 0, reused: 0, compared: 0, kept: records.length } };
  }

  async function runAll(): Promise<BatchOutcome> {
    const began = performance.now();
    const json = flags['progress'] === 'json';
    const silent = context.quiet || flags['progress'] === 'never';
    return await runBatch(pairs, {
      run: { ...run, at, askPassword: null },
      out,
      jobs: Math.max(1, Math.min(asked, Math.floor(memory / PAIR_MEMORY_BYTES), pairs.length)),
      cacheBytes: wholeNumber(flags, 'cache', 0) * MIB,
      resume,
      changes,
      case: (flags['case'] as string | undefined) ?? null,
      outputs,
      passwords,
      onBegin: begin,
      onPair: (event) => {
        const seconds = (performance.now() - began) / 1000;
        if (json) {
          const { record, kept, done, total, bytes, totalBytes } = event;
          const line = {
            type: 'pair',
            id: record.id,
            fault: record.fault?.code ?? null,
            kept,
            done,
            total,
            bytes,
            totalBytes,
          };
          process.stderr.write(`${JSON.stringify({ ...line, seconds: Math.round(seconds * 1000) / 1000 })}\n`);
        } else if (!silent) process.stderr.write(`${printable(pairLine(event, seconds))}\n`);
      },
    });
  }
  const { records, stats } = outcome;
  writeAggregate(out, records, outputs);
  const differences = earlier === null ? null : batchDifferences(earlier, records);
  if (differences !== null)
    replaceFile(`${out}/differences.ndjson`, differences.map((line) => `${JSON.stringify(line)}\n`).join(''));
  if (format === 'json') {
    const whole = { schema: 'carryover.batch-summary/1', pairs: records.map(summaryRow), stats, differences };
    await writeLines([JSON.stringify(whole)]);
  } else if (format === 'ndjson') await writeLines([summaryNdjson(records)]);
  else if (format === 'csv') await writeLines([summaryCsv(records)]);
  else if (terminal.interactive) await writeLines(batchText(pageOf(context), out, outcome, differences));
  else await writeLines(records.map(pairRow));
  if (records.some(({ apps }) => apps.some(({ verdict }) => failOn.includes(verdict)))) return EXIT.found;
  const partial = records.some(({ fault, summary }) => fault !== null || summary?.partial === true);
  return partial ? EXIT.partial : EXIT.done;
}
