import { resolve } from 'node:path';
import { EXIT } from '../../base/fault.ts';
import type { PlannedPair } from '../../batch/plan.ts';
import type { Profile } from '../../report/profile/profile.ts';
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
    engine: { type: 'string', describe: 'redis://HOST:PORT: compared by workers there (carryover worker)' },
    detach: { type: 'boolean', default: false, describe: 'With --engine: do not wait for the workers' },
    status: { type: 'boolean', default: false, describe: 'With --engine: how far the batch is; nothing is begun' },
    'allow-missing': { type: 'boolean', default: false, describe: 'Missing evidence fails its pair, not the plan' },
    gather: { type: 'boolean', default: false, describe: 'Make the tables of what another engine has run' },
    profile: { type: 'string', describe: 'Judge a profile’s claims on each pair: escan, or a JSON file of your own' },
    case: { type: 'string', describe: 'Case name, recorded in the results' },
  },
  examples: [
    ['$0 batch plan.csv -o out', 'id,source,target,via and free columns; tables and an overview in out/'],
    ['$0 batch plan.csv -o out --resume', 'after an interruption, or with more pairs'],
    ['$0 batch plan.csv -o new --compare out', 'what changed since'],
    ['$0 batch plan.csv -o out --engine redis://host', 'on every machine where a worker runs'],
  ],
  async run(context) {
    const { readFileSync } = await import('node:fs');
    const { Fault, faultOfSystemError } = await import('../../base/fault.ts');
    const { readPlan } = await import('../../batch/plan.ts');
    const { PLAN_PROBLEMS } = await import('../../report/words/batch.ts');
    const { printable } = await import('../../report/text/escape.ts');
    const plan = resolve(context.flags['plan'] as string);
    let text: string;
    try {
      text = readFileSync(plan, 'utf8');
    } catch (error) {
      throw new Fault('usage.invalid', 'plan', plan, { reason: faultOfSystemError(error, plan).detail });
    }
    const { pairs, problems } = readPlan(text, plan, {
      matrix: context.flags['matrix'] === true,
      allowMissing: context.flags['allow-missing'] === true,
    });
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
  const { PAIR_MEMORY_BYTES } = await import('../../batch/run.ts');
  const { beginBatch, readBatch, writeState } = await import('../../batch/state.ts');
  const { batchDifferences } = await import('../../batch/differences.ts');
  const { replaceFile } = await import('../../batch/folders.ts');
  const { APP_VERDICTS } = await import('../../report/result.ts');
  const { loadProfile } = await import('../../engine/load-profile.ts');
  const { checkFolder } = await import('../files.ts');
  const { wholeNumber } = await import('../flags.ts');
  const { batchPasswords } = await import('../batch-passwords.ts');
  const { emitWorkflow, gatherAll, runHere, runQueued, tellStatus } = await import('../batch-engines.ts');
  const { tellBatch } = await import('../batch-told.ts');
  const { flags, run } = context;
  const out = resolve(flags['output'] as string);
  if (flags['status'] === true) return await tellStatus(context, out);
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
  const memory = wholeNumber(flags, 'memory', 1) * MIB;
  const asked = flags['jobs'] === undefined ? availableParallelism() : wholeNumber(flags, 'jobs', 1);
  const passwords = batchPasswords(run);
  // Password sources of all pairs are read before anything runs.
  for (const pair of pairs) passwords(pair, pair.source.path);
  const options = {
    run: { ...run, at, askPassword: null },
    out,
    jobs: Math.max(1, Math.min(asked, Math.floor(memory / PAIR_MEMORY_BYTES), pairs.length)),
    cacheBytes: wholeNumber(flags, 'cache', 0) * MIB,
    resume,
    changes: flags['changes'] === true ? wholeNumber(flags, 'limit-changes', 0) : 0,
    profile: profileAsked(flags['profile'] as string | undefined, loadProfile),
    case: (flags['case'] as string | undefined) ?? null,
    outputs: [...new Set(each.map((name) => `.${name}`))],
    passwords,
    onBegin: () =>
      writeState(
        out,
        pairs.map(({ id }) => id),
        at,
      ),
  };
  if (flags['emit'] !== undefined) {
    emitWorkflow(context, pairs, plan, options);
    return EXIT.done;
  }
  const outcome = gather
    ? gatherAll(pairs, options)
    : flags['engine'] === undefined
      ? await runHere(context, pairs, options)
      : await runQueued(context, pairs, options);
  if (outcome === null) return EXIT.done;
  const { records } = outcome;
  const differences = earlier === null ? null : batchDifferences(earlier, records);
  if (differences !== null)
    replaceFile(`${out}/differences.ndjson`, differences.map((line) => `${JSON.stringify(line)}\n`).join(''));
  await tellBatch(context, flags['output'] as string, outcome, differences);
  if (records.some(({ apps }) => apps.some(({ verdict }) => failOn.includes(verdict)))) return EXIT.found;
  const partial = records.some(({ fault, summary }) => fault !== null || summary?.partial === true);
  return partial ? EXIT.partial : EXIT.done;
}

/** A file is named by its whole path: workers and workflows have other folders. */
function profileAsked(
  name: string | undefined,
  load: (name: string) => Profile,
): { readonly name: string; readonly profile: Profile } | null {
  if (name === undefined) return null;
  return { name: /[./]/.test(name) ? resolve(name) : name, profile: load(name) };
}
