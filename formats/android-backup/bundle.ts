import { coversOnlyWhatItHolds, EVERYWHERE, type Gap } from '../../src/android/coverage.ts';
import { locateBackupToken, locateManifest, locateSharedToken } from '../../src/android/full-backup.ts';
import type { Location } from '../../src/android/location.ts';
import { isPackageName } from '../../src/android/package-name.ts';
import { renderCitation } from '../../src/base/citation.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { numbered } from '../../src/base/numbered.ts';
import { wholeBody } from '../../src/vfs/body.ts';
import type { Decoded, Entry, PackageFact, Proof } from '../../src/vfs/entry.ts';
import { type Bid, type Bundle, type DecodeKit, type Listing, NO_BID } from '../../src/vfs/format.ts';
import type { ContainerFacts, Input, Member } from '../../src/vfs/member.ts';
import { type Archive, openArchive } from './archive.ts';
import { CONTAINER_ID } from './container.ts';
import { keyValueMembers } from './key-value.ts';
import { MANIFEST_REACH, type Manifest, readManifest } from './manifest.ts';

/** The archive does not say whose data it holds; almost always the first user's. */
const USER = 0;
/** Enough to end the look-ahead in the stream: the container has said what it is. */
const WRAPPED_BITS = 220;
/** Members between two looks at whether the work was cancelled. */
const CHECK_EVERY = 1024;
/**
 * AOSP prints a negative time as twenty-two octal digits, of which eleven are kept: 2^31 - 1 seconds stands for any time
 * before 1970 (BackupHelpers.cpp write_tarfile).
 */
const CUT_TIME_MS = (2 ** 31 - 1) * 1000;

export const bundle: Bundle = { bid, decode };

function bid(listing: Listing): Bid {
  const { input } = listing;
  if (input.kind === 'bytes') return NO_BID;
  const wrapped = input.facts.more['container'] === CONTAINER_ID;
  if (wrapped) return { bits: WRAPPED_BITS, because: 'it came out of an adb backup' };
  let named = 0;
  let manifests = 0;
  let members = 0;
  for (const path of listing.paths) {
    const parts = splitMember(path);
    if (parts === null) continue;
    if (parts.token === '_manifest' && isPackageName(parts.package)) {
      named++;
      if (manifests < MOST_MANIFESTS && named <= MOST_LOOKS && isManifestOf(listing.head(path), parts.package))
        manifests++;
    } else if (parts.token !== '' && locateParts(parts) !== null) members++;
  }
  // Manifests that are none say that the names are another's.
  if (named > 0 && manifests === 0) return NO_BID;
  if (manifests === 0 && members === 0) return NO_BID;
  const bits = Math.min(150, manifests * 60 + members * 8);
  return {
    bits,
    because: `${numbered(manifests, 'manifest')} and ${numbered(members, 'member')} lie where an adb backup has them`,
  };
}

/** The manifests that a bid counts, and the files of that name that are looked into for them. */
const MOST_MANIFESTS = 3;
const MOST_LOOKS = 64;

/** Whether a head is that of a manifest: a version, then the package, a line each. */
function isManifestOf(head: Uint8Array | null, name: string): boolean {
  const [version, owner] = Buffer.from(head ?? [])
    .toString('latin1', 0, MANIFEST_HEAD)
    .split('\n');
  return /^\d{1,3}$/.test(version ?? '') && owner === name;
}

/** Bytes that hold a version and the name of a package. */
const MANIFEST_HEAD = 512;

/** A member path taken apart; `package` is empty for shared storage. */
interface Parts {
  readonly package: string;
  /** The domain token, the number of a shared volume, or the name of a manifest. */
  readonly token: string;
  readonly rest: string;
}

function splitMember(path: string): Parts | null {
  const shared = path.startsWith('shared/');
  if (!shared && !path.startsWith('apps/')) return null;
  const nameEnd = shared ? 6 : path.indexOf('/', 5);
  const name = shared ? '' : nameEnd < 0 ? path.slice(5) : path.slice(5, nameEnd);
  if (nameEnd < 0) return { package: name, token: '', rest: '' };
  const tokenEnd = path.indexOf('/', nameEnd + 1);
  if (tokenEnd < 0) return { package: name, token: path.slice(nameEnd + 1), rest: '' };
  return { package: name, token: path.slice(nameEnd + 1, tokenEnd), rest: path.slice(tokenEnd + 1) };
}

function locateParts(parts: Parts): Location | null {
  if (parts.package === '') return locateSharedToken(USER, parts.token, parts.rest);
  if (parts.rest === '' && (parts.token === '_manifest' || parts.token === '_meta')) {
    return locateManifest(USER, parts.package, parts.token);
  }
  return locateBackupToken(USER, parts.package, parts.token, parts.rest);
}

