import type { Argv } from 'yargs';
import { EXIT, Fault } from '../base/fault.ts';
import { TOOL_VERSION } from '../engine/version.ts';
import type { Command } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { checkNames, onceEach, withoutDashes, withValues } from './flags.ts';
import { COMMON_OPTIONS } from './options.ts';
import { listenToStreams, stdoutSettled, terminalWidth } from './terminal.ts';

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const WIDEST_HELP = 100;

/** Runs one command line and gives the exit code. Never throws, never exits the process. */
export async function main(argv: readonly string[]): Promise<number> {
  const abort = new AbortController();
  const onSignal = (): void => {
    if (abort.signal.aborted) process.exit(EXIT.interrupted);
    abort.abort();
  };
  const onBug = (error: unknown): void => {
    void tell(error).finally(() => process.exit(EXIT.bug));
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  process.on('uncaughtException', onBug);
  listenToStreams();
  try {
    const exit = await dispatch(argv, abort.signal);
    await stdoutSettled();
    return exit;
  } catch (error) {
    return await tell(error);
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
    process.off('uncaughtException', onBug);
  }
}

async function tell(error: unknown): Promise<number> {
  const { tellFault } = await import('./faults.ts');
  if (error instanceof Fault) {
    tellFault(error, String(error.args['evidence'] ?? ''));
    return error.exit;
  }
  const message = error instanceof Error ? error.message : String(error);
  const absent = missingPackage(error, message);
  if (absent !== null) {
    tellFault(absent, '');
    return absent.exit;
  }
  tellFault(new Fault('bug', 'unexpected', null, { error: message.split('\n')[0] ?? '' }), '');
  if (process.env['CARRYOVER_DEBUG'] === '1' && error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`);
  return EXIT.bug;
}

/** Node's own error about a package that is not installed, as a fault; null for any other error. */
function missingPackage(error: unknown, message: string): Fault | null {
  if ((error as NodeJS.ErrnoException | null)?.code !== 'ERR_MODULE_NOT_FOUND') return null;
  const name = /^Cannot find package '([^']+)'/.exec(message)?.[1];
  return name === undefined ? null : new Fault('engine.missing', 'package', null, { name });
}

/** What the command line asks to be run. */
interface Chosen {
  readonly command: Command;
  readonly flags: Record<string, unknown>;
  readonly options: Command['options'];
}

/** Ends the parsing: after a handler that returns, yargs would draw the whole help text for a case that cannot come. */
const CHOSEN = Symbol('chosen');

async function dispatch(argv: readonly string[], signal: AbortSignal): Promise<number> {
  let chosen: Chosen | null = null;
  const words = withoutDashes(argv);
  // Asked for here: where packages were never installed, this is the first to be missed, and `tell` says so.
  const { default: yargs } = await import('yargs');
  const parser = yargs(words)
    .scriptName('carryover')
    .usage('What of apps’ private data went from one phone to another, shown from the archives alone.')
    .exitProcess(false)
    .help()
    .version('version', 'Show the version', TOOL_VERSION)
    .alias('version', 'V')
    .locale('en')
    .wrap(Math.min(WIDEST_HELP, terminalWidth(process.env)))
    .strict()
    .recommendCommands()
    .demandCommand(1, 'name a command')
    // A folder that is named by a date is no number; an option that takes one says so.
    .parserConfiguration({ 'greedy-arrays': false, 'camel-case-expansion': false, 'parse-numbers': false })
    .example('$0 diff source.ab target.ab', 'what went across')
    .example('$0 diff phone1.tar phone2.zip --via MIUI-backup/', 'through the bundle between them')
    .epilogue(
      'Exit codes: 0 done, 1 private data on both sides (--exit-code), 2 usage, 3 evidence, 4 locked, 5 partial, 70 bug, 130 interrupted.',
    )
    .completion('completion', 'Print a completion script for the shell')
    .fail((message, error) => {
      // What yargs itself has against the command line, at times as an error of its own and over several lines.
      if (error instanceof Error && error.name !== 'YError') throw error;
      const said = (message || error?.message || '').replace(/\s+/g, ' ').trim();
      const unknown = argv[0] !== undefined && /^Unknown arguments?: ([^,]*)/.exec(said)?.[1] === argv[0];
      throw new Fault('usage.invalid', 'command-line', null, {
        message: unknown ? `there is no command ${argv[0]}` : said,
      });
    });
  for (const command of COMMANDS) {
    register(parser, command, (choice) => {
      chosen = choice;
      throw CHOSEN;
    });
  }
  if (words[0] === 'completion' && ['--format json', '--format=json'].includes(words.slice(1).join(' ')))
    return await (await import('./completion.ts')).tellCompletion(parser);
  try {
    await parser.parseAsync();
  } catch (error) {
    if (error !== CHOSEN) throw error;
  }
  return chosen === null ? EXIT.done : await run(chosen, argv, signal);
}

async function run({ command, flags, options }: Chosen, argv: readonly string[], signal: AbortSignal): Promise<number> {
  const { makeContext } = await import('./context.ts');
  checkNames(flags, positionals(command.command), argv);
  const context = makeContext(onceEach(flags, options), argv, signal);
  try {
    return await command.run(context);
  } finally {
    context.progress.stop();
  }
}

/** Names of what stands in angle or square brackets. */
const positionals = (usage: string): readonly string[] =>
  [...usage.matchAll(/[<[]([a-z]+)(?:\.\.)?[\]>]/g)].flatMap(([, name]) => name ?? []);

function register(parser: Argv, command: Command, choose: (chosen: Chosen) => never): void {
  const options = command.common === false ? command.options : { ...command.options, ...COMMON_OPTIONS };
  parser.command(
    command.command,
    command.describe,
    (sub) => {
      for (const [example, shows] of command.examples) sub.example(example, shows);
      const own = sub.group(Object.keys(command.options), 'Options:');
      const all = command.common === false ? own : own.group(Object.keys(COMMON_OPTIONS), 'Common options:');
      return all.options(withValues(options) as Record<string, never>);
    },
    (flags) => choose({ command, flags, options }),
  );
}
