import { csvWriter } from './csv.ts';
import { htmlWriter } from './html.ts';
import { bodyfileWriter } from './interop/bodyfile.ts';
import { caseWriter } from './interop/case.ts';
import { dfxmlWriter } from './interop/dfxml.ts';
import { hashdeepWriter } from './interop/hashdeep.ts';
import { sarifWriter } from './interop/sarif.ts';
import { timesketchCsvWriter, timesketchWriter } from './interop/timesketch.ts';
import { jsonWriter } from './json.ts';
import { ndjsonWriter } from './ndjson.ts';
import { sqliteWriter } from './sqlite.ts';
import { textWriter } from './text.ts';
import type { Writer } from './writer.ts';

/** Every rendering of a comparison. A new one is one file and one line here; of two endings that fit the first counts. */
export const WRITERS: readonly Writer[] = [
  textWriter,
  jsonWriter,
  ndjsonWriter,
  timesketchCsvWriter,
  csvWriter,
  htmlWriter,
  sqliteWriter,
  dfxmlWriter,
  bodyfileWriter,
  timesketchWriter,
  caseWriter,
  sarifWriter,
  hashdeepWriter,
];

/** The writer that an id (`json`) or the end of a file name (`out/result.json`) asks for; null where none does. */
export function writerFor(fileNameOrId: string): Writer | null {
  const wanted = fileNameOrId.toLowerCase();
  return (
    WRITERS.find((writer) => writer.id === wanted) ??
    WRITERS.find((writer) => wanted.endsWith(writer.extension) && wanted.length > writer.extension.length) ??
    null
  );
}
