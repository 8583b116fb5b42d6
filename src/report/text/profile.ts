import type { ClaimVerdict, ProfiledApp, ProfileView } from '../profile/profile.ts';
import { CLAIM_WORDS, claimGround, PROFILE_WORDS } from '../words/profile.ts';
import { APP_VERDICT_WORDS } from '../words/verdicts.ts';
import type { Ink, Page } from './page.ts';
import { type Cell, type Column, tableLines } from './table.ts';
import { wrapped } from './width.ts';

const INKS: Readonly<Record<ClaimVerdict, Ink>> = {
  supported: 'warning',
  contradicted: 'strong',
  'not-testable': 'quiet',
};
/** What a terminal is given; the rest is counted. */
const MOST_APPS = 60;

const COLUMNS: readonly Column[] = [
  { heading: PROFILE_WORDS.category },
  { heading: PROFILE_WORDS.app, gives: 'middle', least: 14 },
  { heading: PROFILE_WORDS.verdict },
  { heading: PROFILE_WORDS.packed },
  { heading: PROFILE_WORDS.allowBackup },
];

const yesNo = (value: boolean | null): string =>
  value === null ? PROFILE_WORDS.unknown : value ? PROFILE_WORDS.yes : PROFILE_WORDS.no;

function cells(app: ProfiledApp): readonly Cell[] {
  const user = app.user === 0 ? '' : ` (user ${app.user})`;
  return [
    app.category === null ? { text: PROFILE_WORDS.noCategory, ink: 'quiet' } : { text: app.category },
    { text: app.package + user },
    { text: APP_VERDICT_WORDS[app.verdict], ...(app.verdict === 'session-carried' ? { ink: 'warning' as const } : {}) },
    { text: yesNo(app.packed) },
    { text: yesNo(app.allowBackup) },
  ];
}

/** A profile's claims with their verdicts, then its table of apps. Nothing where none was asked for. */
export function* profileLines(on: Page, profile: ProfileView | undefined): Generator<string> {
  if (profile === undefined) return;
  const [first = '', ...rest] = wrapped(on.text(profile.title), on.width - PROFILE_WORDS.heading.length - 2);
  yield `${on.ink('strong', PROFILE_WORDS.heading)}  ${first}`;
  for (const line of rest) yield ' '.repeat(PROFILE_WORDS.heading.length + 2) + line;
  for (const line of wrapped(profile.about, on.width - 2)) yield `  ${on.ink('quiet', on.text(line))}`;
  for (const claim of profile.claims) {
    const verdict = on.ink(INKS[claim.verdict], CLAIM_WORDS[claim.verdict]);
    const ground = claimGround(claim);
    yield `  ${claim.id.padStart(2)}  ${verdict}${ground === '' ? '' : `, ${on.text(ground)}`}`;
    for (const line of wrapped(claim.claim, on.width - 6)) yield `      ${on.text(line)}`;
    for (const line of wrapped(`${PROFILE_WORDS.cannot}: ${claim.cannot}`, on.width - 6))
      yield `      ${on.ink('quiet', on.text(line))}`;
  }
  if (profile.answer !== null) {
    for (const line of wrapped(`${PROFILE_WORDS.answer}: ${profile.answer}`, on.width - 2)) yield `  ${on.text(line)}`;
  }
  const shown = sorted(profile.apps).slice(0, MOST_APPS);
  if (shown.length > 0) {
    yield '';
    yield* tableLines(on, COLUMNS, shown.map(cells));
    const more = profile.apps.length - shown.length;
    if (more > 0) yield on.ink('quiet', `  ${on.signs.more} and ${more} more; the JSON lists all`);
  }
  for (const line of wrapped(PROFILE_WORDS.means, on.width - 2)) yield `  ${on.ink('quiet', on.text(line))}`;
}

/** By category, those of none last. */
export function sorted(apps: readonly ProfiledApp[]): ProfiledApp[] {
  const order = [...new Set(apps.map(({ category }) => category))].sort((a, b) =>
    a === null ? 1 : b === null ? -1 : a < b ? -1 : 1,
  );
  return [...apps].sort((a, b) => order.indexOf(a.category) - order.indexOf(b.category));
}
