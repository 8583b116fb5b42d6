import type { RecordView } from '../result.ts';
import { ONLY_IN_WAL } from '../words/past.ts';
import type { Page } from './page.ts';
import { tsvRow } from './rows.ts';
import { fieldsText, timedText } from './value.ts';
import { columns, shortened } from './width.ts';

/** What a reader makes of a file, record by record: one line where it fits, else one line a field. */
export function* renderRecords(on: Page, records: Iterable<RecordView>): Generator<string> {
  let section: string | null = null;
  for (const record of records) {
    if (record.section !== section) {
      if (section !== null) yield '';
      section = record.section;
      yield on.ink('strong', on.text(section === '' ? '(content)' : section));
    }
    const key = record.key === null ? '' : `${on.text(record.key)}  `;
    const state =
      record.through !== undefined
        ? `[${ONLY_IN_WAL}]  `
        : record.state === 'live'
          ? ''
          : `[${record.state}, ${record.grade}, ${on.text(record.at ?? '')}]  `;
    const fields = { ...record.fields, ...record.typed };
    const one = on.text(fieldsText(fields, record.times));
    if (columns(key) + columns(state) + columns(one) + 2 <= on.width) {
      yield `  ${on.ink('partly', key)}${on.ink('warning', state)}${one}`.trimEnd();
      continue;
    }
    yield `  ${on.ink('partly', key)}${on.ink('warning', state)}`.trimEnd();
    for (const [name, value] of Object.entries(fields)) {
      const head = `      ${on.text(name)}  `;
      yield head +
        shortened(
          on.text(timedText(value, record.times?.[name])),
          Math.max(16, on.width - columns(head)),
          on.signs.more,
        );
    }
  }
}

/** The same into a pipe: section, key, state, fields as JSON, each with its type where that needs to be said; of what is not live also grade and place; last its times. */
export function recordRow(record: RecordView): string {
  return tsvRow([
    record.section,
    record.key,
    record.state,
    JSON.stringify({ ...record.fields, ...record.typed }),
    ...(record.through !== undefined ? [ONLY_IN_WAL] : []),
    ...(record.state === 'live' ? [] : [record.grade, record.at]),
    ...(record.times === undefined ? [] : [JSON.stringify(record.times)]),
  ]);
}
