import type { Command } from '../command.ts';
import { AS_OPTION, FILTER_OPTIONS, OUTPUT_OPTION } from '../options.ts';

export const audit: Command = {
  command: 'audit <evidence>',
  describe: 'Credentials that one piece of evidence holds; values redacted',
  options: {
    ...AS_OPTION,
    ...OUTPUT_OPTION,
    app: FILTER_OPTIONS['app'] ?? {},
    rule: FILTER_OPTIONS['rule'] ?? {},
  },
  examples: [['$0 audit phone.ab --format json', 'findings as JSON']],
  async run(context) {
    const { auditEvidence } = await import('../../engine/audit.ts');
    const { auditDocument, documentText } = await import('../../report/documents.ts');
    const { auditRow, renderAudit } = await import('../../report/text/audit.ts');
    const { ndjsonLine } = await import('../../report/ndjson.ts');
    const { exitOf, pageOf, tellNotices, writeLines } = await import('../render.ts');
    const { checkOutput, fileOutput } = await import('../terminal.ts');
    const { filterOf } = await import('../filter.ts');
    const { flags, format, terminal } = context;
    const name = { path: flags['evidence'] as string, as: (flags['as'] as string | undefined) ?? null };
    const files = (flags['output'] as string[] | undefined) ?? [];
    for (const path of files) checkOutput(path, [name.path]);
    const report = await auditEvidence(name, context.run, filterOf(flags));
    context.progress.stop();
    for (const path of files) {
      const out = fileOutput(path);
      await out.write(documentText(auditDocument(report)));
      out.commit();
    }
    if (format === 'json') await writeLines([documentText(auditDocument(report))]);
    else if (format === 'ndjson') await writeLines(report.findings.map((finding) => ndjsonLine('finding', finding)));
    else if (format === 'csv' || !terminal.interactive) await writeLines(report.findings.map(auditRow));
    else await writeLines(renderAudit(pageOf(context), report));
    if (format !== 'text' || !terminal.interactive) tellNotices(context, report.notices);
    return exitOf(report.notices);
  },
};
