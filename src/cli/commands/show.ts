import { EXIT, Fault } from '../../base/fault.ts';
import type { Command } from '../command.ts';
import { OUTPUT_OPTION, SIDES_AS_OPTIONS } from '../options.ts';

const CHANGES_SHOWN = 10_000;

export const show: Command = {
  command: 'show <source> <target> <path>',
  describe: 'One artifact compared record by record, key by key or line by line; secrets redacted',
  options: {
    ...SIDES_AS_OPTIONS,
    ...OUTPUT_OPTION,
    'limit-changes': { type: 'number', default: CHANGES_SHOWN, describe: 'Differences listed' },
    'exit-code': { type: 'boolean', default: false, describe: 'Exit 1 when the artifact is on both sides' },
  },
  examples: [['$0 show old.ab new.ab /data/data/com.example/databases/m.db', 'row by row']],
  async run(context) {
    const { showArtifact } = await import('../../engine/show.ts');
    const { writeShowCsv, writeShowJson, writeShowNdjson } = await import('../../report/documents.ts');
    const { renderShow } = await import('../../report/text/show.ts');
    const { changeRow } = await import('../../report/text/changes.ts');
    const { exitOf, pageOf, tellNotices, writeLines } = await import('../render.ts');
    const { checkOutput, fileOutput, stdoutOutput } = await import('../terminal.ts');
    const { flags, format, terminal } = context;
    const text = (name: string): string | null => (flags[name] as string | undefined) ?? null;
    const source = { path: flags['source'] as string, as: text('source-as') };
    const target = { path: flags['target'] as string, as: text('target-as') };
    const files = (flags['output'] as string[] | undefined) ?? [];
    for (const path of files) checkOutput(path, [source.path, target.path]);
    const shown = await showArtifact({ source, target, bundle: null }, flags['path'] as string, {
      ...context.run,
      changes: Number(flags['limit-changes']),
    });
    try {
      context.progress.stop();
      const writers = { json: writeShowJson, ndjson: writeShowNdjson, csv: writeShowCsv };
      for (const path of files) {
        const kind = path.slice(path.lastIndexOf('.') + 1);
        if (!Object.hasOwn(writers, kind)) throw new Fault('usage.invalid', 'output-format', path, {});
        const out = fileOutput(path);
        await writers[kind as keyof typeof writers](shown.report, out);
        out.commit();
      }
      const out = stdoutOutput();
      if (format !== 'text') await writers[format](shown.report, out);
      else if (terminal.interactive) await writeLines(renderShow(pageOf(context), shown.report), out);
      else {
        await writeLines(
          (function* () {
            for (const change of shown.report.changes()) yield changeRow(change);
          })(),
          out,
        );
      }
      tellNotices(context, shown.notices);
      const { source: onSource, target: onTarget } = shown.report.artifact;
      if (flags['exit-code'] === true && onSource !== null && onTarget !== null) return EXIT.found;
      return exitOf(shown.notices);
    } finally {
      await shown.close();
    }
  },
};
