import { open, rename, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { Fault } from '../base/fault.ts';
import { WRITERS, writerFor } from '../report/index.ts';
import { streamOutput } from '../report/output.ts';
import type { DiffReport } from '../report/result.ts';
import type { Output } from '../report/writer.ts';

/** A file, whose ending names the format; or a format by its id, and what takes the chunks. */
export type ReportTarget = string | { readonly format: string; readonly to: Output | Writable };

function writerOf(name: string) {
  const writer = writerFor(name);
  const known = WRITERS.map(({ id }) => id).join(', ');
  if (writer === null) throw new Fault('usage.invalid', 'output-format', name, { known });
  return writer;
}

/**
 * Renders a report. A file is written under another name and has its own once it is whole; one that is there already
 * is replaced. Throws Fault.
 */
export async function writeReport(report: DiffReport, target: ReportTarget): Promise<void> {
  if (typeof target !== 'string') {
    const { format, to } = target;
    await writerOf(format).write(report, 'writable' in to ? streamOutput(to) : to);
    return;
  }
  const writer = writerOf(target);
  const partial = `${target}.partial-${process.pid}`;
  try {
    const file = await open(partial, 'wx', 0o644);
    try {
      await writer.write(report, {
        async write(chunk) {
          await file.writeFile(chunk);
        },
      });
    } finally {
      await file.close();
    }
    await rename(partial, target);
  } catch (error) {
    await rm(partial, { force: true });
    if (error instanceof Fault) throw error;
    throw new Fault('output.unwritable', 'system', target, {
      error: (error as NodeJS.ErrnoException).code ?? 'unknown',
    });
  }
}
