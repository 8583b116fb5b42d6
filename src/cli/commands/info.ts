import { EXIT, EXIT_PRECEDENCE, Fault } from '../../base/fault.ts';
import type { InfoView } from '../../report/result.ts';
import type { Command } from '../command.ts';
import type { Context } from '../context.ts';
import { AS_OPTION } from '../options.ts';

export const info: Command = {
  command: 'info <evidence..>',
  describe: 'What each piece of evidence is, what it holds, and what it could and could not show',
  options: {
    ...AS_OPTION,
    hash: {
      type: 'boolean',
      default: false,
      describe: 'Only the lines that john and hashcat take, one per locked backup',
    },
  },
  examples: [
    ['$0 info phone.ab', 'format, version, encryption, hashes, apps, coverage'],
    ['$0 info --hash phone.ab', 'a $ab$ line; no password is needed'],
  ],
  async run(context) {
    if (context.flags['hash'] === true) return printHashes(context);
    const { inspect } = await import('../../engine/info.ts');
    const { documentText, infoCsvRow, infoDocument, infoLines, INFO_CSV_HEADER } = await import(
      '../../report/documents.ts'
    );
    const { infoRow, renderInfo } = await import('../../report/text/info.ts');
    const { exitOf, pageOf, secondZone, tellBeside, writeLines } = await import('../render.ts');
    const { tellFault } = await import('../faults.ts');
    const as = (context.flags['as'] as string | undefined) ?? null;
    const views: InfoView[] = [];
    /** Of these the fault itself was told. */
    const locked = new Set<InfoView>();
    let exit: number = EXIT.done;
    const worse = (code: number): void => {
      if (EXIT_PRECEDENCE.indexOf(code) < EXIT_PRECEDENCE.indexOf(exit)) exit = code;
    };
    for (const path of context.flags['evidence'] as string[]) {
      try {
        const view = await inspect({ path, as }, context.run);
        views.push(view);
        worse(exitOf(view.notices));
      } catch (error) {
        if (!(error instanceof Fault) || error.code === 'interrupted') throw error;
        context.progress.stop();
        tellFault(error, path);
        worse(error.exit);
        // What stands in the clear is shown all the same.
        const { lockedView } = await import('../../engine/locked-view.ts');
        const view = await lockedView({ path, as }, error, context.run);
        if (view === null) continue;
        locked.add(view);
        views.push(view);
      }
    }
    context.progress.stop();
    if (views.length === 0) return exit;
    const { format, terminal } = context;
    if (format === 'json') await writeLines([documentText(infoDocument(views))]);
    else if (format === 'ndjson') await writeLines(infoLines(views));
    else if (format === 'csv') await writeLines([INFO_CSV_HEADER, ...views.map(infoCsvRow)]);
    else if (!terminal.interactive) await writeLines(views.map(infoRow));
    else for (const view of views) await writeLines(renderInfo(pageOf(context), view, secondZone(context)));
    const told = views.filter((view) => !locked.has(view));
    tellBeside(
      context,
      told.flatMap(({ notices }) => notices),
    );
    return exit;
  },
};

/** `--hash`: the lines alone, whatever the format, so that they can be piped. */
async function printHashes(context: Context): Promise<number> {
  const { passwordHashes } = await import('../../engine/password-hashes.ts');
  const { tellFault } = await import('../faults.ts');
  const { writeLines } = await import('../render.ts');
  const lines: string[] = [];
  let exit: number = EXIT.done;
  for (const path of context.flags['evidence'] as string[]) {
    try {
      const found = await passwordHashes({ path, as: null }, context.run);
      lines.push(...found.map(({ line }) => line));
    } catch (error) {
      if (!(error instanceof Fault) || error.code === 'interrupted') throw error;
      context.progress.stop();
      tellFault(error, path);
      if (EXIT_PRECEDENCE.indexOf(error.exit) < EXIT_PRECEDENCE.indexOf(exit)) exit = error.exit;
    }
  }
  context.progress.stop();
  await writeLines(lines);
  return exit;
}
