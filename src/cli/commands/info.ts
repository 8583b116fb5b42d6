import { EXIT, EXIT_PRECEDENCE, Fault } from '../../base/fault.ts';
import type { Command } from '../command.ts';
import { AS_OPTION } from '../options.ts';

export const info: Command = {
  command: 'info <evidence..>',
  describe: 'What each piece of evidence is, what it holds, and what it could and could not show',
  options: { ...AS_OPTION },
  examples: [['$0 info phone.ab', 'format, version, encryption, hashes, apps, coverage']],
  async run(context) {
    const { inspect } = await import('../../engine/info.ts');
    const { documentText, infoCsvRow, infoDocument, infoLines, INFO_CSV_HEADER } = await import(
      '../../report/documents.ts'
    );
    const { infoRow, renderInfo } = await import('../../report/text/info.ts');
    const { exitOf, pageOf, secondZone, tellNotices, writeLines } = await import('../render.ts');
    const { tellFault } = await import('../faults.ts');
    const views = [];
    let exit: number = EXIT.done;
    const worse = (code: number): void => {
      if (EXIT_PRECEDENCE.indexOf(code) < EXIT_PRECEDENCE.indexOf(exit)) exit = code;
    };
    for (const path of context.flags['evidence'] as string[]) {
      try {
        const view = await inspect({ path, as: (context.flags['as'] as string | undefined) ?? null }, context.run);
        views.push(view);
        worse(exitOf(view.notices));
      } catch (error) {
        if (!(error instanceof Fault) || error.code === 'interrupted') throw error;
        context.progress.stop();
        tellFault(error, path);
        worse(error.exit);
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
    if (format === 'csv' || (format === 'text' && !terminal.interactive)) {
      tellNotices(
        context,
        views.flatMap((view) => view.notices),
      );
    }
    return exit;
  },
};
