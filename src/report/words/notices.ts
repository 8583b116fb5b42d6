import type { Args } from '../../base/args.ts';
import type { NoticeCode } from '../../base/notice.ts';
import { counted } from '../numbers.ts';
import { agree, many, maybe, plainSentence, type Sentence, type Sentences, said } from './sentence.ts';
import { BACKUP_NOTICES } from './sentences/backups.ts';
import { BUNDLE_NOTICES } from './sentences/bundles.ts';
import { CONTAINER_NOTICES } from './sentences/containers.ts';
import { CONTENT_FAULTS, CONTENT_NOTICES } from './sentences/contents.ts';
import { FAULT_SENTENCES } from './sentences/faults.ts';
import { ROOT_TOOL_NOTICES } from './sentences/root-tools.ts';
import { SEEDVAULT_NOTICES } from './sentences/seedvault.ts';
import { VENDOR_NOTICES } from './sentences/vendors.ts';

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
  'only-in-log': 'Records stand in a log beside the file alone',
  'other-ids': 'Records are the same but for their ids',
  rewritten: 'Records hold the same, written in another way',
  'content-elsewhere': 'Much of what an app held lies in another app',
  'other-signer': 'The two sides state different signers of one app',
  'same-evidence': 'The same evidence was given for two sides',
};

/** Sentences about the evidence as a whole, and those of readers, which all come as `content-malformed`. */
const OTHER_NOTICES: Sentences = {
  'evidence-changed/during': (a) => `The evidence changed during the work: ${said(a, 'what')}`,
  'other-ids/records': (a) =>
    `${said(a, 'path')}: ${many(a, 'records', 'record is', 'records are')} on both sides, the same but for ${agree(a, 'records', 'its id', 'their ids')} (${said(a, 'tables')}); ${agree(a, 'records', 'it counts', 'they count')} as not found`,
  'rewritten/records': (a) =>
    `${said(a, 'path')}: ${many(a, 'records', 'record differs only in how its content is written, its', 'records differ only in how their content is written, its')} order or its packing (${said(a, 'tables')}); ${agree(a, 'records', 'it counts', 'they count')} as different`,
  'other-signer/app': (a) =>
    `${said(a, 'package')}: the source states a certificate (SHA-256 ${said(a, 'source')}) and the target another one (${said(a, 'target')}), with none in common: Android installs no app of another signer as an update. Both are stated, and no signature was verified`,
  'same-evidence/side': (a) =>
    `The same evidence as the ${said(a, 'other')} (equal SHA-256): what it holds is on both, which shows nothing of a transfer`,
  'declared-hash/holds': (a) => `The SHA-256 declared in ${said(a, 'from')} holds`,
  'declared-hash/differs': (a) =>
    `The SHA-256 declared in ${said(a, 'from')} does not hold${maybe(a, 'sha256', ': it says ')}`,
  'locked/evidence': () =>
    'Nothing in it could be opened for want of a password; what is shown of it stands in the clear',
  'manifest/descriptor.password': (a) =>
    `${said(a, 'from')} states a password of the backup (BackupPassword), which is neither shown nor tried; to try it, put it into a file, and name that with --password-file`,
};

/** About both sides together. */
const PAIR_NOTICES: Sentences = {
  'content-elsewhere/other-package': (a) =>
    `Of ${many(a, 'of', 'private artifact')} that ${said(a, 'package')} (user ${said(a, 'user')}) has on the source, ${said(a, 'artifacts')} ${agree(a, 'artifacts', 'lies', 'lie')} in ${said(a, 'holder')} (user ${said(a, 'holderUser')}) on the target: ${said(a, 'bytes')} by bytes, ${said(a, 'content')} by records, ${said(a, 'similar')} nearly the same; the app may have been renamed, cloned or rebuilt`,
};

const NOTICE_SENTENCES: Sentences = {
  ...CONTAINER_NOTICES,
  ...BUNDLE_NOTICES,
  ...BACKUP_NOTICES,
  ...ROOT_TOOL_NOTICES,
  ...VENDOR_NOTICES,
  ...SEEDVAULT_NOTICES,
  ...OTHER_NOTICES,
  ...PAIR_NOTICES,
  ...Object.fromEntries(
    Object.entries(CONTENT_NOTICES).map(([detail, sentence]) => [
      `content-malformed/${detail}`,
      (args: Args) => `${maybe(args, 'path', '', ': ')}${sentence(args)}`,
    ]),
  ),
};

/** Details of faults, which become notices where they concern one entry alone (vfs/snapshot). */
const FAULT_DETAILS: Sentences = Object.fromEntries(
  Object.entries(FAULT_SENTENCES)
    .filter(([code]) => code.startsWith('evidence.'))
    .map(([code, sentence]) => [code.slice(code.indexOf('/') + 1), sentence]),
);

const REPEATED = 'more-of-a-kind';

function own(table: Sentences, key: string): Sentence | null {
  return Object.hasOwn(table, key) ? (table[key] ?? null) : null;
}

/** Where none of `code/detail` stands: a fault that became a notice, or a content that could not be read. */
function borrowed(detail: string, args: Args): string | null {
  const clause = own(FAULT_DETAILS, detail) ?? own(CONTENT_FAULTS, detail);
  if (clause === null) return null;
  const text = `${maybe(args, 'path', '', ' could not be read: ')}${clause(args)}`;
  return maybe(args, 'path') === '' ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** The sentence of a notice, without the full stop. A detail without a sentence of its own is told by code and args. */
export function noticeMessage(code: NoticeCode, detail: string, args: Args): string {
  const title = NOTICE_TITLES[code] ?? code;
  if (detail === REPEATED) return `${title}: ${said(args, 'more')} more like ${said(args, 'detail')}`;
  // A reader may give a fact a code of its own.
  const sentence = own(NOTICE_SENTENCES, `${code}/${detail}`) ?? own(NOTICE_SENTENCES, `content-malformed/${detail}`);
  return sentence?.(args) ?? borrowed(detail, args) ?? plainSentence(title, detail, args);
}

/** Whether a notice has a sentence of its own. */
export function hasNoticeSentence(code: string, detail: string): boolean {
  return detail === REPEATED || own(NOTICE_SENTENCES, `${code}/${detail}`) !== null || borrowed(detail, {}) !== null;
}

/** Behind the one notice of damage that is told beside a result for a program. */
export const moreInResult = (more: number): string =>
  more === 0 ? '' : `; the result holds ${counted(more, 'more notice')} of damage`;
