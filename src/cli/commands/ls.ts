import { Fault } from '../../base/fault.ts';
import type { Command } from '../command.ts';
import { AS_OPTION, FILTER_OPTIONS } from '../options.ts';

export const ls: Command = {
  command: 'ls <evidence> [pattern]',
  describe: 'The virtual filesystem of evidence, one entry a line, by device path',
  options: {
    ...AS_OPTION,
    app: FILTER_OPTIONS['app'] ?? {},
    domain: FILTER_OPTIONS['domain'] ?? {},
  },
  examples: [
    ['$0 ls phone.ab', 'all entries'],
    ["$0 ls phone.ab '/data/data/*/databases/*' --format ndjson", 'with hashes, one JSON object a line'],
  ],
  async run(context) {
    const { list } = await import('../../engine/list.ts');
    const { canonicalPath } = await import('../../engine/read-entry.ts');
    const { entryCsvRow, entryLine, ENTRY_CSV_HEADER } = await import('../../report/documents.ts');
    const { entryRow, renderEntry } = await import('../../report/text/entry.ts');
    const { exitOf, pageOf, say, secondZone, tellNotices, writeLines } = await import('../render.ts');
    const { appFilterOf } = await import('../filter.ts');
    const { globPattern } = await import('../../base/glob.ts');
    const { flags, format } = context;
    const path = flags['evidence'] as string;
    const asked = flags['pattern'] === undefined ? null : String(flags['pattern']).replace(/(?<=.)\/+$/, '');
    const spellings = asked === null ? [] : [...new Set([asked, canonicalPath(asked)])];
    const patterns = spellings.map(globPattern);
    const apps = appFilterOf(flags);
    const domains = (flags['domain'] as string[] | undefined) ?? null;
    const listed = await list(
      { path, as: (flags['as'] as string | undefined) ?? null },
      context.run,
      (device, stored, entry) => {
        if (apps !== null && !apps.matches(entry.location?.package ?? null)) return false;
        if (domains !== null && !domains.includes(entry.location?.domain ?? '')) return false;
        // A folder names all that lies below it.
        return (
          asked === null ||
          patterns.some((pattern) => pattern.test(device) || pattern.test(stored)) ||
          spellings.some((folder) => device.startsWith(`${folder}/`))
        );
      },
    );
    context.progress.stop();
    const on = pageOf(context);
    const zone = secondZone(context);
    let count = 0;
    function* lines(): Iterable<string> {
      if (format === 'json') yield '[\n';
      if (format === 'csv') yield ENTRY_CSV_HEADER;
      for (const entry of listed.entries) {
        if (format === 'json') yield `${count === 0 ? '' : ','}${entryLine(entry)}`;
        else if (format === 'ndjson') yield entryLine(entry);
        else if (format === 'csv') yield entryCsvRow(entry);
        else yield context.terminal.interactive ? renderEntry(on, entry, zone) : entryRow(entry, zone);
        count += 1;
      }
      if (format === 'json') yield ']\n';
    }
    await writeLines(lines());
    tellNotices(context, listed.notices);
    say(context, apps?.told() ?? null);
    if (count === 0 && asked !== null) throw new Fault('evidence.no-entry', 'pattern', path, { path: asked });
    return exitOf(listed.notices);
  },
};
