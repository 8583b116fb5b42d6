import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UNSEEN_REASONS } from '../../src/android/coverage.ts';
import type { Args } from '../../src/base/args.ts';
import { cite } from '../../src/base/citation.ts';
import { FAULT_EXITS, Fault, type FaultCode } from '../../src/base/fault.ts';
import { NOTICE_CODES } from '../../src/base/notice.ts';
import { faultMessage, hasFaultSentence } from '../../src/report/words/faults.ts';
import { expirySentence } from '../../src/report/words/findings.ts';
import { hasNoticeSentence, noticeMessage } from '../../src/report/words/notices.ts';
import { hasContentSentence, reasonSentence } from '../../src/report/words/reasons.ts';
import type { Sentences } from '../../src/report/words/sentence.ts';
import { BACKUP_NOTICES } from '../../src/report/words/sentences/backups.ts';
import { BUNDLE_NOTICES } from '../../src/report/words/sentences/bundles.ts';
import { CONTAINER_NOTICES } from '../../src/report/words/sentences/containers.ts';
import { CONTENT_FAULTS, CONTENT_NOTICES } from '../../src/report/words/sentences/contents.ts';
import { FAULT_SENTENCES } from '../../src/report/words/sentences/faults.ts';
import { ROOT_TOOL_NOTICES } from '../../src/report/words/sentences/root-tools.ts';
import { SEEDVAULT_NOTICES } from '../../src/report/words/sentences/seedvault.ts';
import { VENDOR_NOTICES } from '../../src/report/words/sentences/vendors.ts';
import { APP_VERDICT_SENTENCES, CARRIED_MEANS, ROUTE_WORDS } from '../../src/report/words/verdicts.ts';

const ROOT = join(import.meta.dirname, '../..');

function sources(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && file.name.endsWith('.ts'))
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => !path.includes('/report/'));
}

/** What matches in the code, each with the file it stands in. */
function* found(folders: readonly string[], pattern: RegExp): Generator<readonly [string, string, string]> {
  for (const path of folders.flatMap(sources)) {
    for (const match of readFileSync(path, 'utf8').matchAll(pattern)) {
      yield [match[1] ?? '', match[2] ?? '', path.slice(ROOT.length + 1)];
    }
  }
}

