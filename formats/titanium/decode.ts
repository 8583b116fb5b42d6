import { createHash } from 'node:crypto';
import type { Area } from '../../src/android/coverage.ts';
import { isPackageName, locateManifest } from '../../src/android/layouts.ts';
import { type Location, location } from '../../src/android/location.ts';
import { privatePlace } from '../../src/android/private-place.ts';
import { notice } from '../../src/base/notice.ts';
import { bunzip2 } from '../../src/bytes/bunzip2.ts';
import { inflate } from '../../src/bytes/inflate.ts';
import { olderBackup } from '../../src/vfs/app-backups.ts';
import { decodeFile, decodePart, type PartsTally, unplaced } from '../../src/vfs/decode-part.ts';
import { decodeTree } from '../../src/vfs/decode-tree.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input, Member, TreeInput } from '../../src/vfs/member.ts';
import { sourceOfMember } from '../../src/vfs/nested.ts';
import { leafOf } from '../../src/vfs/only-folder.ts';
import { unpackedMember } from '../../src/vfs/open-unpacked.ts';
import { HEAD_BYTES } from '../../src/vfs/peek.ts';
import { ARMOR_FACTS, fitsArmor, readArmor, unlockArmor } from './armor.ts';
import { type Generation, type Generations, generationsOf } from './generations.ts';
import { APK_NAME, DATA_NAME, MANIFEST_NAME } from './names.ts';

/** Titanium knows one user. */
const USER = 0;

/** Decodes a folder of Titanium Backup, at whatever depth it lies. */
export function decode(input: Input, kit: DecodeKit): AsyncIterable<Decoded> {
  return decodeTree(input, kit, (tree, tally) => body(tree, tally, kit));
}

async function* body(tree: TreeInput, tally: PartsTally, kit: DecodeKit): AsyncGenerator<Decoded> {
  const generations = await generationsOf(tree, kit);
  if (isArmored(tree, generations)) yield { type: 'facts', ...ARMOR_FACTS };
  checkLocks(tree, generations, kit);
  for (const own of generations.all) {
    if (generations.isNewest(own)) continue;
    yield olderBackup(own.first, own.package, generations.newest(own.package)?.first.path ?? '');
  }
  for (const member of tree.members()) {
    kit.checkpoint();
    const leaf = leafOf(member.path);
    const own = member.kind === 'file' ? generations.of(member.path) : null;
    if (own !== null && MANIFEST_NAME.test(leaf)) yield* manifest(member, own, generations.isNewest(own), tally);
    else if (own !== null && generations.isNewest(own)) yield* decodePart(dataPart(member, own, kit), tally, kit);
    else if (member.kind === 'file' && APK_NAME.test(leaf)) yield* decodeApk(member, leaf, generations, tally);
    else yield unplaced(member);
  }
}

/** Whether one of the archives that are read is armored. */
function isArmored(tree: TreeInput, generations: Generations): boolean {
  for (const member of tree.members()) {
    const own = member.kind === 'file' && DATA_NAME.test(leafOf(member.path)) ? generations.of(member.path) : null;
    if (own !== null && generations.isNewest(own) && readArmor(armorHead(member)) !== null) return true;
  }
  return false;
}

const armorHead = (member: Member): Uint8Array => member.reopen?.().at?.(0, HEAD_BYTES) ?? new Uint8Array(0);

/** Throws Fault `evidence.locked` where no data can be opened for want of a password, before anything is handed out. */
function checkLocks(tree: TreeInput, generations: Generations, kit: DecodeKit): void {
  let locked: (() => never) | null = null;
  for (const member of tree.members()) {
    if (member.kind !== 'file' || !DATA_NAME.test(leafOf(member.path))) continue;
    const own = generations.of(member.path);
    if (own !== null && !generations.isNewest(own)) continue;
    const armor = readArmor(armorHead(member));
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

function* manifest(member: Member, own: Generation, current: boolean, tally: PartsTally): Generator<Decoded> {
  const { properties } = own;
  if (properties === null) {
    yield unplaced(member);
    return;
  }
  tally.packages.add(own.package);
  yield* decodeFile(member, locateManifest(USER, own.package, leafOf(member.path)), null, tally);
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

function dataPart(member: Member, { package: name, properties }: Generation, kit: DecodeKit) {
  const external = properties?.get('has_external_data') === '1';
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
  generations: Generations,
  tally: PartsTally,
): AsyncGenerator<Decoded> {
  const [, name = '', md5 = ''] = APK_NAME.exec(leaf) as RegExpExecArray;
  const current = generations.newest(name)?.properties?.get('app_apk_md5');
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
