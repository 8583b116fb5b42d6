import type { Command } from '../command.ts';
import { OUTPUT_OPTION } from '../options.ts';

export const report: Command = {
  command: 'report <result>',
  describe: 'Another rendering of a saved result (JSON of diff), without the evidence',
  options: { ...OUTPUT_OPTION },
  examples: [['$0 report result.json -o report.html -o result.sqlite', 'a page and a database from the result']],
  async run(context) {
    const { Fault } = await import('../../base/fault.ts');
    const { openResult } = await import('../../engine/saved-result.ts');
    const { WRITERS, writerFor } = await import('../../report/index.ts');
    const { plannedOutputs, writeOutputs } = await import('../outputs.ts');
    const { exitOf, tellBeside } = await import('../render.ts');
    const path = context.flags['result'] as string;
    const outputs = plannedOutputs(
      context,
      [path],
      WRITERS.map(({ extension }) => extension),
    );
    const needy = outputs.find((name) => writerFor(name)?.needs === 'files');
    if (needy !== undefined) throw new Fault('usage.invalid', 'needs-evidence', needy);
    const saved = await openResult(path, context.run);
    try {
      await writeOutputs(context, saved.report, outputs);
      tellBeside(context, saved.report.notices);
      return exitOf(saved.report.notices);
    } finally {
      saved.close();
    }
  },
};
