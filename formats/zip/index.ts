import { cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import { type Bid, type DecodeKit, type Format, NO_BID, type Sample } from '../../src/vfs/format.ts';
import { heldSource } from '../../src/vfs/held-source.ts';
import { linkText } from '../../src/vfs/link-text.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';
import { declaredOf, kindOf, modeOf, modifiedOf, ownerOf } from './attributes.ts';
import { findDirectory } from './directory.ts';
import { listZip, type ZipListing } from './listing.ts';
import { readAhead } from './read-ahead.ts';
import { extraField, FLAG_ENCRYPTED, LOCAL_SIGNATURE, type ZipRecord } from './record.ts';
import { type Packed, sourceOf, unpack } from './unpack.ts';

/** Signature of the first local header. */
const LOCAL_BITS = 32;
/** Signatures of the end record and of the central directory it points to. */
const DIRECTORY_BITS = 64;
/**
 * A directory behind other bytes: less than what any container says of itself by its first bytes. A stream that could not
 * pack an APK holds it as it is, with its directory at the end.
 */
const BEHIND_BITS = 16;
const MOST_LINK_BYTES = 1 << 16;
/** GrayKey's own extra fields: SHA-256 of the content, and a mark (seen in its zips; not documented). */
const GRAYKEY_EXTRAS = [0x3253, 0x4b47] as const;
const RECORDS_ASKED_FOR_EXTRAS = 16;

function bid(sample: Sample): Bid {
  const head = sample.head;
  const local = head.length >= 4 && Buffer.from(head.subarray(0, 4)).readUInt32LE(0) === LOCAL_SIGNATURE;
  const place = sample.at !== null && sample.size !== null ? findDirectory(sample.at, sample.size) : null;
  if (!local) {
    return place === null ? NO_BID : { bits: BEHIND_BITS, because: 'zip central directory, after other bytes' };
  }
  return place === null
    ? { bits: LOCAL_BITS, because: 'zip local header; no central directory seen' }
    : { bits: LOCAL_BITS + DIRECTORY_BITS, because: 'zip central directory' };
}

type Seekable = Packed['source'];

function toMember(record: ZipRecord, path: string, source: Seekable, folds: boolean): Member {
  const kind = kindOf(record, folds);
  const citation = cite('zip', record.at, source.citation, record.packed);
  const packed: Packed = { record, source, name: path, citation };
  const declared = kind === 'file' ? declaredOf(record) : null;
  return {
    path,
    stored: record.name.slice(),
    kind,
    size: kind === 'file' ? record.size : null,
    modified: modifiedOf(record),
    mode: modeOf(record),
    ...ownerOf(record),
    link: kind === 'symlink' ? readLink(packed) : null,
    citation,
    ...(declared === null ? {} : { declared }),
    content: () => (kind === 'file' ? unpack(packed) : null),
    ...(kind === 'file' ? { reopen: () => sourceOf(packed) } : {}),
  };
}

/** A link's target is its content; null where that cannot be read. */
function readLink(packed: Packed): string | null {
  if (packed.record.size === null || packed.record.size > MOST_LINK_BYTES) return null;
  try {
    const body = unpack(packed);
    return body instanceof Uint8Array ? linkText(body) : null;
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

function isGrayKey(listing: ZipListing): boolean {
  for (let i = 0; i < Math.min(listing.count, RECORDS_ASKED_FOR_EXTRAS); i++) {
    const { extra } = listing.record(i);
    if (GRAYKEY_EXTRAS.some((id) => extraField(extra, id) !== null)) return true;
  }
  return false;
}

/** Throws Fault `evidence.locked` where every file is encrypted, and there is one. */
function refuseLocked(listing: ZipListing, source: ByteSource): boolean {
  let files = 0;
  let locked = 0;
  for (let i = 0; i < listing.count; i++) {
    const record = listing.record(i);
    if (kindOf(record, listing.folds) !== 'file') continue;
    files++;
    if ((record.flags & FLAG_ENCRYPTED) !== 0) locked++;
  }
  if (files > 0 && locked === files) throw new Fault('evidence.locked', 'zip.all', source.citation, { members: files });
  return locked > 0;
}

async function open(origin: ByteSource, kit: DecodeKit): Promise<TreeInput> {
  const plain = await heldSource(
    origin,
    (limit) => new Fault('evidence.unsupported', 'zip.no-random-access', origin.citation, { limit }),
  );
  const source: Seekable = { ...plain, at: readAhead(plain.at) };
  const listing = listZip(source.at, plain.size, source.citation, kit);
  const someLocked = refuseLocked(listing, source);
  const kept = listing.paths.filter((path) => path !== '').length;
  return {
    kind: 'tree',
    name: origin.name,
    citation: origin.citation,
    facts: {
      version: null,
      encryption: someLocked ? 'some members' : 'none',
      more: isGrayKey(listing) ? { writtenBy: 'GrayKey' } : {},
    },
    count: kept,
    *paths() {
      for (const path of listing.paths) if (path !== '') yield path;
    },
    *members() {
      for (let i = 0; i < listing.count; i++) {
        const path = listing.paths[i] as string;
        if (path !== '') yield toMember(listing.record(i), path, source, listing.folds);
      }
    },
    find(path) {
      const index = listing.find(path);
      return index === null ? null : toMember(listing.record(index), path, source, listing.folds);
    },
    notices: listing.notices,
  };
}

/** A zip: the central directory is the truth, local headers only say where data begins. */
export const zip: Format = {
  id: 'zip',
  title: 'Zip archive',
  validated: 'vector',
  container: {
    bid,
    open(origin, kit) {
      if (origin.kind !== 'bytes') throw new TypeError('a zip is bytes');
      return open(origin, kit);
    },
  },
};