describe('every detail that the code names has a sentence of its own', () => {
  test('notices', () => {
    const without = [...found(['src', 'formats'], /\bnotice\(\s*'([a-z0-9-]+)',\s*'([a-z0-9.-]+)'/g)]
      .filter(([code, detail]) => !hasNoticeSentence(code, detail))
      .map((each) => each.join(' '));
    expect(without).toEqual([]);
  });

  test('faults', () => {
    const without = [...found(['src', 'formats'], /\bnew Fault\(\s*'([a-z.-]+)',\s*'([a-z0-9.-]+)'/g)]
      .filter(([code, detail]) => !hasFaultSentence(code, detail))
      .map((each) => each.join(' '));
    expect(without).toEqual([]);
  });

  test('contents', () => {
    const faults = [...found(['src/content'], /\bnew ContentFault\(\s*'([a-z0-9.-]+)'()/g)].filter(
      ([detail]) => !hasContentSentence(detail),
    );
    const odd = [...found(['src/content'], /(?:\bnote\(|\bdetail: )'([a-z0-9.-]+)'()/g)].filter(
      ([detail]) => !hasNoticeSentence('content-malformed', detail),
    );
    expect([...faults, ...odd].map((each) => each.join(' '))).toEqual([]);
  });
});

test('a detail without a sentence is told by its code and arguments', () => {
  expect(noticeMessage('gap', 'made.up-detail', { bytes: 12, name: null, path: 'a/b' })).toBe(
    'A stretch of bytes could not be read as anything: made up detail (bytes 12, path a/b)',
  );
  for (const code of NOTICE_CODES) expect(noticeMessage(code, 'x', {}).length).toBeGreaterThan(5);
  expect(noticeMessage('gap', 'constructor', {})).toContain('constructor');
  expect(noticeMessage('duplicate', 'more-of-a-kind', { more: 7, detail: 'zip' })).toBe(
    'Several entries have one name: 7 more like zip',
  );
});

describe('one of something is told as one', () => {
  const NAMES =
    /^(?:path|package|file|table|name|names|example|first|chunk|page|number|what|as|from|key|version|other|option|place|device|offset|at|resumed|user|named|header|says|algorithm|code)$/;
  /** Whatever may be a count is 1. */
  const ONE: Args = new Proxy({}, { get: (_, key) => (NAMES.test(String(key)) ? 'x' : 1) });
  const VERBS = /^(?:is|was|has|its|as|lies|stands|follows|belongs|does)$/;
  const TABLES: Sentences = {
    ...CONTAINER_NOTICES,
    ...BUNDLE_NOTICES,
    ...BACKUP_NOTICES,
    ...ROOT_TOOL_NOTICES,
    ...SEEDVAULT_NOTICES,
    ...VENDOR_NOTICES,
    ...CONTENT_NOTICES,
    ...CONTENT_FAULTS,
    ...FAULT_SENTENCES,
  };

  test.each(Object.entries(TABLES))('%s', (_, sentence) => {
    const text = sentence(ONE);
    for (const [, word = ''] of text.matchAll(/\b1 (?:(?:more|decoded|live|carriage|known|private) )?([a-z]+s)\b/g))
      expect(word, text).toMatch(VERBS);
    expect(text).not.toMatch(/\b1 (?:[a-z]+ )?(?:are|were|have|belong|follow|stand|lie)\b/);
  });

  test('in a notice of many rows and of one', () => {
    const told = (rows: number) => noticeMessage('only-in-log', 'sqlite.only-in-log', { rows, tables: 't' });
    expect(told(1)).toBe('1 live row stands only in the write-ahead log (t): the main file alone lacks it');
    expect(told(2)).toBe('2 live rows stand only in the write-ahead log (t): the main file alone lacks them');
  });
});

test('a fault that became a notice keeps its sentence', () => {
  expect(noticeMessage('checksum', 'zip.crc', { path: 'a/b' })).toBe(
    'a/b could not be read: the CRC-32 of its body does not hold',
  );
  expect(noticeMessage('content-malformed', 'preferences.truncated', { path: 'a.xml', records: 3 })).toBe(
    'a.xml: The preferences end early; 3 keys were read',
  );
});

test('a fault is one line that names evidence, place, code and a way on', () => {
  const locked = new Fault('evidence.locked', 'wrong-password', cite('phone.ab', 517), { tried: 3 });
  expect(faultMessage(locked, 'phone.ab')).toEqual({
    line: 'carryover: phone.ab @517: locked (evidence.locked): it is encrypted, and none of 3 passwords opens it; try --password-file FILE',
    hint: 'try --password-file FILE',
  });
  expect(faultMessage(new Fault('evidence.missing', 'not-found', 'x.ab'), 'x.ab').line).toBe(
    'carryover: x.ab: missing (evidence.missing): there is no file or folder of this name; check the path',
  );
  expect(faultMessage(new Fault('evidence.unreadable', 'zip.crc', cite('b', 3)), 'a.zip').line).toContain(
    'a.zip: b @3: ',
  );
  for (const code of Object.keys(FAULT_EXITS) as FaultCode[]) {
    const { line, hint } = faultMessage(new Fault(code, 'unheard-of'), '');
    expect(line).toContain(`(${code})`);
    expect(line).not.toContain('\n');
    expect(line.endsWith(hint)).toBe(true);
  }
});

test('every reason has its sentence, known or not', () => {
  for (const reason of UNSEEN_REASONS) expect(reasonSentence(reason)).not.toContain('its reader');
  expect(reasonSentence('sqlite.encrypted')).toContain('encrypted');
  expect(reasonSentence('made.up')).toBe('its reader could not read it: made up');
});

test('the phrases that the contract fixes', () => {
  expect(APP_VERDICT_SENTENCES['session-carried']).toBe(
    'usable-looking credential on both sides; acceptance by the server not tested',
  );
  expect(expirySentence('valid', '2026-11-20T09:00:00Z')).toBe('not expired by its own claim at 2026-11-20T09:00:00Z');
  expect(ROUTE_WORDS['via-bundle']).toBe('consistent with the bundle');
  expect(CARRIED_MEANS).toMatch(/found on both sides.*time of acquisition.*neither transport nor direction/);
});
