import type { ArtifactView, DiffReport } from '../result.ts';
import { HEADINGS } from '../words/headings.ts';
import type { Page } from './page.ts';

const PLAIN_WORD = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** A word as a POSIX shell reads it back. */
export function shellWord(word: string): string {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** Commands that lead on from this result, each with what it shows; `artifact` is the one to open first. At most five. */
export function nextSteps(
  report: DiffReport,
  artifact: ArtifactView | null,
): readonly { readonly command: string; readonly shows: string }[] {
  const { source, bundle, target } = report.evidence;
  const pair = `${shellWord(source?.label ?? 'SOURCE')} ${shellWord(target?.label ?? 'TARGET')}`;
  const via = bundle === null ? '' : ` --via ${shellWord(bundle.label)}`;
  const { summary } = report;
  const steps: { command: string; shows: string }[] = [];
  if (report.notices.some((notice) => notice.code === 'locked')) {
    steps.push({ command: `carryover diff ${pair}${via} --password-file FILE`, shows: 'open what is locked' });
  }
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
export function* nextLines(on: Page, report: DiffReport, foremost: ArtifactView | null): Generator<string> {
  yield on.ink('strong', HEADINGS.next);
  for (const { command, shows } of nextSteps(report, foremost)) {
    yield `  ${on.text(command)}`;
    yield `      ${on.ink('quiet', shows)}`;
  }
}
