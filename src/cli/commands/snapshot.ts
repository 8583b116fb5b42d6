import type { Command } from '../command.ts';
import { AS_OPTION } from '../options.ts';

export const snapshot: Command = {
  command: 'snapshot <evidence>',
  describe: 'The decoded catalogue and content as one file, itself evidence: decode once, compare often',
  options: {
    ...AS_OPTION,
    output: { alias: 'o', type: 'string', demandOption: true, describe: 'File to write' },
  },
  examples: [['$0 snapshot phone.ab -o phone.snapshot', 'then: carryover diff phone.snapshot other.snapshot']],
  async run(context) {
    const { writeSnapshot } = await import('../../engine/write-snapshot.ts');
    const { exitOf, tellNotices, writeLines } = await import('../render.ts');
    const { checkOutput, writeFile } = await import('../files.ts');
    const { printable } = await import('../../report/text/escape.ts');
    const { snapshotIn } = await import('../../report/words/written.ts');
    const path = context.flags['evidence'] as string;
    const file = context.flags['output'] as string;
    checkOutput(file, [path]);
    const name = { path, as: (context.flags['as'] as string | undefined) ?? null };
    const done = await writeFile(file, context.run.signal, (out) => writeSnapshot(name, context.run, out));
    context.progress.stop();
    const { entries, contents, notices } = done;
    tellNotices(context, notices);
    if (context.format !== 'text')
      await writeLines([`${JSON.stringify({ schema: 'carryover.snapshot-written/1', entries, contents, file })}\n`]);
    else if (!context.quiet) process.stderr.write(`${snapshotIn(entries, contents, printable(file))}\n`);
    return exitOf(notices);
  },
};
