import { createHash } from 'node:crypto';
import type { Area } from '../../src/android/coverage.ts';
import { isPackageName, locateManifest } from '../../src/android/layouts.ts';
import { type Location, location } from '../../src/android/location.ts';
import { privatePlace } from '../../src/android/private-place.ts';
import { notice } from '../../src/base/notice.ts';
import { bunzip2 } from '../../src/bytes/bunzip2.ts';
import { inflate } from '../../src/bytes/inflate.ts';
import { decodeFile, decodePart, type PartsTally, unplaced } from '../../src/vfs/decode-part.ts';
import { decodeTree } from '../../src/vfs/decode-tree.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import { inFolder } from '../../src/vfs/in-folder.ts';
import type { Input, Member, TreeInput } from '../../src/vfs/member.ts';
import { sourceOfMember } from '../../src/vfs/nested.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';
import { unpackedMember } from '../../src/vfs/open-unpacked.ts';
import { HEAD_BYTES } from '../../src/vfs/peek.ts';
import { smallText } from '../../src/vfs/small-text.ts';
import { fitsArmor, readArmor, unlockArmor } from './armor.ts';
import { APK_NAME, DATA_NAME, MANIFEST_NAME } from './names.ts';
import { type Properties, readProperties } from './properties.ts';

/** Titanium knows one user. */
const USER = 0;

/** One backup of one app: its manifest and what is named like it. */
interface Generation {
  readonly package: string;
  readonly stamp: string;
  readonly manifest: Member;
  readonly properties: Properties;
}

/** Decodes a folder of Titanium Backup, at whatever depth it lies. */
export function decode(input: Input, kit: DecodeKit): AsyncIterable<Decoded> {
  return decodeTree(input, kit, (tree, tally) => body(tree, tally, kit));
}

async function* body(tree: TreeInput, tally: PartsTally, kit: DecodeKit): AsyncGenerator<Decoded> {
  const generations = new Map<string, Generation>();
  const newest = new Map<string, Generation>();
  for (const member of tree.members()) {
    kit.checkpoint();
    const match = member.kind === 'file' ? MANIFEST_NAME.exec(leafOf(member.path)) : null;
    const [, name = '', stamp = ''] = match ?? [];
    if (match === null || !isPackageName(name)) continue;
    const properties = readProperties((await smallText(member)) ?? '');
    const generation = { package: name, stamp, manifest: member, properties };
    generations.set(inFolder(folderOf(member.path), `${name}-${stamp}`), generation);
    const known = newest.get(name);
    if (known === undefined || known.stamp < stamp) newest.set(name, generation);
  }
  checkLocks(tree, generations, newest, kit);
  for (const member of tree.members()) {
    kit.checkpoint();
    const leaf = leafOf(member.path);
    const folder = folderOf(member.path);
    if (member.kind !== 'file') yield unplaced(member);
    else if (MANIFEST_NAME.test(leaf)) {
      const own = generations.get(inFolder(folder, leaf.replace(/\.properties$/, '')));
      if (own === undefined) yield unplaced(member);
      else yield* manifest(own, newest.get(own.package) === own, tally);
    } else if (DATA_NAME.test(leaf)) {
      const own = generations.get(inFolder(folder, (DATA_NAME.exec(leaf) as RegExpExecArray)[1] as string));
      const name = own?.package ?? /^(.+)-\d{8}-\d{6}\./.exec(leaf)?.[1] ?? '';
      if (!isPackageName(name)) yield unplaced(member);
      else if (own !== undefined && newest.get(name) !== own) {
        yield notice('manifest', 'part.older', 'info', member.citation, { path: member.path, package: name });
        yield unplaced(member);
      } else yield* decodePart(dataPart(member, name, own ?? null, kit), tally, kit);
    } else if (APK_NAME.test(leaf)) yield* decodeApk(member, leaf, newest, tally);
    else yield unplaced(member);
  }
}

