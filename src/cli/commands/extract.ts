import { existsSync } from 'node:fs';
import type { Command } from '../command.ts';
import { AS_OPTION, FILTER_OPTIONS } from '../options.ts';

export const extract: Command = {
  command: 'extract <evidence>',
  describe: 'Files in device layout (data/data/…), as a folder, tar or zip, with SHA256SUMS',
  options: {
    ...AS_OPTION,
    output: {
      alias: 'o',
      type: 'string',
      demandOption: true,
      describe: 'New or empty folder, or a new FILE.tar or FILE.zip',
    },
    app: FILTER_OPTIONS['app'] ?? {},
    layout: {
      type: 'string',
      choices: ['device', 'stored'],
      default: 'device',
      describe: 'Paths as on a phone, or as stored',
    },
  },
  examples: [
    ['$0 extract phone.ab -o out --app com.example', 'one app as out/data/data/com.example/…'],
    ['$0 extract phone.ab -o phone.zip', 'for tools that take a zip of a device'],
  ],
  async run(context) {
    const { Fault } = await import('../../base/fault.ts');
    const { extract: extractEvidence } = await import('../../engine/extract.ts');
    const { printable } = await import('../../report/text/escape.ts');
    const { extractedTo } = await import('../../report/words/written.ts');
    const { exitOf, tellNotices, writeLines } = await import('../render.ts');
    const { globPattern } = await import('../../base/glob.ts');
    const { checkFolder, checkOutputs, fileOutput } = await import('../files.ts');
    const { flags } = context;
    const path = flags['evidence'] as string;
    const folder = flags['output'] as string;
    const kind = /\.(tar|zip)$/i.exec(folder)?.[1]?.toLowerCase() as 'tar' | 'zip' | undefined;
    if (kind === undefined) checkFolder(folder, [path]);
    else checkOutputs([folder], [path]);
    const apps = (flags['app'] as string[] | undefined)?.map(globPattern) ?? null;
    const evidence = { path, as: (flags['as'] as string | undefined) ?? null };
    const request = {
      layout: flags['layout'] as 'device' | 'stored',
      matches: apps === null ? null : (name: string | null) => name !== null && apps.some((app) => app.test(name)),
    };
    const packed = async (archive: 'tar' | 'zip') => {
      const { extractArchive } = await import('../../engine/extract-archive.ts');
      if (existsSync(folder)) throw new Fault('output.exists', 'file', folder);
      const file = fileOutput(folder, context.run.signal);
      try {
        const extracted = await extractArchive(evidence, { ...request, kind: archive }, context.run, (bytes) =>
          file.write(bytes),
        );
        file.commit();
        return extracted;
      } finally {
        file.discard();
      }
    };
    const done =
      kind === undefined ? await extractEvidence(evidence, { ...request, folder }, context.run) : await packed(kind);
    context.progress.stop();
    tellNotices(context, done.notices);
    const { files, bytes } = done;
    if (context.format !== 'text')
      await writeLines([`${JSON.stringify({ schema: 'carryover.extract/1', files, bytes, folder })}\n`]);
    else if (!context.quiet) process.stderr.write(`${extractedTo(files, bytes, printable(folder))}\n`);
    return exitOf(done.notices);
  },
};
