import { agree, many, maybe, type Sentences, said } from '../sentence.ts';

/** Notices about bundles of phone makers: Samsung, OPPO and OnePlus, Huawei. By `code/detail`. */
export const VENDOR_NOTICES: Sentences = {
  'manifest/samsung.session': (a) => `The session was made${maybe(a, 'model', ' on ')}${maybe(a, 'saved', ' at ')}`,
  'manifest/samsung.app-list': (a) =>
    `AppList.json names ${many(a, 'listed', 'app that was', 'apps that were')} offered; there are files of ${said(a, 'there')}`,
  'manifest/samsung.opened': (a) =>
    `${said(a, 'path')} was opened (${said(a, 'variant')}) with the secret from ${said(a, 'from')}`,
  'truncated/samsung.apk': (a) => `${said(a, 'path')} ends inside its encrypted part`,
  'locked/samsung.apk': (a) =>
    `${said(a, 'path')} is encrypted, and ${agree(a, 'tried', 'the one secret does not open it', `none of ${said(a, 'tried')} secrets opens it`)}`,
  'locked/samsung.item': (a) =>
    `${said(a, 'path')} is encrypted: with none of ${said(a, 'secrets')} ${agree(a, 'secrets', 'secret', 'secrets')} of the session and ${many(a, 'pins', 'PIN')} does it become anything known. It has no checksum, so a wrong PIN cannot be told from another cipher`,
  'unsupported/samsung.opaque': (a) => `${said(a, 'path')} is sealed in a way that nobody is known to open`,
  'manifest/huawei.session': (a) =>
    `The session was made${maybe(a, 'model', ' on ')}${maybe(a, 'version', ' by KoBackup ')}${maybe(a, 'saved', ' at ')}${a['hint'] === true ? '; it holds a reminder of the password that the user wrote' : ''}`,
  'manifest/huawei.variant': (a) =>
    `It is encrypted by ${said(a, 'variant')}: found as the variant number ${said(a, 'tried')} of those tried`,
  'unsupported/huawei.no-variant': (a) =>
    `The password is right, and ${agree(a, 'tried', 'the one known variant does not open', `none of ${said(a, 'tried')} known variants opens`)} the data${maybe(a, 'version', ' of version ')}`,
  'unsupported/huawei.no-index': () => 'info.xml is missing or cannot be read: it holds what keys are made of',
  'unsupported/huawei.no-vector': (a) => `${said(a, 'path')} is encrypted, and no index states its vector`,
  'locked/huawei.shut': (a) => `${said(a, 'path')} is encrypted, and is listed as it is stored`,
  'checksum/huawei.hmac': (a) => `${said(a, 'path')} is not what checkMsgV3 was made of`,
  'gap/huawei.slice': (a) => `Piece ${said(a, 'number')} of ${said(a, 'path')} is missing`,
  'gap/huawei.part': (a) =>
    `${said(a, 'count')} of the numbered parts of ${said(a, 'path')} ${agree(a, 'count', 'is not there, it is', 'are not there, the first is')} number ${said(a, 'first')}: what of ${said(a, 'package')} was in ${agree(a, 'count', 'it', 'them')} is not known`,
  'index-mismatch/huawei.missing': (a) => `info.xml names ${said(a, 'package')}, of which nothing is there`,
  'unplaced/lg.layout': (a) =>
    `Of what LG packs beside APKs the layout is not known: ${many(a, 'count', 'item is', 'items are')} listed, ${agree(a, 'count', 'it is', 'the first is')} ${said(a, 'example')}`,
  'truncated/lg.list': (a) =>
    `It ends ${many(a, 'missing', 'byte')} before the end of its list: what it holds comes out in one piece. If it is one of several parts (.lbf0, .lbf1, …), name their folder, and take it out of a tar first`,
  'checksum/lg.altered': () => 'Its list was altered: what can be read of it is used, and items may be missing',
  'truncated/lg.part': (a) =>
    `Parts of the backup are not there, ${many(a, 'bytes', 'byte')} of it: ${said(a, 'first')} is the first`,
  'truncated/lg.part-cut': (a) =>
    `${said(a, 'first')} ends early, or a part behind it is not there: ${many(a, 'bytes', 'byte of the backup is', 'bytes of the backup are')} missing or cannot be placed`,
  'size-mismatch/lg.longer': (a) =>
    `Its list lies ${many(a, 'more', 'byte')} behind its place: ${agree(a, 'more', 'it was', 'they were')} put in somewhere before it, and the items come out in one piece`,
  'size-mismatch/lg.shorter': (a) =>
    `Its list lies ${many(a, 'fewer', 'byte')} before its place: ${agree(a, 'fewer', 'it was', 'they were')} lost somewhere before it, and the items come out in one piece`,
  'truncated/lg.item': (a) => `${said(a, 'path')} ends ${many(a, 'missing', 'byte')} before its listed end`,
  'manifest/coloros.keys': (a) => `Keys found in backup_config_new.db: ${said(a, 'keys')}`,
  'manifest/coloros.opened': (a) => `Encrypted files opened with the keys of backup_config_new.db: ${said(a, 'files')}`,
  'unsupported/recognised.harmony': () =>
    'info.json at its root is all that is public of a backup of HarmonyOS 5: if this is one, it was not read, only its files were listed; restore it with the program of the maker, or use a full-filesystem extraction',
  'unsupported/coloros.no-key': () => 'backup_config_new.db holds no key that could be found',
  'unsupported/coloros.opaque': (a) =>
    `${said(a, 'path')} begins as nothing known, and ${agree(a, 'keys', 'the one key makes nothing', `none of ${said(a, 'keys')} keys makes anything`)} known of it`,
};

