import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { loadProfile } from '../../src/engine/load-profile.ts';
import { PROFILES } from '../../src/report/profile/index.ts';
import { HOLDS_NOTHING, judgeProfile } from '../../src/report/profile/judge.ts';
import type { AppTest, ClaimTest, Profile } from '../../src/report/profile/profile.ts';
import { schemaCheck } from '../../src/report/schemas/check.ts';
import { PROFILE_FILE } from '../../src/report/schemas/profile.ts';
import { writeSqlite } from '../../src/report/sqlite.ts';
import { PLAIN_TEXT, page } from '../../src/report/text/page.ts';
import { profileLines } from '../../src/report/text/profile.ts';
import { reportFixture } from '../support/report-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'carryover-profile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const claim = (id: string, test: ClaimTest) => ({ id, claim: `claim ${id}`, shows: 's', cannot: 'c', test });
const apps = (among: AppTest, that: AppTest, supported: 'any' | 'most'): ClaimTest => ({
  kind: 'apps',
  among,
  that,
  supported,
});
const profileOf = (...claims: Profile['claims']): Profile => ({
  id: 'own',
  title: 'Own',
  about: 'about',
  answer: null,
  sources: [],
  categories: [
    { name: 'messenger', packages: ['*.messenger*'] },
    { name: 'all', packages: ['com.example.*'] },
  ],
  claims,
});
const judged = (...claims: Profile['claims']) =>
  judgeProfile(profileOf(...claims), reportFixture(), ({ package: name }) =>
    name === 'com.example.travel' ? { session: true, bound: false, packed: true } : HOLDS_NOTHING,
  );

describe('claims', () => {
  test('any, most, none, and what nothing speaks of', () => {
    const carried: AppTest = { verdict: ['session-carried', 'data-carried'] };
    const { claims } = judged(
      claim('any', apps({}, { verdict: ['apk-only'] }, 'any')),
      claim('few', apps({}, { verdict: ['apk-only'] }, 'most')),
      claim('most', apps({ category: ['messenger'] }, carried, 'most')),
      claim('nobody', apps({ category: ['bank'] }, carried, 'any')),
      claim('packed', apps({ packed: true, session: true, bound: false }, carried, 'most')),
      claim('or', apps({ any: [{ packed: true }, { verdict: ['apk-only'] }] }, carried, 'most')),
      claim('never', { kind: 'none' }),
      claim('sealed', { kind: 'encryption', side: 'bundle', is: 'none' }),
    );
    expect(claims.map(({ id, verdict, count, of }) => [id, verdict, count, of])).toEqual([
      ['any', 'supported', 1, 6],
      ['few', 'contradicted', 1, 6],
      ['most', 'supported', 2, 2],
      ['nobody', 'not-testable', null, null],
      ['packed', 'supported', 1, 1],
      ['or', 'contradicted', 1, 2],
      ['never', 'not-testable', null, null],
      ['sealed', 'contradicted', null, null],
    ]);
    expect(claims[4]?.apps).toEqual([{ package: 'com.example.travel', user: 0, because: ['5f0c1d2e3a4b5c6d'] }]);
  });

  test('an app that one side could not have shown speaks neither for nor against', () => {
    const { claims, apps: all } = judged(claim('x', apps({ verdict: ['unseen'] }, {}, 'any')));
    expect(all.some(({ verdict }) => verdict === 'unseen')).toBe(true);
    expect(claims[0]).toMatchObject({ verdict: 'not-testable', reason: 'no-such-app' });
  });

  test('the text says what archives cannot show, and nothing of evidence acts on the terminal', () => {
    const text = [...profileLines(page(PLAIN_TEXT), judged(claim('1', { kind: 'none' })))].join('\n');
    expect(text).toContain('not testable, no archive can tell');
    expect(text).toContain('acceptance by the server not tested');
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|[\u202a-\u202e]/u);
    expect([...profileLines(page(PLAIN_TEXT), undefined)]).toEqual([]);
  });
});

describe('profiles', () => {
  test('those that come with the program hold to the schema, and name thirteen claims of eScan', () => {
    for (const profile of Object.values(PROFILES))
      expect(schemaCheck(PROFILE_FILE)({ schema: 'carryover.profile/1', ...profile })).toBeNull();
    expect(PROFILES['escan']?.claims.map(({ id }) => id)).toEqual(Array.from({ length: 13 }, (_, i) => String(i + 1)));
    expect(loadProfile('escan')).toBe(PROFILES['escan']);
  });

  test('one of a person’s own is read from a file, or told why not', () => {
    const file = (name: string, text: string): string => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    };
    const own = { schema: 'carryover.profile/1', ...profileOf(claim('1', apps({}, {}, 'any'))) };
    expect(loadProfile(file('own.json', JSON.stringify(own))).title).toBe('Own');
    const details = (name: string): string => {
      try {
        loadProfile(name);
        return 'none';
      } catch (error) {
        return error instanceof Fault ? `${error.code}/${error.detail}` : 'bug';
      }
    };
    expect(details('nobody')).toBe('usage.invalid/profile-unknown');
    expect(details('constructor')).toBe('usage.invalid/profile-unknown');
    expect(details(join(folder, 'missing.json'))).toBe('usage.invalid/profile-file');
    expect(details(file('text.json', 'no'))).toBe('usage.invalid/profile-file');
    const wrong = { ...own, claims: [{ ...own.claims[0], test: { kind: 'apps', among: { verdicts: [] } } }] };
    expect(details(file('wrong.json', JSON.stringify(wrong)))).toBe('usage.invalid/profile-shape');
  });
});

test('claims, and the apps that they rest on, are rows of the SQLite output', async () => {
  const carried: AppTest = { verdict: ['session-carried', 'data-carried'] };
  const profile = judged(
    claim('most', apps({ category: ['messenger'] }, carried, 'most')),
    claim('never', { kind: 'none' }),
  );
  const chunks: Uint8Array[] = [];
  const out = { write: async (chunk: string | Uint8Array) => void chunks.push(Buffer.from(chunk)) };
  await writeSqlite({ ...reportFixture(), profile }, out);
  const db = new Database(Buffer.concat(chunks), { readonly: true });
  const rows = (sql: string) => db.prepare(sql).raw().all();
  expect(rows('SELECT profile, id, verdict, reason, count, of_apps FROM claim')).toEqual([
    ['own', 'most', 'supported', null, 2, 2],
    ['own', 'never', 'not-testable', 'no-archive-tells', null, null],
  ]);
  expect(
    rows("SELECT category, session, bound, packed FROM profiled_app WHERE package = 'com.example.travel'"),
  ).toEqual([['all', 1, 0, 1]]);
  expect(rows('SELECT count(*) FROM profiled_app')).toEqual([[profile.apps.length]]);
  db.close();
});
