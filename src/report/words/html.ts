/** Headings and sentences of the HTML report alone. */
export const HTML_WORDS = {
  title: 'What went across',
  band: 'Evidence',
  sums: 'Verdicts',
  matrix: 'Apps by domains',
  flow: 'Source to target',
  bytes: 'What weighs',
  credentials: 'Credentials',
  timeline: 'File times',
  apps: 'Apps and their artifacts',
  rows: 'All artifacts',
  findings: 'Policy and other findings',
  notices: 'Notices and limits',
  method: 'Method',
  partial: 'The result is partial: content was lost, unreadable or unproven. See the notices.',
  whole: 'No damage was noticed.',
  none: 'None.',
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
  wall: 'hour with a tenth or more of the side’s files: consistent with packing or restoring, which it does not prove',
  treemapMeans: 'Area is the size of artifacts by app and verdict.',
  rest: 'other apps',
} as const;

/** Said under every table (contract, "Words in every output"). */
export function prescribedWords(at: string): readonly string[] {
  return [
    'carried = found on both sides at the time of acquisition; it shows neither transport nor direction',
    'via-bundle = consistent with the bundle',
    'session carried = usable-looking credential on both sides; acceptance by the server not tested',
    `valid = not expired by its own claim at ${at}`,
  ];
}
