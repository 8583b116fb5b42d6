import { agree, many, maybe, type Sentence, type Sentences, said } from '../sentence.ts';
import { BACKUP_FAULT_HINTS, BACKUP_FAULTS } from './backups.ts';
import { ROOT_TOOL_FAULT_HINTS, ROOT_TOOL_FAULTS } from './root-tools.ts';
import { SEEDVAULT_FAULTS, SEEDVAULT_REMEDIES } from './seedvault.ts';
import { VENDOR_FAULTS, VENDOR_REMEDIES } from './vendors.ts';

/** What `faultOfSystemError` found out about a file that could not be read. */
function systemReason(reason: string): string {
  if (reason === 'not-found') return 'there is no such file';
  if (reason === 'permission') return 'reading it is not permitted';
  return reason === 'empty' ? 'it is empty' : 'the system could not read it';
}

/** What happened, by `code/detail`: clauses without a full stop. */
export const FAULT_SENTENCES: Sentences = {
  ...ROOT_TOOL_FAULTS,
  ...VENDOR_FAULTS,
  ...SEEDVAULT_FAULTS,
  ...BACKUP_FAULTS,
  'usage.invalid/unknown-format': (a) => `there is no format ${said(a, 'format')}; known are ${said(a, 'known')}`,
  'usage.invalid/unknown-code': (a) => `there is no code ${said(a, 'code')}`,
  'usage.invalid/unknown-schema': (a) => `there is no schema of this name; known are ${said(a, 'known')}`,
  'usage.invalid/time': (a) =>
    `${said(a, 'option')} takes a time such as 2026-01-31T12:00:00Z (SOURCE_DATE_EPOCH: seconds)`,
  'usage.invalid/time-zone': () => 'there is no time zone of this name',
  'usage.invalid/number': (a) => `${said(a, 'option')} takes a whole number of ${said(a, 'least')} or more`,
  'usage.invalid/case-key': (a) => `the case key cannot be used: ${systemReason(said(a, 'reason'))}`,
  'usage.invalid/password-source': (a) => `${said(a, 'option')} cannot be used: ${systemReason(said(a, 'reason'))}`,
  'usage.invalid/keychain-line': (a) => `line ${said(a, 'line')} of the keychain is not "evidence pattern,password"`,
  'usage.invalid/output-format': () => 'the end of the file name does not tell a known output format',
  'usage.invalid/dash': () => 'nothing is read from a pipe; name a file or a folder in place of -',
  'usage.invalid/empty-name': (a) => `the name given for ${said(a, 'name')} is empty`,
  'usage.invalid/repeated': (a) => `${said(a, 'option')} was given more than once`,
  'usage.invalid/plan': (a) => `the plan cannot be used: ${systemReason(said(a, 'reason'))}`,
  'usage.invalid/plan-problems': (a) =>
    `the plan has ${many(a, 'problems', 'mistake')}, ${agree(a, 'problems', 'told', 'each told')} above; nothing was run`,
  'usage.invalid/no-commit': (a) => `the write-ahead log of this database holds ${many(a, 'of', 'commit')}`,
  'usage.invalid/view': () => '--view takes main, current, or the number of a commit in the write-ahead log',
  'usage.invalid/fail-on': (a) => `there is no verdict on apps of this name; known are ${said(a, 'known')}`,
  'usage.invalid/not-a-batch': () => 'this folder holds no batch',
  'usage.invalid/profile-unknown': (a) => `there is no profile of this name; known are ${said(a, 'known')}`,
  'usage.invalid/profile-file': (a) =>
    a['reason'] === 'not-json'
      ? 'this profile is no JSON'
      : `the profile cannot be used: ${systemReason(said(a, 'reason'))}`,
  'usage.invalid/profile-shape': (a) => `this is no profile: ${said(a, 'place')} is not as its schema wants it`,
  'usage.invalid/engine': (a) => `the address of the queue must look like ${said(a, 'known')}`,
  'usage.invalid/evidence-root': () => 'it must be FROM=TO, and FROM a whole path',
  'usage.invalid/not-queued': () => 'this folder holds no batch that was put into a queue',
  'usage.invalid/not-shared': () => 'the workers have ended, and their results are not in this folder',
  'usage.invalid/not-a-result': () => 'this is no result of carryover diff',
  'usage.invalid/not-a-saved-result': () => 'this is no result of carryover diff',
  'usage.invalid/needs-evidence': () => 'it lists every file of the evidence, which a saved result does not hold',
  'output.exists/folder': () => 'the folder is not empty and holds no batch; nothing is overwritten',
  'output.exists/batch': () => 'the folder holds a batch already',
  'usage.invalid/output-twice': () => 'two outputs have this name',
  'usage.invalid/command-line': (a) => said(a, 'message'),
  'output.exists/file': () => 'there is a file of this name, and nothing is overwritten',
  'output.exists/folder-not-empty': () => 'the folder is not empty, and nothing is overwritten',
  'output.unwritable/system': (a) => `the system could not write${maybe(a, 'path', ' ')} (${said(a, 'error')})`,
  'output.unwritable/inside-evidence': () => 'it would lie inside the evidence, which is never written to',
  'output.unwritable/aggregate': (a) => `the tables over all pairs could not be written (${said(a, 'reason')})`,
  'output.unwritable/no-folder': () => 'its folder does not exist',
  'output.unwritable/is-folder': () => 'there is a folder of this name',
  'output.unwritable/not-a-file': () => 'there is a device or pipe of this name',
  'evidence.missing/not-found': () => 'there is no file or folder of this name',
  'evidence.missing/described': (a) => `it describes ${said(a, 'file')}, which is not beside it`,
  'evidence.missing/inside': (a) => `the evidence holds nothing at ${said(a, 'path')}`,
  'evidence.empty/file': () => 'the file has no bytes',
  'evidence.empty/no-entries': (a) => `it was recognised as ${said(a, 'format')} and holds no entry`,
  'evidence.unknown/bytes': (a) =>
    `no known format was recognised in its bytes${maybe(a, 'head', ' (they begin with ', ')')}`,
  'evidence.unknown/folder': () => 'the folder holds no bundle and no app data that is known',
  'evidence.unknown/zip.no-header': () => 'it begins as a zip does, but holds no directory and no entry of one',
  'evidence.unknown/ab.no-magic': () => 'it does not begin with ANDROID BACKUP',
  'evidence.unknown/miui.no-magic': () => 'it does not begin with MIUI BACKUP',
  'evidence.unknown/miui.no-backup': () => 'no adb backup follows after its header',
  'evidence.ambiguous/format': (a) =>
    `it may be ${said(a, 'first')} (${said(a, 'because')}) or ${said(a, 'second')} (${said(a, 'against')})`,
  'evidence.ambiguous/several-bundles': (a) =>
    `it holds ${many(a, 'count', 'bundle')}: ${said(a, 'paths').replaceAll('\n', ', ')}`,
  'evidence.ambiguous/described': (a) =>
    `it describes several files: ${said(a, 'first')} and ${said(a, 'second')} among them`,
  'evidence.ambiguous/device-roots': (a) => `it holds two devices: ${said(a, 'first')} and ${said(a, 'second')}`,
  'evidence.unreadable/permission': () => 'reading it is not permitted',
  'evidence.unreadable/system': (a) => `the system could not read it (${said(a, 'error')})`,
  'evidence.unreadable/not-a-file': () => 'it is neither a file nor a folder',
  'evidence.unreadable/too-deep': (a) => `containers lie inside containers more than ${said(a, 'depth')} deep`,
  'evidence.unreadable/content': (a) => `the content of ${said(a, 'path')} could not be read`,
  'evidence.unreadable/snapshot.not-a-tree': () => 'a snapshot is a zip, and this is none',
  'evidence.unreadable/snapshot.head': () => 'the head of the snapshot could not be read',
  'evidence.unreadable/snapshot.line': (a) => `a line of ${said(a, 'path')} in the snapshot could not be read`,
  'evidence.unreadable/result.json': (a) => `the result stops being JSON at byte ${said(a, 'offset')}`,
  'evidence.unreadable/result.counts': (a) =>
    `the summary of the result counts ${said(a, 'counted')} of the ${said(a, 'what')} as ${said(a, 'verdict')}, and ${said(a, 'there')} ${agree(a, 'there', 'is', 'are')} there: parts of it were taken out or put in`,
  'evidence.unreadable/result.shape': (a) => `${said(a, 'place')} of the result is not what its schema says`,
  'evidence.unreadable/zip.local-header': (a) => `there is no local header at byte ${said(a, 'offset')}`,
  'evidence.unreadable/zip.too-long': (a) => `its body is longer than the ${many(a, 'promised', 'byte')} promised`,
  'evidence.unreadable/zip.crc': () => 'the CRC-32 of its body does not hold',
  'evidence.unreadable/zip.deflate': (a) => `its body does not inflate (${said(a, 'reason')})`,
  'evidence.changed/shrank': () => 'it became shorter while it was being read',
  'evidence.changed/replaced': () => 'it was replaced by another file while it was being read',
  'evidence.changed/during-run': (a) => `size, times or inode changed during the work${maybe(a, 'path', ' (', ')')}`,
  'evidence.truncated/ab.header': (a) => `it ends inside its header, ${many(a, 'bytes', 'byte is', 'bytes are')} there`,
  'evidence.truncated/miui.header': (a) =>
    `it ends inside its header, ${many(a, 'bytes', 'byte is', 'bytes are')} there`,
  'evidence.truncated/zip.body': (a) =>
    `its body ends early: ${maybe(a, 'found') === '' ? 'not all' : said(a, 'found')} of ${many(a, 'promised', 'byte')} ${agree(a, 'found', 'is', 'are')} there`,
  'evidence.truncated/snapshot.member-missing': (a) => `the snapshot lacks ${said(a, 'path')}`,
  'evidence.truncated/snapshot.content-missing': (a) => `the snapshot lacks the content of ${said(a, 'path')}`,
  'evidence.no-entry/path': (a) => `it holds no entry ${said(a, 'path')}`,
  'evidence.no-entry/not-a-file': (a) => `${said(a, 'path')} is a folder`,
  'evidence.no-entry/pattern': (a) => `no entry matches ${said(a, 'path')}`,
  'evidence.no-entry/artifact': (a) => `neither side holds an artifact at ${said(a, 'path')}`,
  'evidence.no-entry/filter': () => 'it holds nothing that --app asked for',
  'evidence.truncated/packed': (a) =>
    `the ${said(a, 'layer')} stream ends early${maybe(a, 'produced', ', ', agree(a, 'produced', ' byte came out', ' bytes came out'))}`,
  'evidence.unreadable/gcm.tag': () =>
    'its authentication tag does not hold: the bytes were altered, or the key is wrong',
  'evidence.truncated/gcm.short': (a) =>
    `only ${many(a, 'bytes', 'byte is', 'bytes are')} there, less than an authentication tag`,
  'evidence.unreadable/packed': (a) =>
    `the ${said(a, 'layer')} stream does not unpack or its checksum does not hold${maybe(a, 'reason', ': ')}`,
  'evidence.locked/no-password': () => 'it is encrypted, and no password was given',
  'evidence.locked/wrong-password': (a) =>
    a['tried'] === 1
      ? 'it is encrypted, and the password does not open it'
      : `it is encrypted, and none of ${many(a, 'tried', 'password')} opens it`,
  'evidence.locked/zip.member': () => 'it is encrypted with a zip password, which is not opened yet',
  'evidence.locked/zip.all': (a) =>
    `${agree(a, 'members', 'its one member is', `all ${said(a, 'members')} members are`)} encrypted with a zip password, which is not opened yet`,
  'evidence.unsupported/no-reader': (a) => `no reader understands ${said(a, 'path')}`,
  'evidence.unsupported/ab.encryption': (a) => `the encryption ${said(a, 'algorithm')} is not known`,
  'evidence.unsupported/ab.key-layout': () => 'the password fits, but the key block is laid out in no known way',
  'evidence.unsupported/ab.header-length': (a) => `its header is longer than ${many(a, 'limit', 'byte')}`,
  'evidence.unsupported/ab.header-line': (a) =>
    `line ${said(a, 'line')} of its header is not understood: ${said(a, 'text')}`,
  'evidence.unsupported/ab.rounds': (a) =>
    `it asks for ${many(a, 'rounds', 'round')} of key derivation, more than ${said(a, 'limit')}`,
  'evidence.unsupported/ab.key-block': (a) => `its key block has an impossible length of ${many(a, 'bytes', 'byte')}`,
  'evidence.unsupported/miui.header-length': (a) => `its header is longer than ${many(a, 'limit', 'byte')}`,
  'evidence.unsupported/miui.header-line': (a) =>
    `the header line ${said(a, 'line')} is not understood: ${said(a, 'text')}`,
  'evidence.unsupported/miui.flag': (a) => `the flag ${said(a, 'flag')} in its header is not known`,
  'evidence.unsupported/zip.method': (a) => `its compression method ${said(a, 'method')} is not read`,
  'evidence.unsupported/zip.spanned': () => 'it is one part of a zip in several parts',
  'evidence.unsupported/zip.directory-size': (a) => `its central directory of ${many(a, 'bytes', 'byte')} is too large`,
  'evidence.unsupported/zip.no-random-access': (a) =>
    `a zip inside a stream can be read up to ${many(a, 'limit', 'byte')} only`,
  'engine.missing/package': (a) => `the package ${said(a, 'name')}, which carryover needs, is not installed`,
  'engine.missing/bullmq': (a) => `the package bullmq cannot be loaded (${said(a, 'reason')})`,
  'engine.missing/redis': (a) => `no queue answers at ${said(a, 'address')} (${said(a, 'reason')})`,
  'engine.missing/better-sqlite3': (a) => `the SQLite engine better-sqlite3 cannot be loaded (${said(a, 'reason')})`,
  'work.unusable/spool': (a) => `temporary data could not be kept there (${said(a, 'error')})`,
  'work.unusable/inside-evidence': () => 'it lies inside the evidence, which is never written to',
  'work.unusable/full': () => 'there is no room for the result',
  'interrupted/worker': () => 'stopped by a signal; what it had begun is in the queue again',
  'interrupted/queued': () => 'stopped waiting by a signal; the workers go on',
  'interrupted/signal': () => 'stopped by a signal; no result was written',
  'bug/unexpected': (a) => `something happened that must not: ${said(a, 'error')}`,
  'bug/no-result': (a) => `no worker could compare the pair: ${said(a, 'reason')}`,
  'bug/path-escapes': () => 'a path would have left the output folder; nothing was written there',
  'bug/no-envelope': () => 'a backup was opened without its envelope',
  'bug/body-twice': () => 'a body was asked for twice',
};

