import type { NoticeCode } from '../../../base/notice.ts';
import { NOTICE_TITLES } from '../notices.ts';
import { type Explained, type ExplainedTable, explained } from './explained.ts';

const INTACT = 'That the rest is wrong: everything readable around the place still came out.';

function about(code: NoticeCode, meaning: string, proves: string, next: string, provesNot = INTACT): Explained {
  return explained(NOTICE_TITLES[code], meaning, proves, provesNot, next);
}

export const NOTICE_EXPLAINED: ExplainedTable<NoticeCode> = {
  truncated: about(
    'truncated',
    'The data ends before its format says it should. Damage in an adb backup or a Mi Mover file; only a doubt where a plain tar lacks its end mark.',
    'The file is not whole.',
    'Copy or acquire it again. Absence after the cut is unseen.',
  ),
  'size-mismatch': about(
    'size-mismatch',
    'A size in a header or an index is not the number of bytes found.',
    'Index and content disagree.',
    'Compare both numbers in the notice.',
  ),
  'only-in-log': about(
    'only-in-log',
    'Rows of a database stand only in its write-ahead log (-wal), which was not merged into the main file. They are compared as live rows. A copier that takes the main file alone loses them.',
    'The main file alone does not hold these rows.',
    'If they are missing on the target, look whether the -wal was carried.',
    'That they were lost: that is for the comparison to say.',
  ),
  'other-ids': about(
    'other-ids',
    'Records of a database are on both sides, equal in every column but the number that they are found by. Restoring messages, calls or contacts through an interface of the phone gives them new numbers. A record is matched by its key: these count as not found, and do not change the verdict.',
    'The same values stand on both sides, and at least half of what could not be matched by its key is among them.',
    'carryover show names the tables; compare there what the records hold.',
    'That they were carried: the same values may have come from elsewhere, as from a server.',
  ),
  rewritten: about(
    'rewritten',
    'Values of records differ, and what they hold does not: JSON whose keys or elements come in another order, or the same bytes packed anew. An app does this when it reads and writes its own data. Records are compared by their values: these count as different, and do not change the verdict.',
    'Both values, opened by one reader, hold the same.',
    'carryover show lists these records and says of each that the content is the same.',
    'That the values are equal byte for byte, or that others of the artifact are the same. It is looked for among the first ten thousand differences of an artifact.',
  ),
  'content-elsewhere': about(
    'content-elsewhere',
    'At least half of the private artifacts of an app of the source, and two or more, lie in an app of another package on the target: by equal bytes, equal records, or near twins, never by name. Contents that more than eight packages of a side hold do not count.',
    'The content is there, in that app.',
    'Look at `copies` and `similar` of the artifacts, and at the APKs of both packages.',
    'That the one app became the other, or that anything was carried: the verdicts of both stay as they are.',
  ),
  'other-signer': about(
    'other-signer',
    'Both sides state who signed an app, by its APK or by the manifest of the backup, and no certificate is common to both, one that was replaced by rotation included. Android installs an update only if it is signed as the app that is there, and gives a new app none of its data.',
    'The certificates that the two sides state are different.',
    'Compare the SHA-256 of the certificates with those of the developer, and look at `apkMembers` of the APK. `apksigner verify --print-certs` verifies what is only stated here.',
    'Who made either app, that a signature is valid, or that data was not carried: a root tool restores it whoever signed.',
  ),
  'same-evidence': about(
    'same-evidence',
    'Two of the sides are one and the same evidence: the SHA-256 of all its bytes is equal.',
    'One path was given twice, or a copy of the evidence.',
    'Look whether the right evidence was named.',
    'That anything was carried: what one side holds, the other does too, whatever happened to the phones.',
  ),
  checksum: about(
    'checksum',
    'A checksum of the format does not hold for the bytes that it covers.',
    'Bytes were altered or damaged after they were written, or were written wrongly.',
    'Compare with another copy of the evidence.',
  ),
  gap: about(
    'gap',
    'Bytes between two readable places could not be read as anything. They are counted, and what they may have held is unseen.',
    'Something may lie there.',
    'Look at the bytes at the place given.',
  ),
  'trailing-bytes': about(
    'trailing-bytes',
    'Bytes follow after the end that the format declares.',
    'The file holds more than its format accounts for.',
    'Look at the bytes at the place given.',
  ),
  duplicate: about(
    'duplicate',
    'Several entries have one name. The last one is taken (in a zip, the one of the central directory); all are listed.',
    'The container holds more than one content for the name.',
    'carryover ls lists all of them.',
  ),
  'alias-conflict': about(
    'alias-conflict',
    'Two spellings of one place (/data/data and /data/user/0) hold different content. The one below /data/data comes first.',
    'The evidence is not one moment of one device, or was assembled.',
    'Compare both entries.',
  ),
  'coverage-assumed': about(
    'coverage-assumed',
    'The evidence has no list of installed packages, so coverage rests on what it holds.',
    'Nothing by itself.',
    'Absence of a whole app is weaker than usual here.',
    'That a missing app was not installed.',
  ),
  locked: about(
    'locked',
    'Encrypted, and none of the given passwords opened it.',
    'Content is there that was not read.',
    'Give passwords with --password-file or --keychain.',
  ),
  limit: about(
    'limit',
    'A limit on entries, bytes, depth or work was reached; what lies beyond was not read.',
    'The result is partial.',
    'Raise the limit named in the notice.',
  ),
  'not-scanned': about(
    'not-scanned',
    'Content that no reader understands and that is larger than 1 MiB was not searched for credentials.',
    'Nothing about credentials within.',
    'Extract it and look with a tool made for it.',
    'That it holds no credential.',
  ),
  'unsafe-name': about(
    'unsafe-name',
    'A name climbs out of its folder, is absolute or holds a NUL. It was made legal; the stored bytes are kept.',
    'The archive was written by an unusual tool, or to attack one.',
    'Look at the stored name in the JSON.',
  ),
  'name-not-utf8': about(
    'name-not-utf8',
    'A name is not valid UTF-8. Its bytes are shown as \\xHH.',
    'The name was written in another encoding.',
    'None: both sides are treated alike.',
  ),
  unplaced: about(
    'unplaced',
    'An entry has no address on an Android device. It lies below /unplaced and is never compared.',
    'The entry is there.',
    'carryover ls shows it; carryover extract takes it out.',
  ),
  unsupported: about(
    'unsupported',
    'A feature of the format is recognised and not read.',
    'Something was left out of the result.',
    'See the place; another tool may read it.',
  ),
  'content-malformed': about(
    'content-malformed',
    'A content breaks the rules of its own kind. What could be read was read.',
    'The content is damaged, or made by an unusual writer.',
    'carryover cat shows its bytes.',
  ),
  'unknown-version': about(
    'unknown-version',
    'The evidence states a version that is not known; it was read as the nearest known one.',
    'A newer or foreign tool wrote it.',
    'Check a few entries by hand.',
  ),
  manifest: about(
    'manifest',
    'The manifest of a package says something that explains or contradicts what the evidence holds.',
    'What the manifest says.',
    'Compare it with the entries of the package.',
  ),
  'index-mismatch': about(
    'index-mismatch',
    'An index (descript.xml, an info file) names things that are not there, or leaves out things that are.',
    'Index and content disagree.',
    'The content is what counts; the index tells what was meant.',
  ),
  'other-bundle': about(
    'other-bundle',
    'A bundle lies inside the evidence and was not decoded as part of it.',
    'The bundle is there.',
    'Name it as evidence of its own: carryover info EVIDENCE/PATH.',
  ),
  'evidence-changed': about(
    'evidence-changed',
    'Size, times or inode of the evidence changed during the work.',
    'Something wrote to it.',
    'Work on a copy that nothing writes to.',
    'That carryover wrote to it: evidence is opened for reading only.',
  ),
  'declared-hash': about(
    'declared-hash',
    'A file beside the evidence declares its hash, and the hash was checked.',
    'Whether the evidence is the one that the file speaks of.',
    'Where it does not hold, find the right copy.',
  ),
  anomaly: about(
    'anomaly',
    'Something is out of the ordinary for the tool that is said to have written the evidence.',
    'The evidence passed through another tool, a transfer in text mode, or a modified writer.',
    'Ask how the evidence was made and copied.',
  ),
  unreadable: about(
    'unreadable',
    'The body of an entry could not be read; the entry is listed without content.',
    'The entry was there.',
    'Compare with another copy of the evidence.',
  ),
};
