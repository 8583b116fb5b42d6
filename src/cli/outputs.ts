import { Fault } from '../base/fault.ts';
import { writerFor } from '../report/index.ts';
import type { DiffReport } from '../report/result.ts';
import { writeText } from '../report/text.ts';
import type { Context } from './context.ts';
import { fileOutput, stdoutOutput } from './terminal.ts';

/** Writes a comparison to stdout as --format says, and to each file as its name says. All files, or the fault. */
export async function writeOutputs(context: Context, report: DiffReport, files: readonly string[]): Promise<void> {
  const chosen = files.map((path) => {
    const writer = writerFor(path);
    if (writer === null) throw new Fault('usage.invalid', 'output-format', path, {});
    return { path, writer };
  });
  for (const { path, writer } of chosen) {
    const out = fileOutput(path);
    try {
      await writer.write(report, out);
      out.commit();
    } catch (error) {
      out.discard();
      throw error;
    }
  }
  const { terminal, format } = context;
  const out = stdoutOutput();
  if (format === 'text') {
    await writeText(report, out, {
      width: terminal.width,
      color: terminal.color,
      unicode: terminal.unicode,
      pipe: !terminal.interactive,
    });
    return;
  }
  await writerFor(format)?.write(report, out);
}