/** Ways on that a detail has of its own, by `code/detail`. */
export const FAULT_DETAIL_HINTS: Readonly<Record<string, Sentence>> = {
  ...VENDOR_REMEDIES,
  ...SEEDVAULT_REMEDIES,
  ...BACKUP_FAULT_HINTS,
  ...ROOT_TOOL_FAULT_HINTS,
  'usage.invalid/unknown-code': () => 'carryover explain lists all codes',
  'usage.invalid/output-format': (a) => `end it with one of ${said(a, 'known')}`,
  'output.exists/batch': () => 'go on with it with --resume, or name another folder with -o',
  'usage.invalid/profile-unknown': () => 'name one of these, or a JSON file (with a dot or a slash in its name)',
  'usage.invalid/profile-file': () => 'carryover schema profile tells what it must hold',
  'usage.invalid/profile-shape': () => 'carryover schema profile tells what it must hold',
  'usage.invalid/plan': () => 'name a CSV or NDJSON file',
  'usage.invalid/plan-problems': () => 'mend the plan',
  'usage.invalid/fail-on': () => 'name one of these with --fail-on',
  'usage.invalid/not-a-result': () => 'remove it, and compare the pair again',
  'usage.invalid/evidence-root': () => 'for example --evidence-root /lab=/mnt/lab',
  'usage.invalid/not-queued': () => 'name the folder of a batch that was begun with --engine',
  'usage.invalid/not-shared': () => 'workers need this folder, or its mapping with --evidence-root',
  'engine.missing/package': () => 'run npm ci in the folder of carryover',
  'engine.missing/bullmq': () => 'npm install bullmq',
  'engine.missing/redis': () => 'start redis-server there, or name another with --engine',
  'interrupted/worker': () => 'start it again, or another',
  'interrupted/queued': () => 'ask how far they are with --status, or wait again with --resume',
  'usage.invalid/not-a-saved-result': () => 'name the JSON that carryover diff -o wrote',
  'usage.invalid/needs-evidence': () => 'write it with carryover diff, from the evidence or from snapshots of it',
  'evidence.unreadable/result.json': () => 'write it again with carryover diff -o FILE.json',
  'evidence.unreadable/result.counts': () => 'write it again with carryover diff -o FILE.json',
  'evidence.unreadable/result.shape': () => 'write it again with carryover diff -o FILE.json',
  'usage.invalid/not-a-batch': () => 'name the folder that carryover batch -o wrote',
  'output.exists/folder': () => 'name an empty or a new folder with -o',
  'output.exists/file': () => 'name a new file with -o',
  'output.exists/folder-not-empty': () => 'name an empty or a new folder with -o',
  'evidence.unreadable/permission': () => 'make a readable copy, or run as a user who may read it',
  'evidence.unreadable/too-deep': () => 'raise --limit-depth',
  'evidence.ambiguous/format': (a) => `name one: --as ${said(a, 'first')} or --as ${said(a, 'second')}`,
  'evidence.missing/described': () => 'put the two into one folder',
  'evidence.ambiguous/described': (a) => `name one of them as the evidence, such as ${said(a, 'first')}`,
  'evidence.ambiguous/device-roots': (a) => `name one of them as the evidence, such as ${said(a, 'first')}`,
  'evidence.ambiguous/several-bundles': (a) =>
    `name one of them as the evidence, such as ${said(a, 'first')}${/\/\.(?:\n|$)/.test(said(a, 'paths')) ? ' (a folder named with /. stands for the bundle in it alone, without those further down)' : ''}`,
  'evidence.locked/zip.member': () => 'unpack it with its password, and give the folder',
  'evidence.locked/zip.all': () => 'unpack it with its password, and give the folder',
  'evidence.unsupported/no-reader': () => 'leave --decoded out to get its bytes',
  'evidence.unsupported/zip.spanned': () => 'join the parts first',
  'evidence.unsupported/zip.no-random-access': () => 'take the zip out first, and give it by itself',
};