async function* decode(input: Input, kit: DecodeKit): AsyncGenerator<Decoded> {
  const archive = openArchive(input);
  const proof = proofOf(input.facts);
  const gaps: Gap[] = [];
  const damage = (item: Notice) => {
    if (item.gravity !== 'damage') return;
    const reason = item.code === 'truncated' ? 'truncated' : item.code === 'limit' ? 'limit' : 'damage';
    if (!gaps.some((gap) => gap.reason === reason)) {
      gaps.push({ area: EVERYWHERE, reason, at: renderCitation(item.at) });
    }
  };
  let count = 0;
  for await (const item of itemsOf(input)) {
    if (++count % CHECK_EVERY === 0) kit.checkpoint();
    if ('type' in item) {
      damage(item);
      yield item;
      continue;
    }
    for await (const decoded of decodeMember(item, archive, proof)) {
      if (decoded.type === 'notice') damage(decoded);
      yield decoded;
    }
  }
  if (gaps.length > 0) archive.damaged();
  yield* archive.closing(input.citation);
  yield coversOnlyWhatItHolds(gaps, archive.packages());
}

async function* itemsOf(input: Input): AsyncGenerator<Member | Notice> {
  if (input.kind === 'stream') yield* input.members;
  else if (input.kind === 'tree') {
    yield* input.notices;
    yield* input.members();
  }
}

/** How the bytes were verified on the way: Adler-32 of the whole stream, or the checksum of the master key. */
function proofOf(facts: ContainerFacts): Proof | null {
  if (facts.more['container'] !== CONTAINER_ID) return null;
  if (facts.more['compression'] === 'zlib') return 'checksum';
  if (facts.encryption === 'none') return null;
  return facts.more['checksumCharacters'] === null ? 'magic' : 'checksum';
}

async function* decodeMember(stored: Member, archive: Archive, proof: Proof | null): AsyncGenerator<Decoded> {
  const member = stored.modified === CUT_TIME_MS ? { ...stored, modified: null } : stored;
  if (member !== stored) archive.cutTime(stored);
  const parts = splitMember(member.path);
  if (parts === null || parts.token === '') {
    // The folders `apps`, `shared` and `apps/P` themselves stand in repacked archives.
    if (member.kind === 'directory') archive.saw(member, parts?.package ?? '', '', '');
    if (member.kind !== 'directory') yield* archive.unplaced(member, member.path.split('/')[0] ?? '');
    yield { type: 'entry', member, location: null, proof };
    return;
  }
  archive.saw(member, parts.package, parts.token, parts.rest);
  const place = locateParts(parts);
  if (place === null) {
    yield* archive.unplaced(member, parts.token);
    yield { type: 'entry', member, location: null, proof };
    return;
  }
  if (member.kind === 'directory' && place.path === '') {
    // AOSP never stores the root of a domain; it is no file of the app.
    yield { type: 'entry', member, location: null, proof };
    return;
  }
  const entry: Entry = { type: 'entry', member, location: place, proof };
  if (member.kind !== 'file') yield entry;
  else if (place.domain === 'manifest' && (parts.token === '_manifest' || parts.rest === '_manifest')) {
    yield* decodeManifest(entry, parts, archive);
  } else if (parts.token === 'k') yield* decodeKeyValue(entry, parts);
  else yield entry;
}

async function* decodeManifest(entry: Entry, parts: Parts, archive: Archive): AsyncGenerator<Decoded> {
  const { member } = entry;
  const body = member.content();
  const bytes = body === null ? null : await wholeBody(body, MANIFEST_REACH);
  if (bytes === null) {
    yield notice('manifest', 'ab.manifest-long', 'damage', member.citation, {
      package: parts.package,
      limit: MANIFEST_REACH,
    });
    return;
  }
  yield { ...entry, member: { ...member, content: () => bytes } };
  const manifest = readManifest(bytes);
  archive.manifest(parts.package, manifest, parts.token === 'k');
  if (manifest.malformed !== null) {
    const args = { package: parts.package, line: manifest.malformed };
    yield notice('manifest', 'ab.manifest-malformed', 'doubt', member.citation, args);
  }
  if (manifest.package !== parts.package) {
    const args = { package: parts.package, says: manifest.package.slice(0, 256) };
    yield notice('manifest', 'ab.manifest-package', 'doubt', member.citation, args);
  }
  yield packageFact(parts.package, manifest, parts.token === 'k');
}

function packageFact(name: string, manifest: Manifest, keyValue: boolean): PackageFact {
  return {
    type: 'package',
    package: name,
    user: USER,
    label: null,
    versionCode: manifest.versionCode,
    installer: manifest.installer,
    sdk: manifest.sdk,
    signers: manifest.signers,
    apkIncluded: manifest.apk,
    more: {
      ...(keyValue ? { keyValue: true } : {}),
      ...(manifest.splits === null ? {} : { splits: manifest.splits }),
    },
  };
}

async function* decodeKeyValue(entry: Entry, parts: Parts): AsyncGenerator<Decoded> {
  const body = entry.member.content();
  if (body === null) {
    yield entry;
    return;
  }
  for await (const item of keyValueMembers(entry.member, body)) {
    if ('type' in item) yield item;
    else if (item.path === entry.member.path) yield { ...entry, member: item };
    else {
      const key = item.path.slice(entry.member.path.length + 1);
      yield { ...entry, member: item, location: locateBackupToken(USER, parts.package, 'k', key) };
    }
  }
}
