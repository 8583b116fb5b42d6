import type { Command } from '../command.ts';

export const formats: Command = {
  command: 'formats',
  describe: 'What can be read, and how well each is tried',
  options: {
    format: {
      type: 'string',
      choices: ['text', 'json', 'ndjson', 'csv'],
      default: 'text',
      describe: 'What goes to stdout',
    },
  },
  common: false,
  examples: [],
  async run(context) {
    const { FORMATS } = await import('../../../formats/index.ts');
    const { documentText, formatCsvRow, formatsDocument, FORMATS_CSV_HEADER } = await import(
      '../../report/documents.ts'
    );
    const { formatRow, renderFormats } = await import('../../report/text/formats.ts');
    const { ndjsonLine } = await import('../../report/ndjson.ts');
    const { pageOf, writeLines } = await import('../render.ts');
    const views = FORMATS.map(({ id, title, validated, container, bundle }) => ({
      id,
      title,
      container: container !== undefined,
      bundle: bundle !== undefined,
      validated,
    })).sort((a, b) => (a.id < b.id ? -1 : 1));
    if (context.format === 'json') await writeLines([documentText(formatsDocument(views))]);
    else if (context.format === 'ndjson') await writeLines(views.map((view) => ndjsonLine('format', view)));
    else if (context.format === 'csv') await writeLines([FORMATS_CSV_HEADER, ...views.map(formatCsvRow)]);
    else if (!context.terminal.interactive) await writeLines(views.map(formatRow));
    else await writeLines(renderFormats(pageOf(context), views));
    return 0;
  },
};
