import { Fault } from '../base/fault.ts';
import { writerFor } from '../report/index.ts';
import type { DiffReport } from '../report/result.ts';
import { writeText } from '../report/text.ts';
import type { Output } from '../report/writer.ts';
import type { Context } from './context.ts';
import { checkOutputs, writeFiles } from './files.ts';
import { stdoutOutput } from './terminal.ts';

/** The ending of a file name, which says what is to be written: `json` of `out/r.json`. */
export function kindOf(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1).toLowerCase();
}

/** The `-o` of a command line, once known to be possible and of a kind that the command writes. Throws Fault. */
export function plannedOutputs(
  context: Context,
  evidence: readonly string[],
  endings: readonly string[],
): readonly string[] {
  const paths = (context.flags['output'] as string[] | undefined) ?? [];
  const known = (path: string): boolean =>
    endings.some((ending) => path.toLowerCase().endsWith(ending) && path.length > ending.length);
  for (const path of paths) {
    if (!known(path)) throw new Fault('usage.invalid', 'output-format', path, { known: endings.join(', ') });
  }
  checkOutputs([...paths, ...paths.flatMap((path) => writerFor(path)?.beside?.(path).path ?? [])], evidence);
  return paths;
}

/** Writes a comparison to each file as its name says, and to stdout as --format says. All files, or the fault. */
export async function writeOutputs(context: Context, report: DiffReport, files: readonly string[]): Promise<void> {
  const planned = files.flatMap((path) => {
    const writer = writerFor(path);
    if (writer === null) return [];
    const beside = writer.beside?.(path);
    const main = { path, write: (out: Output) => writer.write(report, out, { workDir: context.run.workDir }) };
    return beside === undefined
      ? [main]
      : [main, { path: beside.path, write: (out: Output) => out.write(beside.text) }];
  });
  await writeFiles(planned, context.run.signal);
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
