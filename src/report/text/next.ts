import type { Verdict } from '../../diff/change.ts';
import type { ArtifactView, DiffReport } from '../result.ts';
import { HEADINGS } from '../words/headings.ts';
import type { Page } from './page.ts';

const PLAIN_WORD = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** A word as a POSIX shell reads it back. */
export function shellWord(word: string): string {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Which difference is worth opening first: some records crossed and some did not. */
const WORTH: Readonly<Partial<Record<Verdict, number>>> = { 'partly-carried': 2, differs: 1 };

/** The artifact to open first: partly carried before different, then the one with most changed records. */
function foremost(report: DiffReport): ArtifactView | null {
  let best: ArtifactView | null = null;
  let bestRank: readonly [number, number] = [0, 0];
  for (const { artifacts } of report.apps()) {
    for (const artifact of artifacts()) {
      const worth = WORTH[artifact.verdict] ?? 0;
      const size = artifact.records?.changed ?? 0;
      if (worth === 0 || worth < bestRank[0] || (worth === bestRank[0] && best !== null && size <= bestRank[1]))
        continue;
      best = artifact;
      bestRank = [worth, size];
    }
  }
  return best;
}

/** Commands that lead on from this result, each with what it shows. At most five. */
export function nextSteps(report: DiffReport): readonly { readonly command: string; readonly shows: string }[] {
  const { source, bundle, target } = report.evidence;
  const pair = `${shellWord(source?.label ?? 'SOURCE')} ${shellWord(target?.label ?? 'TARGET')}`;
  const via = bundle === null ? '' : ` --via ${shellWord(bundle.label)}`;
  const { summary } = report;
  const steps: { command: string; shows: string }[] = [];
  if (report.notices.some((notice) => notice.code === 'locked')) {
    steps.push({ command: `carryover diff ${pair}${via} --password-file FILE`, shows: 'open what is locked' });
  }
  const artifact = foremost(report);
  if (artifact !== null) {
    const path = shellWord(artifact.devicePath);
    steps.push({ command: `carryover show ${pair} ${path}`, shows: 'one artifact, record by record' });
  }
  if (Object.values(summary.credentials).some((count) => count > 0)) {
    steps.push({
      command: `carryover diff ${pair}${via} --rule credential -o credentials.ndjson`,
      shows: 'all credentials',
    });
  }
  if (summary.artifacts['left-behind'] > 0) {
    steps.push({ command: `carryover diff ${pair}${via} --verdict left-behind`, shows: 'what stayed behind' });
  }
  const told = summary.apps['session-carried'] > 0 ? 'session-carried' : 'carried';
  steps.push({ command: `carryover explain ${told}`, shows: 'what the word proves, and what not' });
  return steps;
}

/** Exact commands, unbroken so that they can be copied, each under what it shows. */
export function* nextLines(on: Page, report: DiffReport): Generator<string> {
  yield on.ink('strong', HEADINGS.next);
  for (const { command, shows } of nextSteps(report)) {
    yield `  ${on.text(command)}`;
    yield `      ${on.ink('quiet', shows)}`;
  }
}
