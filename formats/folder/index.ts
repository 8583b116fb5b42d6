import { accessSync, constants, readlinkSync, statSync } from 'node:fs';
import { cite } from '../../src/base/citation.ts';
import { Fault, faultOfSystemError } from '../../src/base/fault.ts';
import type { DirectorySource } from '../../src/bytes/source.ts';
import { type DecodeKit, type Format, NO_BID } from '../../src/vfs/format.ts';
import { linkText } from '../../src/vfs/link-text.ts';
import { type Member, NO_FACTS, type TreeInput } from '../../src/vfs/member.ts';
import { type DiskFile, readChunks, readWhole, sourceOf } from './disk-file.ts';
import { listFolder } from './listing.ts';

/** Files up to this many bytes are handed out in one piece. */
const WHOLE_FILE_BYTES = 1 << 20;
/** A folder is a folder: there is nothing to be unsure of. */
const FOLDER_BITS = 64;

function openFolder(origin: DirectorySource, kit: DecodeKit): TreeInput {
  try {
    if (!statSync(origin.path).isDirectory()) throw new Fault('evidence.missing', 'not-found', origin.name);
    // A folder below it that cannot be listed is damage; if the folder itself cannot be, there is no evidence.
    accessSync(origin.path, constants.R_OK | constants.X_OK);
  } catch (error) {
    throw error instanceof Fault ? error : faultOfSystemError(error, origin.name);
  }
  const listing = listFolder(origin.path, origin.citation, kit);
  const { paths } = listing;
  let byPath: Map<string, number> | null = null;

  function member(i: number): Member {
    const path = paths[i] as string;
    const stored = listing.stored.get(i) ?? Buffer.from(path);
    const kind = listing.kinds[i] as Member['kind'];
    const size = listing.sizes[i] as number;
    const onDisk = Buffer.concat([Buffer.from(`${origin.path}/`), stored]);
    const citation = cite(path, null, origin.citation);
    const file: DiskFile = { path: onDisk, name: path, citation, size };
    return {
      path,
      stored,
      kind,
      size: kind === 'file' ? size : null,
      modified: listing.modified[i] as number,
      mode: listing.modes[i] as number,
      uid: listing.uids[i] as number,
      gid: listing.gids[i] as number,
      link: kind === 'symlink' ? readLink(onDisk) : null,
      citation,
      content: () => (kind !== 'file' ? null : size <= WHOLE_FILE_BYTES ? readWhole(file) : readChunks(file)),
      ...(kind === 'file' ? { reopen: () => sourceOf(file) } : {}),
    };
  }

  return {
    kind: 'tree',
    name: origin.name,
    citation: origin.citation,
    facts: NO_FACTS,
    count: paths.length,
    paths: () => paths,
    *members() {
      for (let i = 0; i < paths.length; i++) yield member(i);
    },
    find(path) {
      byPath ??= new Map(paths.map((each, i) => [each, i]));
      const i = byPath.get(path);
      return i === undefined ? null : member(i);
    },
    notices: listing.notices,
  };
}

/** The target of a link, or null where it went away meanwhile. */
function readLink(path: Buffer): string | null {
  try {
    return linkText(readlinkSync(path, { encoding: 'buffer' }));
  } catch {
    return null;
  }
}

/** A folder on disk. */
export const folder: Format = {
  id: 'folder',
  title: 'Folder',
  validated: 'real',
  container: {
    bid: (sample) => (sample.kind === 'directory' ? { bits: FOLDER_BITS, because: 'a folder' } : NO_BID),
    async open(origin, kit) {
      if (origin.kind !== 'directory') throw new TypeError('a folder is a directory');
      return openFolder(origin, kit);
    },
  },
};
