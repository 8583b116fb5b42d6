import type { Explanation } from '../words/explain/explained.ts';
import type { Page } from './page.ts';
import { tsvRow } from './rows.ts';
import { wrapped } from './width.ts';

const LABEL_WIDTH = 12;

/** `explain CODE`, one block for each kind that has the code. */
export function* renderExplanations(on: Page, explanations: readonly Explanation[]): Generator<string> {
  for (const [at, each] of explanations.entries()) {
    if (at > 0) yield '';
    yield `${on.ink('strong', on.text(each.title))}  ${on.ink('quiet', `${each.kind} ${each.code}`)}`;
    const parts = { means: each.meaning, shows: each.whatItProves, 'shows not': each.whatItDoesNot, next: each.next };
    for (const [label, text] of Object.entries(parts)) {
      for (const [row, line] of wrapped(on.text(text), on.width - LABEL_WIDTH - 2).entries()) {
        yield `  ${on.ink('quiet', (row === 0 ? label : '').padEnd(LABEL_WIDTH))}${line}`;
      }
    }
  }
}

/** The same into a pipe: code, kind, title, meaning. */
export function explanationRow(each: Explanation): string {
  return tsvRow([each.code, each.kind, each.title, each.meaning]);
}
