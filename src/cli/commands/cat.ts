import { Fault } from '../../base/fault.ts';
import type { Command } from '../command.ts';
import { AS_OPTION } from '../options.ts';

/** Throws Fault `usage.invalid`. */
function viewOf(flag: unknown): 'current' | 'main' | number {
  if (flag === 'current' || flag === 'main') return flag;
  const commit = Number(flag);
  if (Number.isSafeInteger(commit) && commit > 0) return commit;
  throw new Fault('usage.invalid', 'view');
}

export const cat: Command = {
  command: 'cat <evidence> <path>',
  describe: "One file's bytes, or with --decoded what its reader makes of it",
  options: {
    ...AS_OPTION,
    decoded: { type: 'boolean', default: false, describe: 'Records, keys or lines instead of bytes; secrets redacted' },
    deleted: {
      type: 'boolean',
      default: false,
      describe: 'With --decoded: also records in free space, in logs and in journals',
    },
    view: {
      type: 'string',
      default: 'current',
      describe: 'With --decoded, of a database with a -wal: current, main (the file alone), or a commit by number',
    },
  },
  examples: [
    ['$0 cat phone.ab /data/data/com.example/shared_prefs/a.xml', 'the bytes as they are'],
    ['$0 cat phone.ab /data/data/com.example/databases/m.db --decoded --format ndjson', 'one record a line'],
  ],
  async run(context) {
    const { readEntry } = await import('../../engine/read-entry.ts');
    const { exitOf, pageOf, say, tellNotices, writeLines } = await import('../render.ts');
    const { stdoutOutput } = await import('../terminal.ts');
    const { flags, format } = context;
    const name = { path: flags['evidence'] as string, as: (flags['as'] as string | undefined) ?? null };
    const read = await readEntry(name, flags['path'] as string, context.run, flags['decoded'] === true);
    context.progress.stop();
    try {
      const out = stdoutOutput();
      if (flags['decoded'] !== true) {
        for (const chunk of read.chunks()) await out.write(chunk);
      } else {
        const { decodeEntry } = await import('../../engine/decode-entry.ts');
        const { recordCsvRow, recordLine, RECORD_CSV_HEADER } = await import('../../report/documents.ts');
        const { recordRow, renderRecords } = await import('../../report/text/records.ts');
        const decoded = decodeEntry(read, context.run, {
          deleted: flags['deleted'] === true,
          view: viewOf(flags['view']),
        });
        try {
          if (format === 'text' && context.terminal.interactive)
            await writeLines(renderRecords(pageOf(context), decoded.records()), out);
          else {
            await writeLines(
              (function* () {
                if (format === 'csv') yield RECORD_CSV_HEADER;
                let first = true;
                if (format === 'json') yield '[\n';
                for (const record of decoded.records()) {
                  if (format === 'json') yield `${first ? '' : ','}${recordLine(record)}`;
                  else if (format === 'ndjson') yield recordLine(record);
                  else yield format === 'csv' ? recordCsvRow(record) : recordRow(record);
                  first = false;
                }
                if (format === 'json') yield ']\n';
              })(),
              out,
            );
          }
          say(context, decoded.store);
          tellNotices(context, decoded.notices);
          return exitOf([...read.notices, ...decoded.notices]);
        } finally {
          decoded.close();
        }
      }
      tellNotices(context, read.notices);
      return exitOf(read.notices);
    } finally {
      read.close();
    }
  },
};
