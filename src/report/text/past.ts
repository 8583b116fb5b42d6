import type { ChangesCut, PastView } from '../result.ts';
import { pastListedOf } from '../words/changes.ts';
import { NO_PAST, PAST_HEADING, PAST_KIND_WORDS } from '../words/past.ts';
import type { Ink, Page } from './page.ts';
import { tsvRow } from './rows.ts';
import { fieldsText } from './value.ts';
import { columns, shortened, wrapped } from './width.ts';

const INKS: Readonly<Record<PastView['kind'], Ink>> = { both: 'partly', 'source-only': 'left', 'target-only': 'new' };

function standingText(standing: PastView['source']): string | null {
  if (standing === null) return null;
  return [standing.state, standing.grade, standing.at].filter((part) => part !== null).join(', ');
}

/** What either side no longer shows: each record with its state and place on both, then its fields. */
export function* renderPast(on: Page, records: Iterable<PastView>, cut: ChangesCut | null = null): Generator<string> {
  yield* ['', on.ink('strong', PAST_HEADING)];
  let section: string | null = null;
  for (const record of records) {
    if (record.section !== section) {
      section = record.section;
      yield on.ink('strong', `  ${on.text(section === '' ? '(content)' : section)}`);
    }
    const sides = (['source', 'target'] as const).flatMap((side) => {
      const text = standingText(record[side]);
      return text === null ? [] : [`${side} [${text}]`];
    });
    const key = record.key === null ? '' : `${on.text(record.key)}  `;
    yield `    ${key}${on.ink(INKS[record.kind], PAST_KIND_WORDS[record.kind])}  ${on.ink('quiet', on.text(sides.join('  ')))}`;
    const head = '        ';
    yield head +
      shortened(on.text(fieldsText(record.fields, record.times)), Math.max(8, on.width - columns(head)), on.signs.more);
  }
  if (cut !== null) yield* wrapped(pastListedOf(cut), on.width - 2).map((line) => on.ink('quiet', `  ${line}`));
  else if (section === null) yield on.ink('quiet', `  ${NO_PAST}`);
}

/** The same into a pipe: section, kind, key, then the standing on source and target, and the fields as JSON. */
export function pastRow(record: PastView): string {
  const { section, kind, key, source, target, fields, times } = record;
  const cells = [section, `past-${kind}`, key, standingText(source), standingText(target), JSON.stringify(fields)];
  return tsvRow(times === undefined ? cells : [...cells, JSON.stringify(times)]);
}
