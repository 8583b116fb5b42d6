import { utf8 } from '../encode/bytes.ts';
import { tar } from '../encode/tar.ts';
import { zip } from '../encode/zip.ts';
import { PHONE_TIME, PHONE_UID, type Phone, type PhoneWriter, packagesList, storedPath } from './phone.ts';

const members = (phone: Phone) =>
  [
    ...phone.files.map((file) => ({ path: storedPath(file), body: file.body })),
    { path: 'data/system/packages.list', body: utf8(packagesList(phone)) },
  ].sort((a, b) => (a.path < b.path ? -1 : 1));

/** `su -c tar -c /data`. */
export const suTar: PhoneWriter = {
  format: 'full-filesystem',
  variant: 'tar by su',
  password: null,
  write: (phone) => [
    {
      path: 'phone.tar',
      bytes: tar(
        members(phone).map((each) => ({ ...each, mtime: PHONE_TIME, uid: PHONE_UID })),
        'gnu',
      ),
    },
  ],
};

/** A zip with the root `Dump/`. */
export const dumpZip: PhoneWriter = {
  format: 'full-filesystem',
  variant: 'zip with Dump/',
  password: null,
  write: (phone) => [
    {
      path: 'phone.zip',
      bytes: zip(
        members(phone).map(({ path, body }) => ({
          path: `Dump/${path}`,
          body,
          method: 'deflate' as const,
          mtime: PHONE_TIME,
          extras: ['UT'] as const,
        })),
      ),
    },
  ],
};
