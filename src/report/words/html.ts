import type { Change } from '../../diff/change.ts';
import type { Situation } from '../../diff/verdict.ts';
import type { MatrixColumn } from '../text/tally.ts';

/** How a side stands to a place: holds something, holds an empty thing, would have shown it, could not have shown it. */
export type SituationSide = 'holds' | 'empty' | 'without' | 'blind';

/** Headings and sentences of the HTML report alone. */
export const HTML_WORDS = {
  title: 'What went across',
  band: 'Evidence',
  sums: 'Verdicts',
  matrix: 'Matrix: apps by domains',
  flow: 'Source to target',
  bytes: 'What weighs',
  credentials: 'Credentials',
  timeline: 'File times',
  apps: 'Apps and their artifacts',
  rows: 'All artifacts',
  findings: 'Policy and other findings',
  notices: 'Notices and limits',
  method: 'Method',
  table: 'table',
  partial: 'The result is partial: content was lost, unreadable or unproven. See the notices.',
  whole: 'No damage was noticed.',
  none: 'None.',
  same: 'same',
  changed: 'changed',
  sourceOnly: 'on the source only',
  targetOnly: 'on the target only',
  noChanges: 'Differences were not listed; carryover diff --changes lists them.',
  changesCut: 'More differences are not in this file: carryover show lists them all.',
  rowsNeedScript:
    'The complete list needs JavaScript and DecompressionStream. The tables above are readable without them.',
  rowsCut: 'This list ends here. The complete rows are in the SQLite output (-o result.sqlite) and in the JSON.',
  printed: 'Printed are the first artifacts of each app. The complete rows are in the JSON and SQLite outputs.',
  copy: 'copy citation',
  copied: 'copied',
  filter: 'Filter by path or package',
  anyVerdict: 'every verdict',
  dark: 'light / dark',
  reproduce: 'To reproduce this result',
  hashes: 'Of hashes the list shows the first 16 digits; the JSON has all.',
  timelineCaveat:
    'Times are those that the file systems and archives state, in UTC; a copy may have set them, and clocks may be wrong.',
  wall: 'hour with a tenth or more of the side’s files: consistent with packing or restoring, which it does not prove.',
  outside: 'counts files earlier or later than the axis; // cuts out a time without files.',
  treemapMeans: 'Area is the size of the artifacts by app, then by domain; colour and hatch are the verdict.',
  rest: 'other apps',
  files: 'files',
  more: 'more',
  card: 'card',
  partlyCovered: 'partly covered',
  ticks: 'held by',
  folded: 'are the same on both sides and not listed',
  firstOf: 'The first',
  partition: 'within',
  nowUnder: 'now under user',
  skip: 'Skip to the matrix',
  openAll: 'Open all',
  closeAll: 'Close all',
  copyCommand: 'copy command',
  byVerdict: 'verdict',
  order: 'order',
  byApp: 'by app',
  byPath: 'by path',
  byBytes: 'by bytes',
  clear: 'clear',
  states: {
    holds: 'holds it',
    empty: 'holds it empty',
    without: 'would have shown it',
    blind: 'could not have shown it',
  },
} as const;

/** Facts of the evidence band. */
export const BAND_WORDS = {
  damage: 'Damage: content was lost, unreadable or unproven.',
  coverage: 'coverage',
  seen: 'nothing of the other sides was out of its sight',
  unseen: 'could not show:',
  format: 'format',
  encryption: 'encryption',
  holdsWhat: 'holds',
  notExamined: 'not examined',
  newest: 'newest',
  after: 'sha256 after',
  declared: 'declared',
  holds: 'holds',
  holdsNot: 'does not hold',
} as const;

/** The links at the head of the page. */
export const LINK_WORDS = {
  evidence: 'Evidence',
  verdicts: 'Verdicts',
  matrix: 'Matrix',
  flow: 'Flow',
  bytes: 'Bytes',
  credentials: 'Credentials',
  timeline: 'Times',
  apps: 'Apps',
  rows: 'Artifacts',
  findings: 'Findings',
  profile: 'Profile',
  notices: 'Notices',
  method: 'Method',
} as const;

/** What the columns of the matrix hold. */
export const COLUMN_WORDS: Readonly<Record<MatrixColumn, string>> = {
  apk: 'installed packages',
  db: 'databases',
  prefs: 'preferences',
  files: 'files',
  nobk: 'no_backup',
  root: 'other private folders',
  ext: 'external storage, OBB, media',
  etc: 'cache, key-value data, agents and system',
};

export const CHANGE_WORDS: Readonly<Record<Change['kind'], string>> = {
  changed: 'changed',
  'source-only': 'on the source only',
  'target-only': 'on the target only',
};

/** The verdict table, as it is drawn. */
export const SITUATIONS: Readonly<
  Record<Situation, { readonly source: SituationSide; readonly target: SituationSide; readonly compared: string }>
> = {
  'source, covered': { source: 'holds', target: 'without', compared: '' },
  'source, not covered': { source: 'holds', target: 'blind', compared: '' },
  'target, covered': { source: 'without', target: 'holds', compared: '' },
  'target, not covered': { source: 'blind', target: 'holds', compared: '' },
  'both, equal bytes': { source: 'holds', target: 'holds', compared: 'the same bytes' },
  'both, one unreadable': { source: 'holds', target: 'holds', compared: 'other bytes, and one could not be read' },
  'both, source empty, target empty': { source: 'empty', target: 'empty', compared: 'no record on either side' },
  'both, source empty, target not': { source: 'empty', target: 'holds', compared: 'no record on the source' },
  'both, all found': { source: 'holds', target: 'holds', compared: 'every record of the source found' },
  'both, some found': { source: 'holds', target: 'holds', compared: 'some records found, or found as changed' },
  'both, none found': { source: 'holds', target: 'holds', compared: 'no record of the source found' },
};

/** Said under every table (contract, "Words in every output"). */
export function prescribedWords(at: string): readonly string[] {
  return [
    'carried = found on both sides at the time of acquisition; it shows neither transport nor direction',
    'via-bundle = consistent with the bundle',
    'session carried = usable-looking credential on both sides; acceptance by the server not tested',
    `valid = not expired by its own claim at ${at}`,
  ];
}
