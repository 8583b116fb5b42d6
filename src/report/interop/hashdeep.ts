import { blockOutput } from '../output.ts';
import type { DiffReport } from '../result.ts';
import { printable } from '../text/escape.ts';
import type { Output, Writer } from '../writer.ts';

/** md5deep 4.4, "hashdeep" (its manual, "FILE FORMAT"): commas of a name need no quotes, as the name is the last field. */
const HEAD = '%%%% HASHDEEP-1.0\n%%%% size,sha256,filename\n';

/** Every file of the sides that came out whole, each side under its name. A line end in a name is shown as `\x0A`. */
export async function writeHashdeep(report: DiffReport, to: Output): Promise<void> {
  const out = blockOutput(to);
  await out.put(HEAD);
  await out.put(`## ${report.run.tool} ${report.run.version}\n## \n`);
  for (const { side, type, bytes, sha256, devicePath } of report.files?.() ?? []) {
    if (type !== 'file' || sha256 === null || bytes === null) continue;
    await out.put(`${bytes},${sha256},${side}${printable(devicePath)}\n`);
  }
  await out.flush();
}

export const hashdeepWriter: Writer = { id: 'hashdeep', extension: '.hashdeep', needs: 'files', write: writeHashdeep };
