import { Fault } from '../../base/fault.ts';
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
    const { exitOf, tellNotices } = await import('../render.ts');
    const { checkOutput, fileOutput } = await import('../terminal.ts');
    const path = context.flags['evidence'] as string;
    const file = context.flags['output'];
    if (typeof file !== 'string') throw new Fault('usage.invalid', 'one-output', null, { option: '-o' });
    checkOutput(file, [path]);
    const out = fileOutput(file);
    try {
      const done = await writeSnapshot(
        { path, as: (context.flags['as'] as string | undefined) ?? null },
        context.run,
        out,
      );
      out.commit();
      context.progress.stop();
      tellNotices(context, done.notices);
      if (context.format === 'text') {
        if (!context.quiet)
          process.stderr.write(`${done.entries} entries, ${done.contents} contents written to ${file}\n`);
      } else {
        process.stdout.write(
          `${JSON.stringify({ schema: 'carryover.snapshot-written/1', entries: done.entries, contents: done.contents, file })}\n`,
        );
      }
      return exitOf(done.notices);
    } catch (error) {
      out.discard();
      throw error;
    }
  },
};
