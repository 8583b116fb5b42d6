import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { devicePath } from '../android/layouts.ts';
import { Fault } from '../base/fault.ts';
import type { NoticeView } from '../report/result.ts';
import { aliasRank, readCatalogue } from '../vfs/catalogue.ts';
import type { Entry } from '../vfs/entry.ts';
import type { ContentSink } from '../vfs/snapshot.ts';
import { noticeViews } from './evidence-view.ts';
import type { RunOptions } from './run-options.ts';
import { type EvidenceName, takeOne } from './take.ts';

export interface ExtractRequest {
  readonly folder: string;
  /** `device`: as on a phone, from `data/data/…`; `stored`: as in the container. */
  readonly layout: 'device' | 'stored';
  /** Which packages; null for all. */
  readonly matches: ((packageName: string | null) => boolean) | null;
}

export interface Extracted {
  readonly files: number;
  readonly bytes: number;
  readonly notices: readonly NoticeView[];
}

const SUMS = 'SHA256SUMS';
/** Longest name part that common file systems take, in bytes. */
const LONGEST_NAME_BYTES = 255;
/** Names that a Windows file system refuses. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/** A legal path as a path on disk below the folder: parts that a file system would refuse are spelt differently. */
function safePath(path: string): string {
  return path
    .split('/')
    .map((part) => {
      let name = part.replaceAll('\u0000', '\\x00');
      if (name === '' || name === '.' || name === '..') name = `\\${name}`;
      if (RESERVED.test(name) && process.platform === 'win32') name = `_${name}`;
      if (Buffer.byteLength(name) <= LONGEST_NAME_BYTES) return name;
      const digest = createHash('sha256').update(name).digest('hex').slice(0, 16);
      return `${Buffer.from(name)
        .subarray(0, 200)
        .toString('utf8')
        .replace(/\ufffd+$/, '')}~${digest}`;
    })
    .join('/');
}

/** Writes the files of evidence below a new or empty folder, with their times, and SHA256SUMS. Throws Fault. */
export async function extract(name: EvidenceName, request: ExtractRequest, options: RunOptions): Promise<Extracted> {
  const base = resolve(request.folder);
  try {
    if (existsSync(base) && readdirSync(base).length > 0)
      throw new Fault('output.exists', 'folder-not-empty', request.folder);
    mkdirSync(base, { recursive: true });
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault('output.unwritable', 'system', request.folder, {
      error: (error as NodeJS.ErrnoException).code ?? 'unknown',
    });
  }
  const written = new Map<string, { rank: number; sha256: string; bytes: number }>();
  const lower = new Map<string, string>();

  /** Two device paths that one case-folding file system would join stay two. */
  const placeOf = (path: string): string => {
    const safe = safePath(path);
    const folded = safe.toLowerCase();
    const owner = lower.get(folded);
    if (owner === undefined || owner === safe) {
      lower.set(folded, safe);
      return safe;
    }
    return process.platform === 'linux'
      ? safe
      : `${safe}~${createHash('sha256').update(safe).digest('hex').slice(0, 8)}`;
  };

  const sink = (entry: Entry): ContentSink | null => {
    const { member, location } = entry;
    if (request.matches !== null && !request.matches(location?.package ?? null)) return null;
    const device = location === null ? `unplaced/${member.path}` : devicePath(location).slice(1);
    const relative = placeOf(request.layout === 'device' ? device : member.path);
    const rank = aliasRank(member.path);
    const before = written.get(relative);
    if (before !== undefined && before.rank < rank) return null;
    const target = join(base, relative);
    if (target !== base && !target.startsWith(base + sep)) throw new Fault('bug', 'path-escapes', member.path);
    const partial = `${target}.carryover-partial`;
    let handle: number;
    try {
      mkdirSync(dirname(target), { recursive: true });
      handle = openSync(partial, 'w', 0o600);
    } catch (error) {
      throw new Fault('output.unwritable', 'system', request.folder, {
        error: (error as NodeJS.ErrnoException).code ?? 'unknown',
        path: relative,
      });
    }
    let bytes = 0;
    return {
      add(chunk) {
        try {
          for (let done = 0; done < chunk.length; ) done += writeSync(handle, chunk, done);
        } catch (error) {
          throw new Fault('output.unwritable', 'system', request.folder, {
            error: (error as NodeJS.ErrnoException).code ?? 'unknown',
            path: relative,
          });
        }
        bytes += chunk.length;
      },
      end(sha256) {
        closeSync(handle);
        if (sha256 === null) {
          rmSync(partial, { force: true });
          return;
        }
        renameSync(partial, target);
        if (member.modified !== null) utimesSync(target, member.modified / 1000, member.modified / 1000);
        written.set(relative, { rank, sha256, bytes });
      },
    };
  };

  const { side, store } = await takeOne(name, { kind: 'list' }, options, sink);
  store.close();
  // Folders that hold nothing are part of what was there.
  for (const entry of readCatalogue(side.catalogue).entries()) {
    if (entry.type !== 'directory' || (request.matches !== null && !request.matches(entry.location?.package ?? null)))
      continue;
    const device = entry.location === null ? `unplaced/${entry.entry}` : devicePath(entry.location).slice(1);
    const place = join(base, safePath(request.layout === 'device' ? device : entry.entry));
    if (place.startsWith(base + sep) && !existsSync(place)) mkdirSync(place, { recursive: true });
  }
  const lines = [...written.entries()].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  writeFileSync(join(base, SUMS), lines.map(([path, { sha256 }]) => sumLine(sha256, path)).join(''));
  return {
    files: written.size,
    bytes: lines.reduce((sum, [, each]) => sum + each.bytes, 0),
    notices: noticeViews('source', side.notices),
  };
}

/** A line that `sha256sum -c` takes: a name with a backslash or newline is escaped, and the line says so. */
function sumLine(sha256: string, path: string): string {
  if (!/[\\\n\r]/.test(path)) return `${sha256}  ${path}\n`;
  return `\\${sha256}  ${path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}\n`;
}
