import type { Command } from '../command.ts';
import { AS_OPTION, FILTER_OPTIONS, OUTPUT_OPTION } from '../options.ts';

export const audit: Command = {
  command: 'audit <evidence>',
  describe: 'Credentials and other findings of one piece of evidence; values redacted',
  options: {
    ...AS_OPTION,
    ...OUTPUT_OPTION,
    app: FILTER_OPTIONS['app'] ?? {},
    rule: FILTER_OPTIONS['rule'] ?? {},
  },
  examples: [['$0 audit phone.ab --format json', 'findings as JSON']],
  async run(context) {
    const { auditEvidence } = await import('../../engine/audit.ts');
    const { utc } = await import('../../engine/evidence-view.ts');
    const { auditDocument, auditLines, documentText } = await import('../../report/documents.ts');
    const { FINDING_CSV_HEADER, findingCsvRow } = await import('../../report/finding-csv.ts');
    const { auditRow, renderAudit } = await import('../../report/text/audit.ts');
    const { exitOf, pageOf, say, tellBeside, writeLines } = await import('../render.ts');
    const { kindOf, plannedOutputs } = await import('../outputs.ts');
    const { writeFiles } = await import('../files.ts');
    const { appFilterOf, filterOf } = await import('../filter.ts');
    const { flags, format, terminal } = context;
    const name = { path: flags['evidence'] as string, as: (flags['as'] as string | undefined) ?? null };
    const kinds = ['json', 'ndjson', 'csv'];
    const files = plannedOutputs(
      context,
      [name.path],
      kinds.map((kind) => `.${kind}`),
    );
    const apps = appFilterOf(flags);
    const report = await auditEvidence(name, context.run, filterOf(flags, apps));
    context.progress.stop();
    const lines = (kind: string): Iterable<string> => {
      if (kind === 'json') return [documentText(auditDocument(report))];
      if (kind === 'ndjson') return auditLines(report);
      if (kind === 'csv') return [FINDING_CSV_HEADER, ...report.findings.map(findingCsvRow)];
      return terminal.interactive
        ? renderAudit(pageOf(context), report, utc(context.run.at.getTime()))
        : report.findings.map(auditRow);
    };
    const planned = files.map((path) => ({
      path,
      write: (out: Parameters<typeof writeLines>[1]) => writeLines(lines(kindOf(path)), out),
    }));
    await writeFiles(planned, context.run.signal);
    await writeLines(lines(format));
    tellBeside(context, report.notices);
    say(context, apps?.told() ?? null);
    return exitOf(report.notices);
  },
};
