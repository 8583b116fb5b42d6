import { agree, many, type Sentence, type Sentences, said } from '../sentence.ts';

/** Notices about what root tools and other packers of apps wrote. By `code/detail`; `part` is one archive of a bundle. */
export const ROOT_TOOL_NOTICES: Sentences = {
  'manifest/part.empty': (a) =>
    `${said(a, 'path')} is a whole archive of nothing; it does not show that the app had no files there`,
  'manifest/part.foreign': (a) =>
    `${said(a, 'path')} holds nothing that has a place in ${said(a, 'package')}; it does not show what that app had there`,
  'manifest/part.older': (a) =>
    `${said(a, 'path')} is an older backup of ${said(a, 'package')}; it was listed and not opened`,
  'manifest/part.generation': (a) =>
    `${said(a, 'path')} is of an older backup of ${said(a, 'package')}, which was listed and not opened: ${said(a, 'decoded')} is of the one that was read. Which of them was restored is not known; to read the older one, name a folder that holds it without the newer`,
  'manifest/part.missing': (a) =>
    `${said(a, 'path')} says that ${said(a, 'area')} of ${said(a, 'package')} was packed; it is not there`,
  'content-malformed/part.manifest': (a) =>
    `${said(a, 'path')} says what the backup beside it is, and cannot be read: that backup was listed and not opened`,
  'manifest/part.no-manifest': (a) =>
    `${said(a, 'path')} is of a backup whose manifest is not there: that backup was listed and not opened`,
  'locked/part.cipher': (a) =>
    `${said(a, 'path')} is sealed with ${said(a, 'how')}, which carryover does not open; its key never lies in the backup`,
  'checksum/twrp.part': (a) =>
    `The checksum that ${said(a, 'from')} states for ${said(a, 'path')} (${said(a, 'declared')}) does not hold: it is ${said(a, 'actual')}`,
  'checksum/stated-sum': (a) =>
    `The checksum that ${said(a, 'from')} states for ${said(a, 'path')} (${said(a, 'declared')}) does not hold: it is ${said(a, 'actual')}`,
  'gap/am.piece': (a) => `Piece ${said(a, 'number')} of ${said(a, 'path')} is missing`,
  'gap/twrp.part-missing': (a) =>
    `${agree(a, 'count', 'One part', 'Parts')} of the partition ${said(a, 'partition')} ${agree(a, 'count', 'is missing:', `are missing: ${said(a, 'count')}, the first is`)} number ${said(a, 'first')}`,
  'gap/twrp.only-part-missing': (a) =>
    `The part of the partition ${said(a, 'partition')} is missing; its checksum file is there`,
  'gap/twrp.message': (a) =>
    `${many(a, 'bytes', 'byte')} of ${said(a, 'path')} from byte ${said(a, 'offset')} on ${agree(a, 'bytes', 'is no message', 'are no messages')} of OpenAES: what was in ${agree(a, 'bytes', 'it', 'them')} is lost`,
  'gap/twrp.message-packed': (a) =>
    `At byte ${said(a, 'offset')} of ${said(a, 'path')} there is no message of OpenAES; without it the gzip stream cannot be unpacked further, and the rest was given up`,
  'gap/twrp.message-many': (a) =>
    `At byte ${said(a, 'offset')} of ${said(a, 'path')} there is no message of OpenAES, nor was there at many places before: the rest was given up`,
  'truncated/twrp.message-cut': (a) =>
    `The last message of ${said(a, 'path')} ends inside a block: ${many(a, 'bytes', 'byte')} from byte ${said(a, 'offset')} on ${agree(a, 'bytes', 'is', 'are')} there`,
  'anomaly/twrp.stream-version': (a) =>
    `The stream says that it is of version ${said(a, 'version')}; it was read as version 3 is`,
  'truncated/twrp.stream-cut': (a) =>
    `The stream of TWRP breaks off at byte ${said(a, 'offset')} of ${said(a, 'size')}: no block follows there, and no end mark was met`,
  'index-mismatch/twrp.stream-count': (a) =>
    `The stream says that it holds ${many(a, 'stated', 'partition')}; ${said(a, 'there')} ${agree(a, 'there', 'is', 'are')} there`,
  'index-mismatch/databackup.owner': (a) =>
    `${said(a, 'path')} speaks of ${said(a, 'package')} of user ${said(a, 'user')}; its folder says otherwise, and is believed`,
  'index-mismatch/swift.owner': (a) =>
    `${said(a, 'path')} speaks of ${said(a, 'package')}; its name says otherwise, and is believed`,
  'checksum/titanium.apk-md5': (a) =>
    `The MD5 ${said(a, 'declared')} stated for ${said(a, 'path')} does not hold: it is ${said(a, 'actual')}`,
};

/** Faults about them, as clauses. */
export const ROOT_TOOL_FAULTS: Sentences = {
  'evidence.unreadable/part.no-archive': () => 'it holds no archive that is known',
  'evidence.unreadable/twrp.stream-header': () => 'its first block is not the stream header of TWRP',
  'evidence.unsupported/twrp.part-alone': () =>
    'it begins with a message of OpenAES, as sealed parts of a TWRP backup do, and those are read with their folder only',
  'evidence.unsupported/twrp.no-random-access': () =>
    'a stream of TWRP can only be read where it lies as a file: take it out of its archive first',
  'evidence.unreadable/once-only': () => 'it can be read once only, and has been read',
  'evidence.truncated/titanium.header': (a) =>
    `it ends inside its armor, ${many(a, 'bytes', 'byte is', 'bytes are')} there`,
  'evidence.truncated/cbc.cut': (a) =>
    `the encrypted stream of ${many(a, 'bytes', 'byte')} does not end on a whole block with its padding`,
  'evidence.unreadable/titanium.key': () => 'the password fits, but the key block is damaged',
};

export const ROOT_TOOL_FAULT_HINTS: Readonly<Record<string, Sentence>> = {
  'evidence.unsupported/twrp.part-alone': () => 'name the folder that it lies in as the evidence, with --password-file',
};
