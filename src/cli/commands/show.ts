import { EXIT } from '../../base/fault.ts';
import type { Output } from '../../report/writer.ts';
import type { Command } from '../command.ts';
import { OUTPUT_OPTION, SIDES_AS_OPTIONS } from '../options.ts';

const isEmpty = (list: Iterable<unknown>): boolean => list[Symbol.iterator]().next().done === true;

const CHANGES_SHOWN = 10_000;

export const show: Command = {
  command: 'show <source> <target> <path>',
  describe: 'One artifact compared record by record, key by key or line by line; secrets redacted',
  options: {
    'source-as': SIDES_AS_OPTIONS['source-as'] ?? {},
    'target-as': SIDES_AS_OPTIONS['target-as'] ?? {},
    ...OUTPUT_OPTION,
    'limit-changes': { type: 'number', default: CHANGES_SHOWN, describe: 'Differences listed' },
    deleted: {
      type: 'boolean',
      default: false,
      describe: 'Also what either side no longer shows: free space, logs and journals',
    },
    'exit-code': { type: 'boolean', default: false, describe: 'Exit 1 when the artifact is on both sides' },
  },
  examples: [['$0 show old.ab new.ab /data/data/com.example/databases/m.db', 'row by row']],
  async run(context) {
    const { showArtifact } = await import('../../engine/show.ts');
    const { writeShowCsv, writeShowJson, writeShowNdjson } = await import('../../report/documents.ts');
    const { renderShow } = await import('../../report/text/show.ts');
    const { changeRow } = await import('../../report/text/changes.ts');
    const { pastRow } = await import('../../report/text/past.ts');
    const { exitOf, pageOf, say, tellNotices, writeLines } = await import('../render.ts');
    const { kindOf, plannedOutputs } = await import('../outputs.ts');
    const { writeFiles } = await import('../files.ts');
    const { apkFacts } = await import('../../report/words/apk.ts');
    const { listedOf, nothingListed, pastListedOf, shownAtSource } = await import('../../report/words/changes.ts');
    const { wholeNumber } = await import('../flags.ts');
    const { stdoutOutput } = await import('../terminal.ts');
    const { flags, format, terminal } = context;
    const text = (name: string): string | null => (flags[name] as string | undefined) ?? null;
    const source = { path: flags['source'] as string, as: text('source-as') };
    const target = { path: flags['target'] as string, as: text('target-as') };
    const writers = { json: writeShowJson, ndjson: writeShowNdjson, csv: writeShowCsv };
    const files = plannedOutputs(
      context,
      [source.path, target.path],
      Object.keys(writers).map((kind) => `.${kind}`),
    );
    const changes = wholeNumber(flags, 'limit-changes', 0);
    const shown = await showArtifact({ source, target, bundle: null }, flags['path'] as string, {
      ...context.run,
      changes,
      past: flags['deleted'] === true ? changes : null,
    });
    try {
      context.progress.stop();
      if (shown.atTarget) say(context, shownAtSource(shown.report.artifact));
      const planned = files.map((path) => ({
        path,
        write: (out: Output) => writers[kindOf(path) as keyof typeof writers](shown.report, out),
      }));
      await writeFiles(planned, context.run.signal);
      const out = stdoutOutput();
      if (format !== 'text') await writers[format](shown.report, out);
      else if (terminal.interactive) await writeLines(renderShow(pageOf(context), shown.report), out);
      else {
        await writeLines(
          (function* () {
            for (const change of shown.report.changes()) yield changeRow(change);
            for (const past of shown.report.past?.() ?? []) yield pastRow(past);
          })(),
          out,
        );
      }
      const { artifact, cut = null, pastCut = null } = shown.report;
      // Rows have no place for it; everything else says it where the list ends.
      const rows = format === 'csv' || (format === 'text' && !terminal.interactive);
      const isSilent = cut === null && artifact.verdict !== 'carried' && isEmpty(shown.report.changes());
      const told = [
        ...(cut === null ? [] : [listedOf(cut)]),
        ...(pastCut === null ? [] : [pastListedOf(pastCut)]),
        ...(isSilent ? [nothingListed(artifact), ...apkFacts(artifact)] : []),
      ];
      if (rows) for (const line of told) say(context, line);
      tellNotices(context, shown.notices);
      const { source: onSource, target: onTarget } = shown.report.artifact;
      if (flags['exit-code'] === true && onSource !== null && onTarget !== null) return EXIT.found;
      return exitOf(shown.notices);
    } finally {
      await shown.close();
    }
  },
};
