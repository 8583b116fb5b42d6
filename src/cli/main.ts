import yargs, { type Argv } from 'yargs';
import { EXIT, Fault } from '../base/fault.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { COMMON_OPTIONS } from './options.ts';

/** Runs one command line and gives the exit code. Never throws, never exits the process. */
export async function main(argv: readonly string[]): Promise<number> {
  const abort = new AbortController();
  const onSignal = (): void => {
    if (abort.signal.aborted) process.exit(EXIT.interrupted);
    abort.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return await dispatch(argv, abort.signal);
  } catch (error) {
    return await tell(error);
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}

async function tell(error: unknown): Promise<number> {
  const { tellFault } = await import('./faults.ts');
  if (error instanceof Fault) {
    tellFault(error, String(error.args['evidence'] ?? ''));
    return error.exit;
  }
  const message = error instanceof Error ? error.message : String(error);
  tellFault(new Fault('bug', 'unexpected', null, { error: message.split('\n')[0] ?? '' }), '');
  if (process.env['CARRYOVER_DEBUG'] === '1' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  return EXIT.bug;
}

async function dispatch(argv: readonly string[], signal: AbortSignal): Promise<number> {
  let exit: number = EXIT.done;
  const parser = yargs([...argv])
    .scriptName('carryover')
    .usage('What of apps’ private data went from one phone to another, shown from the archives alone.')
    .exitProcess(false)
    .help()
    .version(false)
    .option('version', { type: 'boolean', describe: 'Show the version' })
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .strict()
    .recommendCommands()
    .demandCommand(1, 'Name a command.')
    .parserConfiguration({ 'greedy-arrays': false, 'parse-positional-numbers': false })
    .example('$0 diff source.ab target.ab', 'what went across')
    .example('$0 diff phone1.tar phone2.zip --via MIUI-backup/', 'through the bundle between them')
    .epilogue(
      'Exit codes: 0 done, 1 private data on both sides (--exit-code), 2 usage, 3 evidence, 4 locked, 5 partial, 70 bug, 130 interrupted.',
    )
    .completion('completion', 'Print a completion script for the shell')
    .fail((message, error) => {
      throw error ?? new Fault('usage.invalid', 'command-line', null, { message });
    });
  for (const command of COMMANDS) register(parser, command, argv, signal, (code) => (exit = code));
  await parser.parseAsync();
  return exit;
}

function register(
  parser: Argv,
  command: Command,
  argv: readonly string[],
  signal: AbortSignal,
  done: (code: number) => void,
): void {
  parser.command(
    command.command,
    command.describe,
    (sub) => {
      for (const [example, shows] of command.examples) sub.example(example, shows);
      const options = command.common === false ? command.options : { ...command.options, ...COMMON_OPTIONS };
      const helpless = command.common === false ? sub : sub.group(Object.keys(COMMON_OPTIONS), 'Common options:');
      return helpless.options(options as Record<string, never>);
    },
    async (flags) => {
      const { makeContext } = await import('./context.ts');
      const context = makeContext(flags, argv, signal);
      try {
        done(await command.run(context));
      } finally {
        context.progress.stop();
      }
    },
  );
}
