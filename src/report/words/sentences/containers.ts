import { agree, many, maybe, type Sentences, said } from '../sentence.ts';

/** Notices of containers and of the catalogue: folder, zip, tar, gzip, snapshot. By `code/detail`. */
export const CONTAINER_NOTICES: Sentences = {
  'truncated/tar.cut-header': (a) =>
    `The tar ends inside a header, ${said(a, 'found')} of 512 bytes ${agree(a, 'found', 'is', 'are')} there`,
  'truncated/tar.no-end-mark': () => 'The tar has no end mark; its last entry is whole',
  'truncated/tar.cut-body': (a) =>
    `The tar ends inside ${said(a, 'path')}: ${said(a, 'found')} of ${many(a, 'promised', 'byte')} ${agree(a, 'found', 'is', 'are')} there`,
  'truncated/packed': (a) =>
    `The ${said(a, 'layer')} stream ends early${maybe(a, 'produced', ', ', agree(a, 'produced', ' byte came out', ' bytes came out'))}`,
  'checksum/packed': (a) =>
    `The ${said(a, 'layer')} stream does not unpack or its checksum does not hold${maybe(a, 'reason', ': ')}`,
  'trailing-bytes/packed': (a) =>
    `${many(a, 'bytes', 'byte follows', 'bytes follow')} after the ${said(a, 'layer')} stream`,
  'truncated/gzip': (a) =>
    `The gzip stream ends early${maybe(a, 'produced', ', ', agree(a, 'produced', ' byte came out', ' bytes came out'))}`,
  'truncated/nested-archive': (a) =>
    `${said(a, 'path')} is an archive (${said(a, 'format')}) that ends early, and no backup was found in what is left of it: copy or acquire it again, or name it alone to see what can be read`,
  'truncated/nested-unended': (a) =>
    `${said(a, 'path')} is an archive (${said(a, 'format')}) without the mark of its end, and no backup was found in it: it may have been cut`,
  'truncated/zip.no-directory': (a) =>
    `The zip has no central directory; ${many(a, 'scanned', 'entry was found by its', 'entries were found by their')} local headers`,
  'truncated/zip.directory': (a) =>
    `The central directory of the zip ends after ${many(a, 'listed', 'entry', 'entries')}; ${many(a, 'scanned', 'more was found by its', 'more were found by their')} local headers`,
  'checksum/tar.header': () => 'The checksum of a tar header does not hold; the walk went on at the next good header',
  'checksum/gzip': (a) => `The gzip stream does not inflate or its checksum does not hold${maybe(a, 'reason', ': ')}`,
  'checksum/gzip.checksum': (a) =>
    `The gzip stream does not inflate or its checksum does not hold${maybe(a, 'reason', ': ')}`,
  'checksum/declared-sha256': (a) =>
    `The content of ${said(a, 'path')} has another SHA-256 (${said(a, 'actual')}) than is recorded for it (${said(a, 'declared')})`,
  'gap/tar.gap': (a) => `${many(a, 'bytes', 'byte')} between two good headers could not be read as entries`,
  'gap/tar.gap-to-end': (a) => `${many(a, 'bytes', 'byte')} up to the end could not be read as entries`,
  'gap/tar.break': (a) =>
    `The stream breaks off here and goes on later: it is not known how much is lost; ${many(a, 'bytes', 'byte behind the break belongs', 'bytes behind the break belong')} to no header`,
  'gap/tar.break-to-end': (a) =>
    `The stream breaks off here: it is not known how much is lost; ${many(a, 'bytes', 'byte behind the break belongs', 'bytes behind the break belong')} to no header`,
  'size-mismatch/tar.broken-body': (a) =>
    `${said(a, 'path')} breaks off with the stream: ${said(a, 'found')} of ${many(a, 'promised', 'byte')} ${agree(a, 'found', 'is', 'are')} there`,
  'checksum/tar.doubtful': (a) =>
    `${said(a, 'path')} was read from a damaged block of the compressed stream: its bytes may be wrong`,
  'anomaly/tar.newlines': (a) =>
    `A terminal put ${many(a, 'returns', 'carriage return')} before each line feed (adb shell instead of adb exec-out); they were taken out again, and the headers after them hold`,
  'trailing-bytes/tar.lone-zero-block': () => 'A block of zeros stands between two entries',
  'trailing-bytes/tar.trailing': (a) =>
    `${many(a, 'bytes', 'byte follows', 'bytes follow')} after the end mark of the tar`,
  'trailing-bytes/tar.more-after-end': (a) =>
    a['bytes'] === 0
      ? 'Another header follows the end mark of the tar'
      : `${many(a, 'bytes', 'byte follows', 'bytes follow')} after the end mark of the tar, and ${agree(a, 'bytes', 'begins', 'begin')} with another header`,
  'trailing-bytes/gzip': (a) => `${many(a, 'bytes', 'byte follows', 'bytes follow')} after the gzip stream`,
  'trailing-bytes/zip': (a) => `${many(a, 'bytes', 'byte follows', 'bytes follow')} after the end of the zip`,
  'size-mismatch/tar.short-body': (a) =>
    `${said(a, 'path')} has ${many(a, 'found', 'byte')} where its header promises ${said(a, 'promised')}; the next header comes early`,
  'size-mismatch/tar.bad-size': (a) => `The header of ${said(a, 'path')} states no readable size`,
  'size-mismatch/tar.pax-record': () => 'A pax record is malformed and was left out',
  'limit/tar.extension': (a) =>
    `A tar extension header of ${many(a, 'size', 'byte')} is over the limit of ${said(a, 'limit')} and was left out`,
  'limit/entries': (a) => `The limit of ${many(a, 'limit', 'entry', 'entries')} was reached (--limit-entries)`,
  'limit/bundle-search': (a) =>
    `The search for a backup within ended after ${many(a, 'looked', 'member')} and ${many(a, 'opened', 'container')}: name one by its path inside`,
  'limit/bytes': (a) => `The limit of ${many(a, 'limit', 'decoded byte')} was reached (--limit-bytes)`,
  'limit/depth': (a) =>
    `The limit of ${many(a, 'limit', 'container within containers', 'containers within containers')} was reached (--limit-depth)`,
  'limit/work-folder-full': (a) =>
    `The work folder is full: ${many(a, 'contents', 'content was', 'contents were')} hashed but not kept and so not compared, ${many(a, 'kept', 'was kept', 'were kept')} (--work-dir)`,
  'unsupported/tar.sparse': (a) => `${said(a, 'path')} is stored sparse; its content was not put together`,
  'unsupported/tar.type': (a) => `${said(a, 'path')} has an unknown tar entry type ${said(a, 'type')}`,
  'unsafe-name/climbs-or-nul': (a) =>
    `A name climbs out of its folder or holds a NUL; it is shown as ${said(a, 'path')}`,
  'unsafe-name/absolute': (a) => `Names are absolute, as extraction tools write them; the first is ${said(a, 'path')}`,
  'unsafe-name/renamed-on-disk': (a) =>
    `${said(a, 'path')} cannot have this name on disk and was written as ${said(a, 'place')}`,
  'anomaly/tar.text-before': (a) =>
    `${many(a, 'bytes', 'byte of text stands', 'bytes of text stand')} before the first header of the tar and ${agree(a, 'bytes', 'was', 'were')} passed over; ${agree(a, 'bytes', 'it is', 'they begin')}: ${said(a, 'first')}`,
  'anomaly/zip.backslashes': (a) =>
    `Names have backslashes, as programs of Windows put them between folders, and were read with slashes; the first is ${said(a, 'path')}`,
  'unsafe-name/empty': () => 'An entry has no name',
  'name-not-utf8/member': (a) => `A name is not valid UTF-8; it is shown as ${said(a, 'path')}`,
  'index-mismatch/zip.count': (a) =>
    `The zip counts ${many(a, 'promised', 'entry', 'entries')} and lists ${said(a, 'found')}`,
  'duplicate/zip': (a) => `The zip lists ${said(a, 'path')} more than once; the last one is taken`,
  'duplicate/equal': (a) => `${said(a, 'path')} is there more than once, with equal content`,
  'duplicate/unequal': (a) =>
    `${said(a, 'path')} is there more than once, with different content (${said(a, 'first')} and ${said(a, 'second')}); the last one is taken`,
  'alias-conflict/unequal': (a) =>
    `${said(a, 'path')} and ${said(a, 'other')} are one place and hold different content`,
  'unreadable/folder.directory': (a) => `The folder ${said(a, 'path')} could not be listed (${said(a, 'reason')})`,
  'unreadable/folder.status': (a) => `${said(a, 'path')} could not be looked at (${said(a, 'reason')})`,
  'content-malformed/snapshot.line': () => 'A line of the snapshot could not be read',
};
