import { createHash } from 'node:crypto';
import { isPackageName } from '../../src/android/layouts.ts';
import type { Listing } from '../../src/vfs/format.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';

/** A backup that is known by what it begins with, where it lies, and cannot be read; by the detail of its fault. */
export interface Kind {
  readonly id: string;
  readonly because: string;
  /** How sure its files make it, in bits; 0: it is not of this kind. */
  bits(listing: Listing): number;
}

const HEX_40 = /^[0-9a-f]{40}$/;
const HEX_64 = /^[0-9a-f]{64}$/;
/** Below what any backup that is read bids on two of its own marks. */
const MOST_BITS = 120;
/** Files of one name or kind whose heads are looked at. */
const MOST_LOOKS = 64;
const ZIP_MAGIC = 'PK\x03\x04';

const textOf = (listing: Listing, path: string): string => Buffer.from(listing.head(path) ?? []).toString('latin1');
const hashed = ({ paths }: Listing): string[] => paths.filter((path) => HEX_40.test(leafOf(path)));

/** 8 bits for each character of `begins` that a file of those names begins with; of some of them. */
function beginning(listing: Listing, names: (path: string) => boolean, begins: (path: string) => string): number {
  let bits = 0;
  let looks = 0;
  for (const path of listing.paths) {
    if (!names(path)) continue;
    if (looks++ === MOST_LOOKS || bits >= MOST_BITS) break;
    const text = begins(path);
    if (textOf(listing, path).startsWith(text)) bits += 8 * text.length;
  }
  return Math.min(MOST_BITS, bits);
}

const zipOfApp = (path: string): boolean =>
  /(?:^|\/)APP\/[^/]+\.zip$/.test(path) && isPackageName(leafOf(path).replace(/\.zip$/, ''));
const apkInApp = (path: string): boolean =>
  /(?:^|\/)App\/[^/]+\.apk$/.test(path) && isPackageName(leafOf(path).replace(/\.apk$/, ''));

/** Length of the name of a zip's first member, little-endian, and where that name stands (APPNOTE 4.3.7). */
const ZIP_NAME_LENGTH_AT = 26;
const ZIP_NAME_AT = 30;

/** Whether the first member of a zip lies in the folder that Flyme gives an app. */
function isZipOfFlyme(listing: Listing, path: string): boolean {
  const head = Buffer.from(listing.head(path) ?? []);
  if (head.length < ZIP_NAME_AT || !head.toString('latin1').startsWith(ZIP_MAGIC)) return false;
  const end = ZIP_NAME_AT + head.readUInt16LE(ZIP_NAME_LENGTH_AT);
  return head.toString('utf8', ZIP_NAME_AT, end).startsWith(`App/${leafOf(path).replace(/\.zip$/, '')}/`);
}

