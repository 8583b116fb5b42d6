import type { Command } from '../command.ts';
import { AS_OPTION, FILTER_OPTIONS } from '../options.ts';

export const extract: Command = {
  command: 'extract <evidence>',
  describe: 'Files on disk in device layout (data/data/…), with SHA256SUMS',
  options: {
    ...AS_OPTION,
    output: { alias: 'o', type: 'string', demandOption: true, describe: 'New or empty folder' },
    app: FILTER_OPTIONS['app'] ?? {},
    layout: {
      type: 'string',
      choices: ['device', 'stored'],
      default: 'device',
      describe: 'Paths as on a phone, or as stored',
    },
  },
  examples: [['$0 extract phone.ab -o out --app com.example', 'one app as out/data/data/com.example/…']],
  async run(context) {
    const { extract: extractEvidence } = await import('../../engine/extract.ts');
    const { printable } = await import('../../report/text/escape.ts');
    const { exitOf, tellNotices, writeLines } = await import('../render.ts');
    const { globPattern } = await import('../../base/glob.ts');
    const { checkFolder } = await import('../files.ts');
    const { flags } = context;
    const path = flags['evidence'] as string;
    const folder = flags['output'] as string;
    checkFolder(folder, [path]);
    const apps = (flags['app'] as string[] | undefined)?.map(globPattern) ?? null;
    const done = await extractEvidence(
      { path, as: (flags['as'] as string | undefined) ?? null },
      {
        folder,
        layout: flags['layout'] as 'device' | 'stored',
        matches: apps === null ? null : (name) => name !== null && apps.some((app) => app.test(name)),
      },
      context.run,
    );
    context.progress.stop();
    tellNotices(context, done.notices);
    const { files, bytes } = done;
    if (context.format !== 'text')
      await writeLines([`${JSON.stringify({ schema: 'carryover.extract/1', files, bytes, folder })}\n`]);
    else if (!context.quiet) process.stderr.write(`${files} files, ${bytes} bytes written to ${printable(folder)}\n`);
    return exitOf(done.notices);
  },
};
