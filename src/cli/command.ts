import type { Options } from 'yargs';
import type { Context } from './context.ts';

/** One command of the line: what it takes, and what it does. Nothing heavy is imported before `run`. */
export interface Command {
  /** As yargs writes it: `diff <source> <target>`. */
  readonly command: string;
  readonly describe: string;
  readonly options: Readonly<Record<string, Options>>;
  /** False: a command about the tool itself, which reads no evidence and takes only its own flags. */
  readonly common?: false;
  readonly examples: readonly (readonly [command: string, shows: string])[];
  /** The exit code. Throws Fault. */
  run(context: Context): Promise<number>;
}