/** Manifests of an iTunes backup by their names, and what they begin with and hold. */
const MANIFESTS: readonly (readonly [name: string, begins: string, holds: RegExp])[] = [
  ['Manifest.db', 'SQLite format 3\0', /CREATE TABLE ["'`[]?Files\b/i],
  ['Manifest.plist', 'bplist00', /BackupKeyBag|Lockdown/],
  ['Manifest.plist', '<?xml', /BackupKeyBag|Lockdown/],
  ['Manifest.mbdb', 'mbdb', /^mbdb/],
];

/** Whether one of some of the files of those names is what it is named as. */
function someOf(listing: Listing, names: (path: string) => boolean, holds: (path: string) => boolean): boolean {
  let looks = 0;
  for (const path of listing.paths) {
    if (!names(path)) continue;
    if (looks++ === MOST_LOOKS) return false;
    if (holds(path)) return true;
  }
  return false;
}

const isManifestName = (path: string): boolean => MANIFESTS.some(([name]) => leafOf(path) === name);

function isManifest(listing: Listing, path: string): boolean {
  const own = MANIFESTS.filter(([name]) => leafOf(path) === name);
  const text = textOf(listing, path);
  return own.some(([, begins, holds]) => text.startsWith(begins) && holds.test(text));
}

const isKeyName = (path: string): boolean => leafOf(folderOf(path)) === 'keys' && HEX_64.test(leafOf(path));

/** Key files of rustic and restic are JSON, and named by their SHA-256 as all files there are (restic design, Repository Format). */
function isKeyFile(listing: Listing, path: string): boolean {
  const head = listing.head(path);
  return head !== null && createHash('sha256').update(head).digest('hex') === leafOf(path);
}

/** What the object of WeChat is named in vivo's store, on all phones. */
const VIVO_OBJECT = '5a656b0891e6321126f9b7da9137994c72220ce7';
const LEAST_HASHED = 8;
const MOSTLY = 0.8;

/** Where the table of a .sbu begins, and what its entries may begin with (JaehyeokHan/Smartphone-Backup-Data-Extractor). */
const SBU_TABLE_AT = 118;
const SBU_ITEMS: ReadonlySet<string> = new Set([
  'b8175a8c864c45069b500cc88828ee2e', // contacts
  'dcddf476763141ef85b0d8a156abedff', // contacts
  'ed258ddeff894c4386fabcae9093195e', // calendar
  '31dc09408e014cb491c4166801f83f17', // calendar
  '049ba2d7ea674a23bae4fd93101fd9e0', // messages
  '1095f4edcee045a0a9ccf6d48fcf6035', // memos
  '1a1ee834efce425f9c57e7323e0bdcab', // diary
  '663c6e54e2a34a8dbe56b4cce1a99303', // calls
  '886c05f1c0cc4006b28410b7792d1839', // music
  '48056f2310864f53bb46468d6479a810', // photos
  'cc196a6a7df340338c591533619876e3', // videos
  '6967fd0411274d2491246ac48c5dde1a', // other files
  '0bfffeb46d4b468d833250877abe5675', // ringtones
  '42f412b8aca449f18e928823e318034d', // settings
  'c77c44b87fad4a748731dca0c327b6ff', // mail accounts
]);

/**
 * Items of Kies and of Smart Switch's first versions: a unit is 256 bytes of ciphertext, all files beginning alike, and
 * sixteen bytes of 16 in the clear; the header is the first two (simpler-dev.blogspot.com/2017/09, parts I and II).
 */
const ITEM_MAGIC = '6b39a474';
const ITEM_UNIT_BYTES = 272;
const ITEM_FILL = Buffer.alloc(16, 16);
const ITEM_NAME = /\.(?:ebk|spba?|ss[cmn]a?|scla?|smea?|sala?|swpa?|swia?|slsa?)$/i;
/** What lies beside them as it is. */
const BESIDE_ITEMS = /\.(?:xml|ini|txt|jpe?g|png|gif|mp[34]|3gp|m4a|amr|ogg)$/i;

function isKiesItem(listing: Listing, path: string): boolean {
  const head = Buffer.from(listing.head(path) ?? []);
  return (
    head.toString('hex', 0, 4) === ITEM_MAGIC &&
    [ITEM_UNIT_BYTES, 2 * ITEM_UNIT_BYTES].every((end) => head.subarray(end - ITEM_FILL.length, end).equals(ITEM_FILL))
  );
}

/** What bytes alone may be. */
export const FILE_KINDS: readonly Kind[] = [
  {
    id: 'kies-item',
    because: 'two units of 272 bytes that begin and end as the header of an item of Samsung Kies',
    bits: (listing) => (isKiesItem(listing, '') ? MOST_BITS : 0),
  },
  {
    id: 'sbu',
    because: 'a table of Samsung’s items where a .sbu of Kies has it',
    bits(listing) {
      const head = Buffer.from(listing.head('') ?? []);
      return SBU_ITEMS.has(head.toString('hex', SBU_TABLE_AT, SBU_TABLE_AT + 16)) ? MOST_BITS : 0;
    },
  },
];

/** What a tree or a stream of members may be. */
export const KINDS: readonly Kind[] = [
  {
    id: 'meizu',
    because: 'a zip an app in a folder APP, as Flyme of Meizu packs them',
    bits: (listing) => {
      const zips = listing.paths.filter(zipOfApp).slice(0, MOST_LOOKS);
      return Math.min(MOST_BITS, 8 * ZIP_MAGIC.length * zips.filter((path) => isZipOfFlyme(listing, path)).length);
    },
  },
  {
    id: 'mediatek',
    because: 'vCards, vMessages and APKs in the folders of MediaTek’s backup program',
    bits(listing) {
      const module = (path: string): boolean => /(?:^|\/)(?:Contact\/contact\.vcf|Sms\/sms\.vmsg)$/.test(path);
      const cards = beginning(listing, module, (path) => (path.endsWith('.vcf') ? 'BEGIN:VCARD' : 'BEGIN:VMSG'));
      const apks = beginning(listing, apkInApp, () => ZIP_MAGIC);
      const others = listing.paths.some((path) => /\.(?:tar|enc|data|bak|conf)$/.test(path));
      return cards > 0 && apks > 0 && !others ? Math.min(MOST_BITS, cards + apks) : 0;
    },
  },
  {
    id: 'itunes',
    because: 'files named by hashes beside the Manifest of an iTunes backup',
    bits: (listing) =>
      hashed(listing).length > 0 && someOf(listing, isManifestName, (path) => isManifest(listing, path))
        ? MOST_BITS
        : 0,
  },
  {
    id: 'vivo',
    because: 'a folder of files named by 40 hexadecimal digits, one of them as vivo’s object store names WeChat’s',
    bits(listing) {
      const objects = hashed(listing);
      const known = objects.some((path) => leafOf(path) === VIVO_OBJECT && (listing.head(path)?.length ?? 0) > 0);
      const mostly = objects.length >= LEAST_HASHED && objects.length >= listing.paths.length * MOSTLY;
      return known && mostly ? MOST_BITS : 0;
    },
  },
  {
    id: 'kies-item',
    because: 'files that begin as items of Samsung Kies, and little else',
    bits(listing) {
      const folders = new Set(listing.paths.map(folderOf));
      const telling = listing.paths.filter((path) => !BESIDE_ITEMS.test(path) && !folders.has(path));
      const items = telling.filter((path) => ITEM_NAME.test(path));
      const mostly = items.length > 0 && items.length >= telling.length * MOSTLY;
      return mostly &&
        someOf(
          listing,
          (path) => ITEM_NAME.test(path),
          (path) => isKiesItem(listing, path),
        )
        ? MOST_BITS
        : 0;
    },
  },
  {
    id: 'rustic',
    because: 'config and keys of a rustic or restic repository, a key named by its hash',
    bits: (listing) =>
      listing.paths.some((path) => leafOf(path) === 'config') &&
      someOf(listing, isKeyName, (path) => isKeyFile(listing, path))
        ? MOST_BITS
        : 0,
  },
];

/** The one name that is known of a backup of HarmonyOS 5 (irsl/Huawei-Hisuite-KobackupCipherTool, issue 6). */
const HARMONY_INDEX = 'info.json';

/** What a listing is like by its names alone; null where by nothing that is known. */
export function hintOf(listing: Listing): string | null {
  return listing.paths.includes(HARMONY_INDEX) && /^\s*\{\s*"/.test(textOf(listing, HARMONY_INDEX))
    ? 'recognised.harmony'
    : null;
}

/** What a listing is, and how surely; null where it is nothing of this. */
export function kindOf(listing: Listing): { readonly kind: Kind; readonly bits: number } | null {
  let best: { kind: Kind; bits: number } | null = null;
  for (const kind of listing.input.kind === 'bytes' ? FILE_KINDS : KINDS) {
    const bits = kind.bits(listing);
    if (bits > (best?.bits ?? 0)) best = { kind, bits };
  }
  return best;
}
