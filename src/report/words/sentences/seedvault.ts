import { agree, many, maybe, type Sentences, said } from '../sentence.ts';

/** Notices about backups of Seedvault. By `code/detail`. */
export const SEEDVAULT_NOTICES: Sentences = {
  'manifest/seedvault.set': (a) =>
    `${said(a, 'path')} is a backup of version ${said(a, 'version')}${maybe(a, 'device', ' of ')}${maybe(a, 'user', ', user ')}${maybe(a, 'made', ', made ')}, which names ${many(a, 'apps', 'app')}${d2d(a['d2d'])}`,
  'manifest/seedvault.older': (a) =>
    `${said(a, 'path')} holds older backups of ${many(a, 'apps', 'app')}, which were not opened`,
  'manifest/seedvault.no-metadata': (a) =>
    `${said(a, 'path')} has no metadata that could be read: its files are named and opened, and nothing more is known of it`,
  'manifest/seedvault.lost-metadata': (a) =>
    `${said(a, 'path')} is sealed as a set of version 1 is, and no metadata lies beside it: without that nothing says what the files of the set are`,
  'index-mismatch/seedvault.owner': (a) =>
    `${said(a, 'path')} was sealed as ${said(a, 'package')}${maybe(a, 'key', ', key ')}, which is believed; its name says otherwise`,
  'unsupported/seedvault.files': (a) =>
    `${said(a, 'path')} belongs to Seedvault's backup of files, another format, which is listed and not opened`,
  'unsupported/seedvault.version': (a) => `It is of version ${said(a, 'version')}, which is not known`,
  'limit/seedvault.kv': (a) =>
    `The key/value pairs of ${said(a, 'package')} do not unpack within ${many(a, 'limit', 'byte')}: their database is listed as it is`,
  'content-malformed/seedvault.kv': (a) =>
    `The key/value pairs of ${said(a, 'package')} are no database that holds any: it is listed as it is`,
  'content-malformed/seedvault.kv-rows': (a) =>
    `Of the key/value pairs of ${said(a, 'package')}, ${many(a, 'lost', 'page or row', 'pages or rows')} could not be read`,
};

function d2d(value: unknown): string {
  if (value === true) return '; apps were packed as for another device, whatever their own rules say of backups';
  return value === false ? '; apps were packed by their own rules for backups' : '';
}

/** Faults about them, as clauses. */
export const SEEDVAULT_FAULTS: Sentences = {
  'evidence.unreadable/seedvault.segment': (a) =>
    `a segment of ${many(a, 'length', 'byte')} is none that Seedvault writes`,
  'evidence.unreadable/seedvault.header': () => 'it does not begin as Seedvault begins its files',
  'evidence.unreadable/seedvault.metadata': (a) => `its metadata is longer than ${many(a, 'limit', 'byte')}`,
  'evidence.truncated/seedvault.cut': (a) =>
    `it ends before the end that was sealed: ${many(a, 'bytes', 'byte is', 'bytes are')} there of its last segment`,
  'evidence.unreadable/seedvault.long': (a) =>
    `it is longer than the ${many(a, 'limit', 'byte')} that such a file may have`,
  'evidence.unreadable/seedvault.checksum': () =>
    'its SHA-256 is not the one that it is named by: it was altered or cut',
  'evidence.unreadable/seedvault.no-metadata': () =>
    'it is sealed as a set of version 1 is, and its .backup.metadata is missing: without that nothing says what its files are',
  'evidence.unreadable/seedvault.snapshot': () => 'what is sealed in it is no snapshot',
  'evidence.unreadable/seedvault.no-snapshot': () =>
    'it is a repository without any snapshot: nothing says what its files belong to',
  'evidence.unreadable/seedvault.no-chunk': (a) => `the snapshot does not say where its chunk ${said(a, 'chunk')} lies`,
  'evidence.unreadable/seedvault.no-blob': (a) =>
    `its chunk of ${many(a, 'bytes', 'byte')} is missing, which lay in ${said(a, 'blob')}`,
  'evidence.unreadable/seedvault.length': (a) =>
    `a chunk that the snapshot states as ${many(a, 'stated', 'byte')} unpacks to ${said(a, 'produced')}`,
  'evidence.unsupported/seedvault.version': (a) => `it is of version ${said(a, 'version')}, which is not known`,
  'evidence.unsupported/seedvault.files': () =>
    'it is a backup of files by Seedvault, which is another format than that of its apps, and is not read',
  'evidence.locked/seedvault.no-password': () =>
    'it is sealed under the twelve words of a recovery code, and none were given',
  'evidence.locked/seedvault.wrong-password': (a) =>
    `${agree(a, 'tried', 'the key made of what was given does not open it', `none of ${said(a, 'tried')} keys made of what was given opens it`)}: the words are of another backup, or it was altered or moved to a folder of another name`,
};

/** What to do about them. */
export const SEEDVAULT_REMEDIES: Sentences = {
  'evidence.locked/seedvault.no-password': () => 'give the twelve words in one line of --password-file',
  'evidence.locked/seedvault.wrong-password': () => 'give the twelve words in one line of --password-file',
  'evidence.unreadable/seedvault.no-metadata': () => 'look for the .backup.metadata that lay in its folder',
  'evidence.unreadable/seedvault.no-snapshot': () => 'look for the .snapshot files that lay in it',
  'evidence.unsupported/seedvault.files': () => 'restore it on a phone, and name what it wrote',
  'evidence.unsupported/seedvault.version': () => 'restore it on a phone, and extract that',
};