/** Faults about them, as clauses. */
export const VENDOR_FAULTS: Sentences = {
  'evidence.unreadable/not-seekable': (a) =>
    `it would have to be read at any place, and is longer than the ${many(a, 'limit', 'byte that is', 'bytes that are')} held for that`,
  'evidence.unsupported/recognised.meizu': () =>
    'it is a backup of Flyme (Meizu), which is recognised and not read: a zip an app, without known encryption',
  'evidence.unsupported/recognised.mediatek': () =>
    'it is a backup of MediaTek’s program, which is recognised and not read: it packs APKs, contacts and messages, and no private data of apps',
  'evidence.unsupported/recognised.vivo': () =>
    'it looks like the object store of vivo, which is recognised and not read: how its files are named and laid out is not public',
  'evidence.unsupported/recognised.itunes': () => 'it is an iTunes backup: of an iPhone, which carryover does not read',
  'evidence.unsupported/recognised.rustic': () =>
    'it is a repository of rustic or restic, which is recognised and not read: it is encrypted, and holds snapshots of folders',
  'evidence.unsupported/recognised.sbu': () =>
    'it is a .sbu of Samsung Kies, which is recognised and not read: contacts, messages, calls and media, and no private data of apps',
  'evidence.unsupported/recognised.kies-item': () =>
    'it is what Samsung Kies or an old Smart Switch of the PC wrote, which is recognised and not read: each item is encrypted with a fixed key of the program, which carryover does not have',
  'evidence.unreadable/lg.header': () => 'its header does not decrypt with the key of LG Backup',
  'evidence.unsupported/lg.last-part': () =>
    'it is the last of several parts of an LG backup: its list is there, and what it lists lies in the others',
  'evidence.unsupported/lg.no-random-access': () =>
    'a backup of LG can only be read where it lies as a file: take it out of its archive first',
  'evidence.locked/samsung.app-data': (a) =>
    `it is encrypted, and ${agree(a, 'secrets', 'the one secret of the session does not open it', `none of ${said(a, 'secrets')} secrets of the session opens it`)}${a['passwords'] === 0 ? '; no password was given' : agree(a, 'passwords', ', nor does the password', `, nor any of ${said(a, 'passwords')} passwords`)}`,
  'evidence.locked/huawei.cannot-tell': (a) =>
    `${agree(a, 'tried', 'the password makes nothing', `none of ${said(a, 'tried')} passwords makes anything`)} known of it; it holds nothing that tells a wrong password from an unknown cipher`,
};

/** What to try with what is only recognised, and with what is locked. */
export const VENDOR_REMEDIES: Sentences = {
  'evidence.locked/samsung.app-data': () =>
    'name the whole folder of the session: its secret is in backupHistoryInfo.xml or SmartSwitchBackup.json; or try --password-file FILE',
  'evidence.unsupported/recognised.meizu': () => 'name one of the zips in APP as the evidence',
  'evidence.unsupported/recognised.mediatek': () => 'name its contact.vcf or sms.vmsg as the evidence',
  'evidence.unsupported/recognised.vivo': () =>
    'restore it with the program of the maker, or use a full-filesystem extraction',
  'evidence.unsupported/recognised.itunes': () => 'use a tool for iOS',
  'evidence.unsupported/lg.last-part': () => 'name the folder that all its parts lie in as the evidence',
  'evidence.unsupported/recognised.sbu': () =>
    'take its parts out with Smartphone-Backup-Data-Extractor, or use a full-filesystem extraction',
  'evidence.unsupported/recognised.kies-item': () =>
    'restore it with the program of the maker, or use a full-filesystem extraction',
  'evidence.unsupported/recognised.rustic': () => 'restore the snapshot with rustic, and name the folder',
};
