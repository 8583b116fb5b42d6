import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { replaceFile } from '../batch/folders.ts';
import type { PlannedPair } from '../batch/plan.ts';
import { snakefile } from '../batch/workflow.ts';
import type { Context } from './context.ts';

export interface WorkflowPlan {
  readonly plan: string;
  readonly out: string;
  /** Reference time for expiry: the same for all pairs, whenever they are run. */
  readonly at: Date;
  readonly outputs: readonly string[];
  readonly changes: number;
}

/** Flags that every comparison of the workflow takes as this command was given them; files by their whole path. */
function sharedFlags({ flags }: Context, { at, changes }: WorkflowPlan): string[] {
  const one = (name: string, value: unknown): string[] => (value === undefined ? [] : [`--${name}`, String(value)]);
  const files = (name: string): string[] =>
    ((flags[name] as string[] | string | undefined) === undefined
      ? []
      : [flags[name] as string[] | string].flat()
    ).flatMap((path) => [`--${name}`, resolve(path)]);
  return [
    ...one('at', at.toISOString()),
    ...one('tz', flags['tz']),
    ...['limit-entries', 'limit-bytes', 'limit-depth', 'case'].flatMap((name) => one(name, flags[name])),
    ...['password-file', 'keychain', 'case-key', 'work-dir'].flatMap(files),
    ...(changes > 0 ? ['--changes', '--limit-changes', String(changes)] : []),
    ...(flags['reveal-secrets'] === true ? ['--reveal-secrets'] : []),
    ...(flags['verify'] === true ? ['--verify'] : []),
    ...['--progress', 'never'],
  ];
}

/** Writes `Snakefile` into the folder of the batch. Throws Fault. */
export function emitWorkflow(context: Context, pairs: readonly PlannedPair[], plan: WorkflowPlan): void {
  mkdirSync(plan.out, { recursive: true });
  const program = [process.execPath, resolve(process.argv[1] ?? 'carryover')];
  const { outputs } = plan;
  const gatherFlags = context.flags['matrix'] === true ? ['--matrix'] : [];
  const text = snakefile(pairs, {
    program,
    plan: plan.plan,
    diffFlags: sharedFlags(context, plan),
    gatherFlags,
    outputs,
  });
  replaceFile(join(plan.out, 'Snakefile'), text);
}
