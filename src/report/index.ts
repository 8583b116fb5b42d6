import { csvWriter } from './csv.ts';
import { htmlWriter } from './html.ts';
import { jsonWriter } from './json.ts';
import { ndjsonWriter } from './ndjson.ts';
import { sqliteWriter } from './sqlite.ts';
import { textWriter } from './text.ts';
import type { Writer } from './writer.ts';

/** Every rendering of a comparison. A new one is one file and one line here. */
export const WRITERS: readonly Writer[] = [textWriter, jsonWriter, ndjsonWriter, csvWriter, htmlWriter, sqliteWriter];

/** The writer that an id (`json`) or the end of a file name (`out/result.json`) asks for; null where none does. */
export function writerFor(fileNameOrId: string): Writer | null {
  const wanted = fileNameOrId.toLowerCase();
  return (
    WRITERS.find((writer) => writer.id === wanted) ??
    WRITERS.find((writer) => wanted.endsWith(writer.extension) && wanted.length > writer.extension.length) ??
    null
  );
}
