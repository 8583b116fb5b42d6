import type { Args } from '../../../base/args.ts';
import { many, type Sentence, type Sentences, said } from '../sentence.ts';

const MAKERS: Readonly<Record<string, string>> = {
  stock: "Android's own backup service",
  samsung: 'Samsung (Smart Switch or another of its tools)',
  miui: "MIUI's backup or Mi Mover",
  repacked: 'a tool that packed it anew, and not the device',
};

/** Signs by which a maker was told (formats/android-backup/maker.ts). */
const SIGNS: Readonly<Record<string, string>> = {
  'tar-gnu': 'its tar is of the GNU kind',
  'tar-v7': 'its tar is of the kind of 1979',
  'zlib-level': 'its compressed stream does not begin as that of Android',
  'manifest-not-first': 'a package does not begin with its manifest',
  folders: 'folders above the domains are stored',
  'never-written': 'it holds what no device stores',
  'too-early': 'it holds what its version does not have yet',
  'samsung-token': "Samsung's own domain ef_s is there",
  'samsung-splits': "manifests have Samsung's count of split APKs",
  'miui-envelope': "MIUI's envelope stands before it",
  'miui-stores': 'its stores are those of the first MIUI format',
};

function madeBy(a: Args): string {
  const signs = said(a, 'signs')
    .split(',')
    .filter((sign) => sign !== '')
    .map((sign) => SIGNS[sign] ?? sign);
  const why = signs.length === 0 ? 'nothing in it is unlike what that writes' : signs.join('; ');
  return `Probably made by ${MAKERS[said(a, 'maker')] ?? said(a, 'maker')}: ${why}`;
}

const VERIFIED: Readonly<Record<string, string>> = {
  adler: 'the Adler-32 of what was decoded holds',
  end: 'the content is whole up to its end mark',
};

function newlines(a: Args): string {
  const verified = VERIFIED[said(a, 'verified')];
  const returns = said(a, 'returns');
  const before = `${returns} carriage ${returns === '1' ? 'return was' : 'returns were'} put before each line feed of the file, as a terminal does; all were taken out again`;
  return verified === undefined
    ? `${before}, and nothing proves that this gave back every byte`
    : `${before}, and ${verified}`;
}

/** Notices of adb backups and MIUI's that tell of oddities rather than of plain damage. By `code/detail`. */
export const BACKUP_NOTICES: Sentences = {
  'anomaly/ab.newlines': newlines,
  'anomaly/ab.header-newlines': () => 'The header alone has carriage returns, as a text editor leaves them',
  'anomaly/ab.algorithm-case': (a) =>
    `The header spells the encryption ${said(a, 'algorithm')}; a device writes AES-256 and none`,
  'anomaly/ab.cut-time': (a) =>
    `${many(a, 'members', 'entry has a time that stands', 'entries have a time that stands')} for any before 1970, cut short by the device; none is shown`,
  'anomaly/ab.raw-shared': (a) =>
    `Shared storage of ${many(a, 'bytes', 'byte')} lies in the middle of the stream, neither compressed nor encrypted, as Android 4.0.3 and 4.0.4 wrote it; it was read from there`,
  'unsupported/ab.raw-shared-once': (a) =>
    `Shared storage of ${many(a, 'bytes', 'byte')} lies raw in the middle of a stream that can be read once only; it was passed over`,
  'truncated/ab.raw-shared': (a) => `The raw shared storage of ${many(a, 'bytes', 'byte')} does not end as it should`,
  'manifest/ab.nothing-inside': () =>
    'The backup is whole and empty: no package that was named could be backed up (not installed, backup not allowed, or, since Android 12, not debuggable), or none was named',
  'manifest/ab.made-by': madeBy,
};

/** Why nothing at all could be read of one. By `code/detail`. */
export const BACKUP_FAULTS: Sentences = {
  'evidence.empty/ab.empty': () =>
    'the file has no bytes: the backup was never confirmed on the phone, was cancelled, or the phone is encrypted and no backup password was given',
  'evidence.unsupported/ab.twrp': () =>
    'it begins as a stream of TWRP (adb backup --twrp) does, and the checksum of its first block does not hold',
  'evidence.unsupported/no-hash': () => 'nothing in it is encrypted in a way whose hash line is known',
};

export const BACKUP_FAULT_HINTS: Readonly<Record<string, Sentence>> = {
  'evidence.empty/ab.empty': () => 'make the backup again, and confirm it on the phone',
  'evidence.unsupported/ab.twrp': () => 'name it --as twrp if only that block is damaged, or restore it with TWRP',
  'evidence.unsupported/no-hash': () => 'carryover info shows what it is',
};
