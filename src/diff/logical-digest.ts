import { sha256 } from '../bytes/digest.ts';
import type { Document } from '../content/reader.ts';
import { digestColumns, LANES } from './row-digest.ts';

const DIGEST_HEX = 32;
const POLL_ROWS = 1 << 14;

/**
 * 32 hex digits of all records of a document: the same for the same records under the same section and column names,
 * whatever their order, page size or free space. Null where the document has no record, or lost some to damage:
 * then two documents must not be called equal by what is left of them. Read it before `skipEqual`.
 */
export function logicalDigest(document: Document, poll: () => void = () => undefined): string | null {
  if (document.notices.some(({ lost }) => lost)) return null;
  const lines: string[] = [];
  let records = 0;
  for (const section of document.sections) {
    const columns = section.columns.map((_, column) => column);
    columns.sort((a, b) => ((section.columns[a] as string) < (section.columns[b] as string) ? -1 : 1));
    // Sums do not depend on order, and count a record as often as it stands there.
    const sum = new Int32Array(LANES);
    const digest = new Int32Array(LANES);
    let count = 0;
    for (const row of section.records()) {
      count += 1;
      if (count % POLL_ROWS === 0) poll();
      digestColumns(row, columns, digest);
      for (let lane = 0; lane < LANES; lane += 1) sum[lane] = (sum[lane] as number) + (digest[lane] as number);
    }
    records += count;
    const names = columns.map((column) => section.columns[column]);
    lines.push(JSON.stringify([section.name, names, count, [...sum]]));
  }
  if (records === 0) return null;
  return sha256(`${document.reader}\n${lines.sort().join('\n')}`).slice(0, DIGEST_HEX);
}
