import type { FormatView } from '../result.ts';
import { VALIDATION_WORDS } from '../words/headings.ts';
import type { Page } from './page.ts';
import { tsvRow } from './rows.ts';
import { tableLines } from './table.ts';

function role(format: FormatView): string {
  if (format.container && format.bundle) return 'container, bundle';
  return format.container ? 'container' : 'bundle';
}

/** `formats`: what can be read, and how well that is tried. */
export function* renderFormats(on: Page, formats: readonly FormatView[]): Generator<string> {
  const shape = [
    { heading: 'format' },
    { heading: 'what it is', gives: 'end' as const, least: 20 },
    { heading: 'role' },
    { heading: 'tried on', gives: 'end' as const, least: 12 },
  ];
  const rows = formats.map((format) => [
    { text: format.id, ink: 'strong' as const },
    { text: format.title },
    { text: role(format), ink: 'quiet' as const },
    { text: VALIDATION_WORDS[format.validated] },
  ]);
  yield* tableLines(on, shape, rows, 0);
}

/** The same into a pipe: id, title, role, validated. */
export function formatRow(format: FormatView): string {
  return tsvRow([format.id, format.title, role(format), format.validated]);
}
