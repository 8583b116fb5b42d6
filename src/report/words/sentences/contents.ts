import { agree, many, maybe, type Sentences, said } from '../sentence.ts';

/** Why a content could not be read at all, by the detail that its reader gave. Clauses: `because …`. */
export const CONTENT_FAULTS: Sentences = {
  'sqlite.encrypted': (a) =>
    a['keys'] === undefined
      ? 'the database is encrypted (its first page is not that of SQLite, and looks random); its key can be given with --password-file'
      : 'the database is encrypted, and no key that was given or found beside it opens it (SQLCipher 1 to 4 were tried)',
  'not-kept': () =>
    'it was hashed as it passed, and not kept to be read: it is too long for that, or the work folder was full',
  unreadable: () => 'its bytes could not be read to the end',
  'sqlite.not-a-database': () => 'the file is no SQLite database',
  'json.no-content': () => 'the content was not kept',
  'json.too-large': (a) =>
    `the JSON is larger than the limit${maybe(a, 'limit', ' of ', agree(a, 'limit', ' byte', ' bytes'))}`,
  'json.malformed': (a) => `the JSON is malformed${maybe(a, 'at', ' at character ')}${maybe(a, 'reason', ': ')}`,
  'leveldb.too-large': (a) =>
    `the LevelDB store is larger than the limit${maybe(a, 'limit', ' of ', agree(a, 'limit', ' byte', ' bytes'))}`,
  'lines.no-content': () => 'the content was not kept',
  'lines.too-large': (a) =>
    `the text is larger than the limit${maybe(a, 'limit', ' of ', agree(a, 'limit', ' byte', ' bytes'))}`,
  'lines.line-too-large': (a) =>
    `a line of the text is longer than the limit${maybe(a, 'limit', ' of ', agree(a, 'limit', ' byte', ' bytes'))}`,
  'lines.count-too-large': (a) => `the text has more lines than the limit${maybe(a, 'limit', ' of ')}`,
  'lines.malformed': () => 'the content is not text',
  'miui-agent.no-content': () => 'the content was not kept',
  'miui-agent.too-large': (a) =>
    `the agent's data is larger than the limit${maybe(a, 'limit', ' of ', agree(a, 'limit', ' byte', ' bytes'))}`,
  'miui-agent.malformed': () => "the agent's data is of no known kind",
  'phone-records.too-large': (a) =>
    `the records are larger than the limit${maybe(a, 'limit', ' of ', agree(a, 'limit', ' byte', ' bytes'))}`,
  'phone-records.malformed': () => 'the file holds no messages, calls or contacts in a known form',
  'mmkv.no-content': () => 'the content was not kept',
  'mmkv.too-large': (a) =>
    `the MMKV store is larger than the limit${maybe(a, 'limit', ' of ', agree(a, 'limit', ' byte', ' bytes'))}`,
  'mmkv.malformed': () => 'the file is no MMKV store',
  'mmkv.encrypted': () => 'the MMKV store is encrypted and no key that was given opens it (--password-file)',
  'datastore.no-content': () => 'the content was not kept',
  'datastore.too-large': (a) =>
    `the DataStore is larger than the limit${maybe(a, 'limit', ' of ', agree(a, 'limit', ' byte', ' bytes'))}`,
  'datastore.malformed': () => 'the file is no Preferences DataStore',
  'protobuf.no-content': () => 'the content was not kept',
  'protobuf.too-large': (a) =>
    `the protobuf message is larger than the limit${maybe(a, 'limit', ' of ', agree(a, 'limit', ' byte', ' bytes'))}`,
  'protobuf.malformed': () => 'the file is no protobuf message',
  'recognised.malformed': () => 'the file is none of the stores that are recognised',
  'realm.unsupported': (a) =>
    `it is a Realm store${maybe(a, 'version', ', version ')}${maybe(a, 'bytes', ', ', agree(a, 'bytes', ' byte', ' bytes'))}; its kind is recognised and its records are not read`,
  'lmdb.unsupported': (a) =>
    `it is an LMDB store (ObjectBox keeps one too)${maybe(a, 'version', ', version ')}${maybe(a, 'bytes', ', ', agree(a, 'bytes', ' byte', ' bytes'))}; its kind is recognised and its records are not read`,
  'mdbx.unsupported': (a) =>
    `it is an MDBX store${maybe(a, 'version', ', version ')}${maybe(a, 'bytes', ', ', agree(a, 'bytes', ' byte', ' bytes'))}; its kind is recognised and its records are not read`,
  'hive.unsupported': (a) =>
    `it is a Hive box${maybe(a, 'version', ', version ')}${maybe(a, 'bytes', ', ', agree(a, 'bytes', ' byte', ' bytes'))}; its kind is recognised and its records are not read`,
  'realm.encrypted': (a) =>
    `it is an encrypted Realm store by its name and its first page${maybe(a, 'bytes', ', ', agree(a, 'bytes', ' byte', ' bytes'))}; it is not read`,
  'hive.encrypted': (a) =>
    `it is an encrypted Hive box by its name and its first frame${maybe(a, 'bytes', ', ', agree(a, 'bytes', ' byte', ' bytes'))}; it is not read`,
  'preferences.no-content': () => 'the content was not kept',
  'preferences.too-large': (a) =>
    `the preferences are larger than the limit${maybe(a, 'limit', ' of ', agree(a, 'limit', ' byte', ' bytes'))}`,
  'preferences.abx': () => 'the file begins as Android binary XML, and nothing of it can be read',
  'preferences.malformed': () => 'the preferences are not the XML that Android writes',
  'wrapping.broken': () => 'the file begins as a packed one (gzip or zlib) and does not unpack',
  'apk.no-content': () => 'the content was not kept',
  'apk.malformed': () => 'the file is no APK: neither a manifest nor a central directory was found',
  'engine-missing': () => 'the SQLite engine that this content needs is not installed',
};

