import { EXIT, Fault } from '../../base/fault.ts';
import type { Command } from '../command.ts';
import { AS_OPTION } from '../options.ts';

export const info: Command = {
  command: 'info <evidence..>',
  describe: 'What each piece of evidence is, what it holds, and what it could and could not show',
  options: { ...AS_OPTION },
  examples: [['$0 info phone.ab', 'format, version, encryption, hashes, apps, coverage']],
  async run(context) {
    const { inspect } = await import('../../engine/info.ts');
    const { infoDocument, documentText } = await import('../../report/documents.ts');
    const { infoRow, renderInfo } = await import('../../report/text/info.ts');
    const { ndjsonLine } = await import('../../report/ndjson.ts');
    const { exitOf, pageOf, writeLines } = await import('../render.ts');
    const { tellFault } = await import('../faults.ts');
    const views = [];
    let exit: number = EXIT.done;
    const worse = (code: number): void => {
      const order: readonly number[] = [
        EXIT.interrupted,
        EXIT.bug,
        EXIT.usage,
        EXIT.evidence,
        EXIT.locked,
        EXIT.found,
        EXIT.partial,
        EXIT.done,
      ];
      if (order.indexOf(code) < order.indexOf(exit)) exit = code;
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
    if (context.format === 'json') await writeLines([documentText(infoDocument(views))]);
    else if (context.format === 'ndjson') {
      const { evidence } = infoDocument(views) as { evidence: object[] };
      await writeLines(evidence.map((each) => ndjsonLine('evidence', each)));
    } else if (context.format === 'csv' || !context.terminal.interactive) await writeLines(views.map(infoRow));
    else {
      const on = pageOf(context);
      for (const view of views) await writeLines(renderInfo(on, view));
    }
    return exit;
  },
};
