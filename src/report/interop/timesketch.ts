import { type Cell, csvRow } from '../csv.ts';
import { blockOutput } from '../output.ts';
import type { DiffReport, FileView, MomentView } from '../result.ts';
import { printable } from '../text/escape.ts';
import { fileEvent, INTEROP_WORDS, momentEvent } from '../words/interop.ts';
import type { Output, Writer } from '../writer.ts';

/** The columns of an event, in order; the first four are what Timesketch asks for or knows (docs, "Import from JSON or CSV"). */
const COLUMNS = [
  'message',
  'datetime',
  'timestamp',
  'timestamp_desc',
  'data_type',
  'side',
  'package',
  'user',
  'path',
  'entry',
  'size',
  'sha256',
  'where',
  'shape',
  'service',
] as const;
type Event = Readonly<Partial<Record<(typeof COLUMNS)[number], string | number | null>>>;

const MICROSECONDS = 1000;
/** Years of more or fewer digits are no dates that other tools read. */
const DATE = /^\d{4}-/;

function clock(time: string): Pick<Event, 'datetime' | 'timestamp'> | null {
  const milliseconds = Date.parse(time);
  if (!DATE.test(time) || Number.isNaN(milliseconds)) return null;
  return { datetime: time.replace(/Z$/, '+00:00'), timestamp: milliseconds * MICROSECONDS };
}

function ofFile(file: FileView): Event | null {
  const when = file.modified === null ? null : clock(file.modified);
  if (when === null || file.shadowed) return null;
  return {
    message: printable(fileEvent(file.side, file.devicePath)),
    ...when,
    timestamp_desc: INTEROP_WORDS.fileModified,
    data_type: 'carryover:file',
    side: file.side,
    package: file.package,
    user: file.user,
    path: file.devicePath,
    entry: file.entry,
    size: file.bytes,
    sha256: file.sha256,
  };
}

function ofMoment(moment: MomentView): Event | null {
  const when = clock(moment.time);
  if (when === null) return null;
  return {
    message: printable(momentEvent(moment)),
    ...when,
    timestamp_desc: moment.what === 'issued' ? INTEROP_WORDS.issued : INTEROP_WORDS.expires,
    data_type: `carryover:${moment.rule}`,
    side: moment.side,
    package: moment.package,
    user: moment.user,
    path: moment.devicePath,
    where: moment.where,
    shape: moment.shape,
    service: moment.service,
  };
}

/** Times of files, then what credentials claim of their own. In the order of the evidence: Timesketch sorts. */
function* events(report: DiffReport): Generator<Event> {
  for (const file of report.files?.() ?? []) {
    const event = ofFile(file);
    if (event !== null) yield event;
  }
  for (const moment of report.moments?.() ?? []) {
    const event = ofMoment(moment);
    if (event !== null) yield event;
  }
}

/** One JSON object a line. What an event does not have is not in it. */
export async function writeTimesketch(report: DiffReport, to: Output): Promise<void> {
  const out = blockOutput(to);
  for (const event of events(report)) {
    const there = Object.entries(event).filter(([, value]) => value !== null);
    await out.put(`${JSON.stringify(Object.fromEntries(there))}\n`);
  }
  await out.flush();
}

/** The same as CSV, in the same columns. Text that could hide or reorder is escaped here: a sheet shows it as it is. */
export async function writeTimesketchCsv(report: DiffReport, to: Output): Promise<void> {
  const out = blockOutput(to);
  await out.put(csvRow(COLUMNS));
  for (const event of events(report)) {
    const cells = COLUMNS.map((name): Cell => {
      const value = event[name] ?? null;
      return typeof value === 'string' ? printable(value) : value;
    });
    await out.put(csvRow(cells));
  }
  await out.flush();
}

export const timesketchWriter: Writer = {
  id: 'timesketch',
  extension: '.jsonl',
  needs: 'files',
  write: writeTimesketch,
};
export const timesketchCsvWriter: Writer = {
  id: 'timesketch-csv',
  extension: '.timesketch.csv',
  needs: 'files',
  write: writeTimesketchCsv,
};