/** What was odd or lost in a content that was read. Sentences by detail. */
export const CONTENT_NOTICES: Sentences = {
  'abx.broken': (a) =>
    `The binary XML breaks off or is damaged; ${said(a, 'tokens')} of its tokens ${agree(a, 'tokens', 'was', 'were')} read`,
  'apk.no-directory': () => 'The APK has no central directory that its end names: its members are not listed',
  'apk.no-manifest': () => 'The APK has no manifest that can be read',
  'apk.signing-block': () => 'The signing block of the APK is broken: its signers are not known',
  'apk.cut': (a) => `The list of the APK is cut (${said(a, 'what')}): it has more than are shown`,
  'datastore.broken': (a) => `The DataStore is broken from byte ${said(a, 'at')} on; what stands before was read`,
  'datastore.duplicate-key': (a) =>
    `${many(a, 'count', 'key of the DataStore is', 'keys of the DataStore are')} there more than once`,
  'protobuf.broken': (a) => `The protobuf message is broken from byte ${said(a, 'at')} on; what stands before was read`,
  'json.duplicate-key': (a) =>
    `${many(a, 'count', 'key of the JSON is', 'keys of the JSON are')} there more than once; the last one is taken`,
  'leveldb.no-current': () => 'The LevelDB store has no CURRENT file that names its manifest',
  'leveldb.no-manifest': () =>
    'The LevelDB store has no manifest: which of its files still count, and whether some are missing, is not known; of each key the newest sequence was taken',
  'leveldb.manifest-broken': () =>
    'The manifest of the LevelDB store cannot be read: all of its files were taken as belonging to it',
  'leveldb.table-missing': (a) => `The LevelDB store names a table ${said(a, 'number')} that is not there`,
  'leveldb.log-cut': (a) =>
    `The log ${said(a, 'file')} of the LevelDB store ends in the middle of a record, as after a crash; it was passed over`,
  'leveldb.broken-block': (a) =>
    `${many(a, 'count', 'block')} of the table ${said(a, 'file')} ${agree(a, 'count', 'is broken and was', 'are broken and were')} left out`,
  'leveldb.broken-record': (a) =>
    `${many(a, 'count', 'record')} of the log ${said(a, 'file')} ${agree(a, 'count', 'is broken and was', 'are broken and were')} left out`,
  'leveldb.broken-footer': (a) => `The file ${said(a, 'file')} is no table that LevelDB writes`,
  'leveldb.broken-compression': (a) =>
    `${many(a, 'count', 'block')} of the table ${said(a, 'file')} ${agree(a, 'count', 'is', 'are')} packed in a way that is not read`,
  'lines.not-utf8': () => 'The text is not valid UTF-8; it was read byte by byte',
  'miui-agent.broken': (a) =>
    `The agent's data is broken from byte ${said(a, 'at')} on; ${many(a, 'records', 'record was', 'records were')} read before it`,
  'mmkv.no-meta': () => 'The MMKV store has no .crc file beside it: its end and its checksum are not known',
  'mmkv.checksum': () => 'The MMKV store does not hold its checksum',
  'mmkv.earlier-size': (a) =>
    `The MMKV store holds its checksum only up to an earlier size of ${many(a, 'size', 'byte')}; later writes were left out`,
  'mmkv.broken': (a) => `The MMKV store is broken from byte ${said(a, 'at')} on; what stands before was read`,
  'phone-records.broken': (a) =>
    `The records break off after character ${said(a, 'at')}; ${said(a, 'records')} ${agree(a, 'records', 'was', 'were')} read before it`,
  'phone-records.call': (a) => `The value of key ${said(a, 'key')} is no call and was left out`,
  'past.cut': (a) =>
    `Only the first ${agree(a, 'records', 'record that is no longer shown was', `${said(a, 'records')} records that are no longer shown were`)} read`,
  'preferences.bak-used': () => 'The .bak file stands for the preferences: the last write did not finish',
  'preferences.truncated': (a) => `The preferences end early; ${many(a, 'records', 'key was', 'keys were')} read`,
  'preferences.broken-element': (a) =>
    `${many(a, 'count', 'element of the preferences is broken and was', 'elements of the preferences are broken and were')} left out`,
  'preferences.trailing': (a) =>
    `${many(a, 'characters', 'character follows', 'characters follow')} after the preferences`,
  'preferences.duplicate-key': (a) =>
    `${many(a, 'count', 'key of the preferences is', 'keys of the preferences are')} there more than once`,
  'preferences.bad-value': (a) =>
    `${many(a, 'count', 'value of the preferences is not of its', 'values of the preferences are not of their')} own type`,
  'preferences.not-utf8': (a) =>
    `${many(a, 'count', 'text of the preferences is', 'texts of the preferences are')} not valid UTF-8`,
  'preferences.unknown-type': (a) => `The preferences hold a value of an unknown type ${said(a, 'type')}`,
  'sqlite.journal-unreadable': (a) =>
    `The rollback journal of ${many(a, 'bytes', 'byte')} could not be read; the database may be in the middle of a change`,
  'sqlite.journal-broken': (a) =>
    `The rollback journal ends in broken records; ${many(a, 'pages', 'page was', 'pages were')} rolled back`,
  'sqlite.cut': (a) => `The database has ${many(a, 'pages', 'page')} where its header declares ${said(a, 'declared')}`,
  'sqlite.journal-shared': (a) =>
    `The journal belongs to a change over several databases and was rolled back, which SQLite does only while their common journal is there (${said(a, 'name')})`,
  'sqlite.only-in-log': (a) =>
    `${many(a, 'rows', 'live row stands', 'live rows stand')} only in the write-ahead log (${said(a, 'tables')}): the main file alone lacks ${agree(a, 'rows', 'it', 'them')}`,
  'sqlite.wal-unreadable': (a) => `The write-ahead log of ${many(a, 'bytes', 'byte')} could not be read`,
  'sqlite.wal-broken': (a) =>
    `${many(a, 'frames', 'frame of the write-ahead log does not hold its', 'frames of the write-ahead log do not hold their')} checksum`,
  'sqlite.wal-page-size': (a) =>
    `The write-ahead log has pages of ${many(a, 'wal', 'byte')}, the database of ${said(a, 'main')}; the log was left out`,
  'sqlite.page-unproven': (a) =>
    `The HMAC of ${many(a, 'pages', 'page')} of the sealed database does not hold, ${agree(a, 'pages', 'it is', 'the first is')} page ${said(a, 'first')}; nothing of ${agree(a, 'pages', 'it', 'them')} is shown`,
  'sqlite.log-too-long': (a) =>
    `The ${said(a, 'part')} of the sealed database is too long to be opened and was left out`,
  'sqlite.page-unreadable': (a) =>
    `${many(a, 'pages', 'page')} of the table ${said(a, 'table')} could not be read, ${agree(a, 'pages', 'it is', 'the first is')} page ${said(a, 'page')}`,
  'sqlite.row-unreadable': (a) =>
    `${many(a, 'rows', 'row')} of the table ${said(a, 'table')} could not be read, ${agree(a, 'rows', 'it is', 'the first')} on page ${said(a, 'page')}`,
  'sqlite.tables-left-out': (a) =>
    `${many(a, 'tables', 'table was', 'tables were')} left out: the database has more than can be read`,
  'sqlite.schema-guessed': (a) =>
    `The columns of the table ${said(a, 'table')} are guessed: its statement is not understood`,
  'sqlite.index-only': (a) =>
    `The full-text table ${said(a, 'table')} keeps no content but its index, which is not read: its rows are not compared`,
  'sqlite.boxes-not-read': (a) => `The rows of the R-tree ${said(a, 'table')} could not be read: they are not compared`,
  'sqlite.past-not-looked-for': (a) =>
    `Deleted rows of R-trees and of full-text tables that keep only an index were not looked for: ${said(a, 'table')}${a['tables'] === 1 ? '' : ` and ${Number(a['tables']) - 1} more`}`,
  'sqlite.box-missing': (a) =>
    `${many(a, 'rows', 'row')} of the R-tree ${said(a, 'table')} ${agree(a, 'rows', 'was', 'were')} left out: no node has ${agree(a, 'rows', 'its', 'their')} coordinates`,
  'sqlite.rows-out-of-order': (a) => `The rows of the table ${said(a, 'table')} are out of order`,
};
