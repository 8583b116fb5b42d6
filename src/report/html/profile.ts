import type { ClaimView, ProfiledApp, ProfileView } from '../profile/profile.ts';
import type { DiffReport } from '../result.ts';
import { sorted } from '../text/profile.ts';
import { CLAIM_WORDS, claimGround, PROFILE_WORDS } from '../words/profile.ts';
import { APP_VERDICT_WORDS } from '../words/verdicts.ts';
import { html, type Markup } from './markup.ts';
import { section, table, wordsBelow } from './section.ts';

/** Shape is the second channel beside colour. */
const SIGNS = { supported: '●', contradicted: '○', 'not-testable': '?' } as const;
const MOST_APPS = 400;
const MOST_NAMED = 8;

const CLAIM_HEADS = [
  { text: '' },
  { text: PROFILE_WORDS.claim },
  { text: PROFILE_WORDS.verdict },
  { text: PROFILE_WORDS.shows },
  { text: PROFILE_WORDS.cannot },
];
const APP_HEADS = [
  { text: PROFILE_WORDS.category },
  { text: PROFILE_WORDS.app },
  { text: PROFILE_WORDS.verdict },
  { text: PROFILE_WORDS.session },
  { text: PROFILE_WORDS.bound },
  { text: PROFILE_WORDS.packed },
  { text: PROFILE_WORDS.allowBackup },
];

const nameOf = ({ package: name, user }: { readonly package: string; readonly user: number }): string =>
  user === 0 ? name : `${name} (user ${user})`;
const yesNo = (value: boolean | null): string =>
  value === null ? PROFILE_WORDS.unknown : value ? PROFILE_WORDS.yes : PROFILE_WORDS.no;

function claimRow(claim: ClaimView): Markup {
  const named = claim.apps.slice(0, MOST_NAMED).map(nameOf);
  const more = claim.apps.length - named.length;
  const apps = named.length === 0 ? '' : `${named.join(', ')}${more > 0 ? ` +${more}` : ''}`;
  return html`<tr id="claim-${claim.id}"><th scope="row" class="num">${claim.id}</th><td>${claim.claim}</td><td>${SIGNS[claim.verdict]} ${CLAIM_WORDS[claim.verdict]}<span class="soft">${claimGround(claim)}</span><span class="soft">${apps}</span></td><td>${claim.shows}</td><td>${claim.cannot}</td></tr>`;
}

function appRow(app: ProfiledApp): Markup {
  return html`<tr><td>${app.category ?? PROFILE_WORDS.noCategory}</td><th scope="row">${app.label ?? app.package}<span class="soft">${nameOf(app)}</span></th><td>${APP_VERDICT_WORDS[app.verdict]}</td><td>${yesNo(app.session)}</td><td>${yesNo(app.bound)}</td><td>${yesNo(app.packed)}</td><td>${yesNo(app.allowBackup)}</td></tr>`;
}

function body(profile: ProfileView): Markup {
  const claims = table(profile.title, CLAIM_HEADS, profile.claims.map(claimRow));
  const apps = table(PROFILE_WORDS.apps, APP_HEADS, sorted(profile.apps).slice(0, MOST_APPS).map(appRow), 'sorts');
  const answer =
    profile.answer === null ? null : html`<p><strong>${PROFILE_WORDS.answer}</strong> ${profile.answer}</p>`;
  return html`<p>${profile.about}</p>${claims}${answer}${apps}<p class="soft">${PROFILE_WORDS.means}</p><p class="soft">${PROFILE_WORDS.sources}: ${profile.sources.join('; ')}</p>`;
}

/** A profile's claims and its table of apps; null where none was asked for. */
export function profileView(report: DiffReport): Markup | null {
  const { profile } = report;
  return profile === undefined ? null : section('profile', profile.title, body(profile), wordsBelow(report));
}