/** Throws Fault `evidence.locked` where no data can be opened for want of a password, before anything is handed out. */
function checkLocks(
  tree: TreeInput,
  generations: ReadonlyMap<string, Generation>,
  newest: ReadonlyMap<string, Generation>,
  kit: DecodeKit,
): void {
  let locked: (() => never) | null = null;
  for (const member of tree.members()) {
    const match = member.kind === 'file' ? DATA_NAME.exec(leafOf(member.path)) : null;
    if (match === null) continue;
    const own = generations.get(inFolder(folderOf(member.path), match[1] as string));
    if (own !== undefined && newest.get(own.package) !== own) continue;
    const armor = readArmor(member.reopen?.().at?.(0, HEAD_BYTES) ?? new Uint8Array(0));
    if (armor === null) return;
    const passwords = [...kit.passwords(member.path)];
    if (passwords.some((password) => fitsArmor(armor, password))) return;
    locked ??= () => {
      unlockArmor(armor, passwords, member.citation, member.path);
      throw new Error('unreachable');
    };
  }
  locked?.();
}

function* manifest(own: Generation, current: boolean, tally: PartsTally): Generator<Decoded> {
  const { properties } = own;
  tally.packages.add(own.package);
  yield* decodeFile(own.manifest, locateManifest(USER, own.package, leafOf(own.manifest.path)), null, tally);
  if (!current) return;
  yield {
    type: 'package',
    package: own.package,
    user: USER,
    label: properties.get('app_gui_label') ?? properties.get('app_label') ?? null,
    versionCode: properties.get('app_version_code') ?? null,
    installer: null,
    sdk: null,
    signers: [],
    apkIncluded: properties.has('app_apk_md5'),
    more: {
      backup: own.stamp,
      versionName: properties.get('app_version_name') ?? null,
      system: properties.get('app_is_system') === '1',
    },
  };
}

const whole = (storage: Area['storage'], name: string): Area => ({ user: USER, storage, package: name, domains: null });

function dataPart(member: Member, name: string, own: Generation | null, kit: DecodeKit) {
  const external = own?.properties.get('has_external_data') === '1';
  return {
    member,
    areas: [whole('ce', name), ...(external ? [whole('external', name)] : [])],
    leavesOut: ['cache' as const],
    proof: null,
    place: (path: string) => placeOf(path, name),
    open: async () => {
      const source = sourceOfMember(member);
      if (source === null) throw new TypeError('a file has bytes');
      return kit.open({ ...source, name: member.path });
    },
  };
}

/** `data/data/P/./x` and `data/data/.external.P/./x`; the `.` in the middle is gone from a legal path. */
function placeOf(path: string, name: string): Location | null {
  const match = /^data\/data\/(\.external\.)?([^/]+)(?:\/(.*))?$/s.exec(path);
  if (match === null || match[2] !== name) return null;
  const rest = match[3] ?? '';
  return match[1] === undefined
    ? privatePlace(USER, name, 'ce', rest)
    : location(USER, name, 'external', 'external', rest);
}

/** An APK, unpacked; its name and the manifest hold its MD5, which is held against what is read. */
async function* decodeApk(
  member: Member,
  leaf: string,
  newest: ReadonlyMap<string, Generation>,
  tally: PartsTally,
): AsyncGenerator<Decoded> {
  const [, name = '', md5 = ''] = APK_NAME.exec(leaf) as RegExpExecArray;
  const current = newest.get(name)?.properties.get('app_apk_md5');
  const file = leaf.endsWith('.gz')
    ? unpackedMember(member, { name: 'gzip', unpack: (chunks) => inflate(chunks, 'gzip'), suffix: /\.gz$/i })
    : leaf.endsWith('.bz2')
      ? unpackedMember(member, { name: 'bzip2', unpack: bunzip2, suffix: /\.bz2$/i })
      : member;
  const placed = isPackageName(name) && (current === undefined || current === md5) && !leaf.endsWith('.lzop');
  if (!placed) {
    yield unplaced(member);
    return;
  }
  const hash = createHash('md5');
  let read = false;
  const watched: Member = {
    ...file,
    content: async function* () {
      const content = file.content();
      if (content instanceof Uint8Array) {
        hash.update(content);
        yield content;
      } else if (content !== null) {
        for await (const chunk of content) {
          hash.update(chunk);
          yield chunk;
        }
      }
      read = true;
    },
  };
  yield* decodeFile(watched, location(USER, name, 'apk', 'apk', 'base.apk'), 'checksum', tally);
  const actual = read ? hash.digest('hex') : md5;
  if (actual !== md5)
    yield notice('checksum', 'titanium.apk-md5', 'damage', member.citation, {
      path: member.path,
      declared: md5,
      actual,
    });
}
