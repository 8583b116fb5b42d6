import { agree, many, maybe, type Sentences, said } from '../sentence.ts';

/** Notices of bundles: adb backup, Mi Mover, full filesystem. By `code/detail`. */
export const BUNDLE_NOTICES: Sentences = {
  'truncated/ab.no-payload': (a) => `The backup ends after its header of ${many(a, 'bytes', 'byte')}`,
  'truncated/ab.deflate': (a) => `The compressed stream ends early, after ${many(a, 'produced', 'decoded byte')}`,
  'truncated/ab.cipher-length': (a) =>
    `The encrypted stream of ${many(a, 'bytes', 'byte')} does not end on a whole block of 16`,
  'truncated/ab.cipher-padding': (a) =>
    `The encrypted stream of ${many(a, 'bytes', 'byte')} does not end with its padding`,
  'checksum/ab.adler': (a) =>
    `The Adler-32 checksum over the ${many(a, 'produced', 'decoded byte')} of the backup does not hold`,
  'checksum/ab.deflate': (a) =>
    `The compressed stream is damaged here (${said(a, 'reason')}), after ${many(a, 'produced', 'decoded byte')}, of which the last ${said(a, 'doubtful')} may be wrong; reading went on at byte ${said(a, 'resumed')} of the payload`,
  'checksum/ab.deflate-lost': (a) =>
    `The compressed stream is damaged here (${said(a, 'reason')}), after ${many(a, 'produced', 'decoded byte')}, of which the last ${said(a, 'doubtful')} may be wrong; no way back in was found`,
  'checksum/ab.deflate-more': (a) =>
    `${many(a, 'more', 'more damaged stretch', 'more damaged stretches')} of the compressed stream`,
  'checksum/ab.zlib-header': (a) =>
    `The compressed stream does not begin as one (${said(a, 'reason')}); ${many(a, 'produced', 'decoded byte')} came out without a checksum`,
  'checksum/ab.master-key': () =>
    'A password opened the key, but the checksum of the key holds under no known rule; the content decides',
  'trailing-bytes/ab.after-payload': (a) =>
    `${many(a, 'bytes', 'byte follows', 'bytes follow')} after the end of the backup`,
  'trailing-bytes/ab.before-magic': (a) =>
    `${many(a, 'bytes', 'byte stands', 'bytes stand')} before the header of the backup`,
  'unknown-version/ab.version': (a) =>
    `The backup states version ${said(a, 'version')}; it was read as version ${said(a, 'newest')}`,
  'unknown-version/ab.compression': (a) => `The header states an unknown compression ${said(a, 'compression')}`,
  'unplaced/ab.token': (a) =>
    `The domain token ${said(a, 'token')} is not known; its entries have no place on a device`,
  'anomaly/ab.never-written': (a) =>
    `${many(a, 'members', 'entry', 'entries')} at ${said(a, 'what')}, which Android's own backup never writes`,
  'anomaly/ab.too-early': (a) =>
    `${many(a, 'members', 'entry', 'entries')} of ${said(a, 'what')}, which backups of version ${said(a, 'version')} do not have yet`,
  'anomaly/ab.compression-line': (a) =>
    `The header says that the payload is ${a['said'] === true ? 'compressed' : 'not compressed'}, and it is ${a['is'] === true ? 'compressed' : 'not'}`,
  'manifest/ab.manifest-long': (a) =>
    `The manifest of ${said(a, 'package')} is longer than ${many(a, 'limit', 'byte')} and was not read`,
  'manifest/ab.manifest-malformed': (a) =>
    `The manifest of ${said(a, 'package')} is malformed${maybe(a, 'line', ' at line ')}`,
  'manifest/ab.manifest-package': (a) =>
    `The manifest of ${said(a, 'package')} names another package: ${said(a, 'says')}`,
  'manifest/ab.apk-flag': (a) =>
    `The manifest of ${said(a, 'package')} says that its APK is ${a['flag'] === true ? 'packed, and none is there' : 'not packed, and one is there'}`,
  'manifest/ab.no-manifest': (a) =>
    `${many(a, 'packages', 'package has', 'packages have')} no manifest (${said(a, 'names')})`,
  'manifest/ab.manifest-only': (a) =>
    `${many(a, 'packages', 'package has', 'packages have')} a manifest and nothing else (${said(a, 'names')})`,
  'manifest/ab.user-hint': (a) =>
    `The ${agree(a, 'members', 'owner of 1 entry belongs', `owners of ${said(a, 'members')} entries belong`)} to user ${said(a, 'user')}; the backup itself names no user, and user 0 is assumed`,
  'manifest/miui.skip-data': (a) => `${said(a, 'package')} was packed without its data: the app alone`,
  'content-malformed/ab.key-value': (a) =>
    `Key-value data is malformed at byte ${said(a, 'offset')}; ${many(a, 'bytes', 'byte was', 'bytes were')} not read`,
  'content-malformed/ab.key-deleted': (a) => `The key ${said(a, 'key')} is marked as deleted`,
  'content-malformed/ab.value-short': (a) => `The value of ${said(a, 'key')} ends ${many(a, 'missing', 'byte')} early`,
  'index-mismatch/miui.header-package': (a) =>
    `The header names ${said(a, 'header')}, the backup inside is of ${said(a, 'package')}`,
  'size-mismatch/miui.size': (a) =>
    `The backup of ${said(a, 'package')} has ${many(a, 'actual', 'byte')} where its parts add up to ${said(a, 'expected')} (deviation ${said(a, 'deviation')})`,
  'size-mismatch/miui.index-size': (a) =>
    `descript.xml gives the backup of ${said(a, 'package')} ${many(a, 'expected', 'byte')}, it has ${said(a, 'actual')} (deviation ${said(a, 'deviation')})`,
  'size-mismatch/miui.index-tar': (a) =>
    `descript.xml gives the content of ${said(a, 'package')} ${many(a, 'expected', 'byte')}, it has ${said(a, 'actual')} (deviation ${said(a, 'deviation')})`,
  'unknown-version/miui.version': (a) =>
    `The file states version ${said(a, 'version')}; it was read as version ${said(a, 'newest')}`,
  'other-bundle/not-decoded': (a) =>
    `A bundle lies inside (${said(a, 'format')}); it was not decoded as part of this evidence`,
  'other-bundle/miui.beside': (a) =>
    `A bundle (${said(a, 'format')}) lies beside the set; it was not decoded as part of it`,
  'not-scanned/content': (a) =>
    `${many(a, 'files', 'content')} of ${many(a, 'bytes', 'byte')} in all ${agree(a, 'files', 'was', 'were')} not searched for credentials`,
  'index-mismatch/miui.no-index': (a) =>
    `The set has no descript.xml; its ${many(a, 'baks', 'backup speaks for itself', 'backups speak for themselves')}`,
  'index-mismatch/miui.more': (a) => `${many(a, 'notices', 'more disagreement')} between descript.xml and the set`,
  'index-mismatch/miui.listed-absent': (a) =>
    `descript.xml lists ${said(a, 'package')} (${said(a, 'file')}), and it is not there${maybe(a, 'error', '; error ')}`,
  'index-mismatch/miui.not-listed': (a) => `${said(a, 'file')} of ${said(a, 'package')} is not listed in descript.xml`,
  'index-mismatch/miui.index-broken': (a) =>
    `descript.xml of ${many(a, 'bytes', 'byte')} is malformed; ${many(a, 'packages', 'package was', 'packages were')} read from it`,
  'index-mismatch/miui.file-name': (a) =>
    `${said(a, 'file')} is named after ${said(a, 'named')}, its header names ${said(a, 'package')}`,
  'manifest/miui.backup-state': (a) =>
    `descript.xml says that the backup of ${said(a, 'package')} did not end well (state ${said(a, 'state')}, error ${said(a, 'error')})`,
  'manifest/miui.set': (a) =>
    `The set was made${maybe(a, 'device', ' on ')}${maybe(a, 'miuiVersion', ' with MIUI ')}${maybe(a, 'date', ' at ')}`,
  'unplaced/miui.outside': (a) =>
    `${many(a, 'members', 'member lies outside of the set and was', 'members lie outside of the set and were')} not decoded; ${agree(a, 'members', 'it is', 'the first is')} ${said(a, 'first')}`,
  'unplaced/miui.unopened': (a) =>
    `${many(a, 'members', 'archive beside the set was', 'archives beside the set were')} not opened, because a tar passes once; ${agree(a, 'members', 'it is', 'the first is')} ${said(a, 'first')}`,
  'unplaced/miui.split': (a) => `${said(a, 'file')} is a zip of split APKs or of an agent's own`,
  'unplaced/miui.no-magic': (a) => `${said(a, 'file')} has the name of a backup and is none`,
  'limit/miui.index': (a) => `descript.xml is longer than ${many(a, 'limit', 'byte')} and was not read`,
  'unsupported/miui.v1': (a) => `${said(a, 'file')} is a zip, as in the first MIUI format, and holds no stores of it`,
  'unknown-version/miui.v1': (a) =>
    `${said(a, 'file')} is a backup of the first MIUI format (V4, V5)${maybe(a, 'package', ' of ')}; its stores were read as those of later ones`,
  'anomaly/miui.carriage-returns': (a) =>
    `${many(a, 'returns', 'carriage return stands', 'carriage returns stand')} before the line feeds of the MIUI header, as a terminal or an editor puts them; it was read without them`,
  'manifest/miui.user-files': (a) =>
    `descript.xml lists ${many(a, 'files', 'file of the user', 'files of the user')} (feature ${said(a, 'feature')}) by ${agree(a, 'files', 'its path', 'their paths')}${maybe(a, 'first', agree(a, 'files', '; it is ', '; the first is '))}`,
  'manifest/miui.transfer': (a) =>
    `The set is left from a transfer between phones (${said(a, 'folder')}; told by: ${said(a, 'signs')})`,
  'index-mismatch/miui.split-absent': (a) =>
    `descript.xml lists the split APKs of ${said(a, 'package')} (${said(a, 'file')}), and they are not there`,
  'size-mismatch/miui.index-split': (a) =>
    `descript.xml gives ${said(a, 'file')} ${many(a, 'expected', 'byte')}, it has ${said(a, 'actual')} (deviation ${said(a, 'deviation')})`,
  'locked/miui.bak': (a) =>
    `The backup of ${said(a, 'package')} (${said(a, 'file')}) is encrypted, and no password opened it`,
  'truncated/miui.bak': (a) =>
    `The backup of ${said(a, 'package')} (${said(a, 'file')}) ends before anything could be read`,
  'unsupported/miui.bak': (a) =>
    `The backup of ${said(a, 'package')} (${said(a, 'file')}) is of a kind that is not read (${said(a, 'reason')})`,
  'unreadable/miui.bak': (a) =>
    `The backup of ${said(a, 'package')} (${said(a, 'file')}) could not be read (${said(a, 'reason')})`,
  'locked/miui.zip': (a) => `${said(a, 'file')} is encrypted, and no password opened it`,
  'unreadable/miui.zip': (a) => `${said(a, 'file')} could not be read (${said(a, 'reason')})`,
  'content-malformed/ffs.clbx': (a) =>
    `The times and owners in ${said(a, 'path')} could not be read: those of the zip stand in their place`,
  'unsupported/ffs.packages-abx': (a) =>
    `${said(a, 'path')} is damaged binary XML of Android; it gives no list of installed apps`,
  'unplaced/ffs.no-package-name': (a) =>
    `${many(a, 'folders', 'app folder has', 'app folders have')} no package's name, as before the first unlock (${said(a, 'example')}); ${agree(a, 'folders', 'it covers', 'they cover')} nothing`,
  'unplaced/ffs.outside-root': (a) =>
    `${many(a, 'count', 'entry lies', 'entries lie')} outside of the device's root and ${agree(a, 'count', 'has', 'have')} no place on it; ${agree(a, 'count', 'it is', 'the first is')} ${said(a, 'example')}`,
  'coverage-assumed/no-package-list': () =>
    'No list of installed apps is in the evidence; an app without a folder is taken to be not installed',
};
