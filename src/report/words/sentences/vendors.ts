import { maybe, type Sentences, said } from '../sentence.ts';

/** Notices about bundles of phone makers: Samsung, OPPO and OnePlus, Huawei. By `code/detail`. */
export const VENDOR_NOTICES: Sentences = {
  'manifest/samsung.session': (a) => `The session was made${maybe(a, 'model', ' on ')}${maybe(a, 'saved', ' at ')}`,
  'manifest/samsung.app-list': (a) =>
    `AppList.json names ${said(a, 'listed')} apps that were offered; files of ${said(a, 'there')} are there`,
  'manifest/samsung.opened': (a) =>
    `${said(a, 'path')} was opened (${said(a, 'variant')}) with the secret from ${said(a, 'from')}`,
  'truncated/samsung.apk': (a) => `${said(a, 'path')} ends inside its encrypted part`,
  'locked/samsung.apk': (a) => `${said(a, 'path')} is encrypted, and none of ${said(a, 'tried')} secrets opens it`,
  'locked/samsung.item': (a) =>
    `${said(a, 'path')} is encrypted: with none of ${said(a, 'secrets')} secrets of the session and ${said(a, 'pins')} PINs does it become anything known. It has no checksum, so a wrong PIN cannot be told from another cipher`,
  'unsupported/samsung.opaque': (a) => `${said(a, 'path')} is sealed in a way that nobody is known to open`,
};

/** Faults about them, as clauses. */
export const VENDOR_FAULTS: Sentences = {
  'evidence.unreadable/not-seekable': (a) =>
    `it would have to be read at any place, and is longer than the ${said(a, 'limit')} bytes that are held for that`,
};
