import { bytesInWords, counted } from '../numbers.ts';

/** What is wrong with a plan, as clauses without a full stop. */
export const PLAN_PROBLEMS: Readonly<Record<string, (args: Readonly<Record<string, string | number>>) => string>> = {
  empty: () => 'the plan holds no pair',
  'no-column': ({ column }) => `there is no column ${column}`,
  'column-twice': ({ column }) => `the column ${column} stands there twice`,
  'unknown-line': () => 'this line is no JSON object',
  'no-id': () => 'the pair has no id',
  'bad-id': ({ id }) => `the id ${id} cannot name a folder: 1 to 120 characters, no slash, no dot in front`,
  'duplicate-id': ({ id, first }) => `the id ${id} stands in line ${first} already (capitals do not tell two apart)`,
  'no-path': ({ column }) => `the pair has no ${column}`,
  missing: ({ column, path }) => `${column}: nothing is at ${path}`,
  many: ({ column, path, found }) =>
    `${column}: ${path} names ${found} files; one is needed, or --matrix for every source with every target`,
  same: () => 'source and target name the same single file only',
  'too-many-fields': ({ fields, columns }) =>
    `${counted(Number(fields), 'field')}, but the header names ${counted(Number(columns), 'column')}`,
};

export const BATCH_WORDS = {
  title: 'Comparisons',
  pairs: 'Pairs',
  apps: 'Apps in pairs',
  by: 'By',
  faults: 'Pairs without a result',
  carried: 'carried means found on both sides; it shows neither transport nor direction',
  session: 'session carried: usable-looking credential on both sides; acceptance by the server not tested',
  cut: 'Not all are drawn; the tables beside this page hold every one.',
  noFaults: 'Every pair has a result.',
  database: 'carryover batch',
  queries: {
    crossed: 'Apps by verdict over all pairs',
    sessions: 'Apps with a usable-looking credential on both sides',
    byColumn: 'Verdicts by a column of the plan',
    faults: 'Pairs without a result',
  },
  wholeTables: 'Whole tables: summary.csv, summary.ndjson, batch.sqlite',
  columns: {
    id: 'pair',
    status: 'status',
    apps: 'apps',
    credentials: 'credentials',
    why: 'why',
    app: 'app',
    value: 'value',
    pairs: 'pairs',
  },
} as const;

/** Lines about a batch. */
export const BATCH_TEXT = {
  compared: (pairs: string, compared: number, partial: number): string =>
    `${pairs}: ${compared} compared${partial > 0 ? ` (${partial} partial)` : ''}`,
  decoded: (evidences: string, decoded: number, reused: number, kept: number): string =>
    `${evidences} of evidence, decoded ${counted(decoded, 'time')}, reused ${counted(reused, 'time')}${kept > 0 ? `; ${counted(kept, 'pair was', 'pairs were')} done before` : ''}`,
  more: (count: number): string => `${count} more`,
  differences: (count: number): string => `Not as in the earlier run: ${count}`,
  look: (out: string): string => `tables and the overview are in ${out}: index.html, summary.csv, batch.sqlite`,
  kept: 'done before',
  queued: (jobs: number, workers: number, detached: boolean): string => {
    const there =
      workers === 0
        ? 'no worker is there yet: start some with carryover worker --engine'
        : `${counted(workers, 'worker')} at the queue`;
    return `${counted(jobs, 'pair')} in the queue; ${there}${detached ? '; ask for them with --status' : ''}`;
  },
  ended: (id: string, what: string, done: number, total: number): string =>
    `[${String(done).padStart(String(total).length)}/${total}] ${id}: ${what}`,
  ready: (address: string, jobs: number): string => `waiting for pairs at ${address}, ${jobs} at once`,
  retry: (id: string, reason: string): string => `${id}: failed here (${reason}); it is tried again`,
  status: (of: {
    readonly state: string;
    readonly pairs: number;
    readonly done: number;
    readonly failed: number;
    readonly left: number;
    readonly workers: number;
  }): string =>
    `${of.state}: ${of.done} of ${counted(of.pairs, 'pair')} ended, ${of.failed} given up, ${of.left} left; ${counted(of.workers, 'worker')} at the queue`,
  pace: (bytesPerSecond: number, secondsLeft: number | null): string => {
    if (bytesPerSecond < 1) return '';
    const left =
      secondsLeft === null
        ? ''
        : secondsLeft < 90
          ? `, ${Math.ceil(secondsLeft)} s left`
          : `, ${Math.ceil(secondsLeft / 60)} min left`;
    return `  (${bytesInWords(bytesPerSecond)}/s${left})`;
  },
} as const;
