import { type Located, locateDevicePath } from '../../src/android/layouts.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { isAbx, textOfAbx } from '../../src/bytes/abx.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input, Member } from '../../src/vfs/member.ts';
import { peekInput } from '../../src/vfs/peek.ts';
import { clbxFacts } from './clbx.ts';
import { watchExtent } from './extent.ts';
import { watchBundle } from './other-bundles.ts';
import { addPackagesList, addPackagesXml, type InstalledPackages, packageFacts } from './package-list.ts';
import { type DeviceRoot, type Vote, voteRoots } from './roots.ts';

/** A vote this sure needs no more of a stream. */
const SURE_BITS = 200;
/** Longer lists of packages than this are not read. */
const MOST_LIST_BYTES = 64 << 20;
const PACKAGES_LIST = 'data/system/packages.list';
const PACKAGES_XML = 'data/system/packages.xml';
const DEVICE_FOLDER = /^(?:data|data_mirror|media|mnt|sdcard|storage)\//;
const BELOW_PRIVATE_ROOT = /^\/data\/(?:data|user\/\d+|user_de\/\d+)\/([^/]+)/;

/** Decodes a device's tree: every member gets its place, whatever alias it is stored under. */
export async function* decode(input: Input, kit: DecodeKit): AsyncGenerator<Decoded> {
  const peeked = await peekInput(input, ({ paths }) => (voteRoots(paths, input.name)?.bid.bits ?? 0) >= SURE_BITS);
  let vote: Vote | null = voteRoots(peeked.listing.paths, input.name);
  if (vote !== null && vote.rival !== null) {
    const [first] = vote.roots;
    throw new Fault('evidence.ambiguous', 'device-roots', input.citation, {
      first: named(first?.prefix ?? ''),
      second: named(vote.rival),
    });
  }
  const extent = watchExtent();
  const installed: InstalledPackages = new Map();
  let listed = false;
  const bundles = new Set<string>();
  const outside = { count: 0, first: '' };
  const unnamed = new Set<string>();

  const deviceOf = (path: string): string | null => {
    for (const { prefix, base } of vote?.roots ?? DEFAULT_ROOTS) {
      if (path.startsWith(prefix)) return base + path.slice(prefix.length);
      if (`${path}/` === prefix) return base.slice(0, -1);
    }
    return null;
  };

  for await (const item of itemsOf(peeked.input)) {
    kit.checkpoint();
    if ('type' in item) {
      extent.heard(item, deviceOf);
      yield item;
      continue;
    }
    if (input.kind === 'stream' && (vote === null || vote.open))
      vote = better(vote, voteRoots([item.path], input.name));
    const device = deviceOf(item.path);
    const located: Located | null = device === null ? null : locateDevicePath(device);
    const place = located?.location ?? null;
    if (place !== null) extent.saw(place, item.kind);
    else if (device !== null && BELOW_PRIVATE_ROOT.test(device)) {
      if (unnamed.size < MOST_UNNAMED) unnamed.add(BELOW_PRIVATE_ROOT.exec(device)?.[1] as string);
    } else if (item.kind !== 'directory') {
      if (outside.count === 0) outside.first = item.path;
      outside.count++;
    }
    const list = place?.storage === 'system' && item.kind === 'file' ? place.path : '';
    if (list === PACKAGES_LIST || list === PACKAGES_XML) {
      const read = await collect(item);
      if (!(read instanceof Uint8Array)) {
        yield { type: 'entry', member: read, location: place, proof: null };
        continue;
      }
      const bytes = Buffer.from(read.buffer, read.byteOffset, read.length);
      const binary = textOfAbx(bytes);
      if (isAbx(bytes) && binary?.complete !== true) {
        yield notice('unsupported', 'ffs.packages-abx', 'info', item.citation, { path: item.path });
      } else {
        listed = true;
        if (list === PACKAGES_LIST) addPackagesList(bytes.toString('utf8'), installed);
        else addPackagesXml(binary?.text ?? bytes.toString('utf8'), installed);
      }
      yield { type: 'entry', member: { ...item, content: () => bytes }, location: place, proof: null };
      continue;
    }
    const watched = place === null || place.storage === 'media' ? watchBundle(item) : null;
    yield { type: 'entry', member: watched?.member ?? item, location: place, proof: null };
    const bundle = watched?.found() ?? null;
    if (bundle !== null && !bundles.has(`${bundle.format} ${bundle.path}`)) {
      bundles.add(`${bundle.format} ${bundle.path}`);
      yield bundle;
    }
  }

  if (unnamed.size > 0) {
    const [example] = unnamed;
    yield notice('unplaced', 'ffs.no-package-name', 'doubt', kit.root, {
      folders: unnamed.size,
      example: example ?? '',
    });
  }
  if (outside.count > 0) {
    yield notice('unplaced', 'ffs.outside-root', 'info', kit.root, { count: outside.count, example: outside.first });
  }
  if (!listed && extent.anyPrivate) yield notice('coverage-assumed', 'no-package-list', 'info', kit.root);
  yield* packageFacts(installed);
  yield extent.coverage(listed ? installed : null, vote?.onlyPackage ?? null);
}

/** Folders without a package's name that are told apart. */
const MOST_UNNAMED = 10_000;
/** Where nothing has been said yet, the evidence is taken to begin at the device's own root. */
const DEFAULT_ROOTS: readonly DeviceRoot[] = [{ prefix: '', base: '/' }];

function named(prefix: string): string {
  return prefix === '' ? '/' : prefix;
}

/** In a stream later members may say more plainly where the root is; a tree inside the present one says nothing. */
function better(now: Vote | null, more: Vote | null): Vote | null {
  if (now === null || more === null) return now ?? more;
  const [present] = now.roots;
  const [next] = more.roots;
  if (more.bid.bits <= now.bid.bits || present === undefined || next === undefined) return now;
  const inside = next.prefix.startsWith(present.prefix) ? next.prefix.slice(present.prefix.length) : '';
  return DEVICE_FOLDER.test(inside) ? now : more;
}

async function* itemsOf(input: Input): AsyncGenerator<Member | Notice> {
  if (input.kind === 'tree') {
    yield* input.notices;
    const stated = await clbxFacts(input);
    if (stated === null) yield* input.members();
    else {
      yield* stated.notices;
      for (const member of input.members()) yield { ...member, ...stated.of(member.path) };
    }
  } else if (input.kind === 'stream') yield* input.members;
}

/**
 * All bytes of a list of packages; where it is too long or cannot be read, the member as it is to be handed on, so
 * that the fault is told where the member is read.
 */
async function collect(member: Member): Promise<Uint8Array | Member> {
  if (member.size === null || member.size > MOST_LIST_BYTES) return member;
  try {
    const body = member.content();
    if (body === null || body instanceof Uint8Array) return body ?? member;
    const parts: Buffer[] = [];
    for await (const chunk of body) parts.push(Buffer.from(chunk));
    return Buffer.concat(parts);
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'interrupted') throw error;
    return {
      ...member,
      content() {
        throw error;
      },
    };
  }
}
