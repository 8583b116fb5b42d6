import type { Args } from '../../base/args.ts';
import type { NoticeCode } from '../../base/notice.ts';
import { maybe, type Sentences, said, sentenceOf } from './sentence.ts';

/** What each notice code says of itself, before its detail. */
export const NOTICE_TITLES: Readonly<Record<NoticeCode, string>> = {
  truncated: 'The data ends before it should',
  'size-mismatch': 'A stated size is not the size found',
  checksum: 'A checksum does not hold',
  gap: 'A stretch of bytes could not be read as anything',
  'trailing-bytes': 'Bytes follow after the end',
  duplicate: 'Several entries have one name',
  'alias-conflict': 'Two spellings of one place hold different content',
  'coverage-assumed': 'What this evidence could have shown is assumed',
  locked: 'Encrypted, and no password opened it',
  limit: 'A limit was reached',
  'not-scanned': 'Content was not searched for credentials',
  'unsafe-name': 'A name would leave the folder it is in',
  'name-not-utf8': 'A name is not valid UTF-8',
  unplaced: 'An entry has no place on a device',
  unsupported: 'Something here is not understood',
  'content-malformed': 'A content breaks the rules of its kind',
  'unknown-version': 'The version is not one that is known',
  manifest: 'The manifest says something of its own',
  'index-mismatch': 'The index disagrees with the content',
  'other-bundle': 'Another bundle lies inside',
  'evidence-changed': 'The evidence changed during the work',
  'declared-hash': 'A hash declared elsewhere was checked',
  anomaly: 'Something is out of the ordinary',
  unreadable: 'An entry could not be read',
};

/** Sentences by `code/detail`, in the order of the codes. */
const NOTICE_SENTENCES: Sentences = {
  'evidence-changed/during': (a) => `The evidence changed during the work: ${said(a, 'what')}`,
  'declared-hash/holds': (a) => `The SHA-256 declared in ${said(a, 'from')} holds`,
  'declared-hash/differs': (a) =>
    `The SHA-256 declared in ${said(a, 'from')} does not hold${maybe(a, 'sha256', ': it says ')}`,
};

/** The sentence of a notice, without the full stop. A detail without a sentence of its own is told by code and args. */
export function noticeMessage(code: NoticeCode, detail: string, args: Args): string {
  return sentenceOf(NOTICE_SENTENCES, NOTICE_TITLES[code] ?? code, code, detail, args);
}

/** Whether a notice has a sentence of its own. */
export function hasNoticeSentence(code: string, detail: string): boolean {
  return Object.hasOwn(NOTICE_SENTENCES, `${code}/${detail}`);
}
