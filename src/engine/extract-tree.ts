import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { devicePath } from '../android/layouts.ts';
import type { Location } from '../android/location.ts';
import { renderCitation } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import { aliasRank, type CatalogueEntry } from '../vfs/catalogue.ts';
import type { Entry } from '../vfs/entry.ts';
import type { ContentSink } from '../vfs/snapshot.ts';
import { utc } from './evidence-view.ts';
import { makePlaces } from './extract-places.ts';

/** Files being extracted below one folder. */
export interface ExtractTree {
  /** Takes one entry as it passes; null where it is not to be written. Throws the first failure again. */
  sink(entry: Entry): ContentSink | null;
  /** Writes what did not pass by itself: an empty folder, or a file that shares another's content (a hard link). */
  addLater(entry: CatalogueEntry): void;
  /** Writes SHA256SUMS, and PROVENANCE.ndjson with `head` as its first line. */
  finish(head: object): { readonly files: number; readonly bytes: number };
  /** What the disk refused. The pass takes it for a fault of the evidence, and must not be believed. */
  failure(): Fault | null;
  /** Stored names that the disk has another name for. */
  readonly renamed: ReadonlyMap<string, string>;
  /** Removes all that was written. */
  remove(): void;
}

export const SUMS = 'SHA256SUMS';
/** Where each file came from. */
export const PROVENANCE = 'PROVENANCE.ndjson';
const PROVENANCE_SCHEMA = 'carryover.provenance/1';
/** The file being written, until it is whole. */
const PARTIAL = '.carryover-partial';

interface Written {
  readonly rank: number;
  readonly sha256: string;
  readonly bytes: number;
  readonly from: From;
}

/** What the evidence states of a file. */
interface From {
  readonly devicePath: string | null;
  readonly entry: string;
  readonly at: string;
  readonly modified: string | null;
  readonly mode: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly proof: string | null;
}

function unwritable(error: unknown, folder: string, path: string): Fault {
  const code = (error as NodeJS.ErrnoException).code ?? String((error as Error).message);
  return new Fault('output.unwritable', 'system', folder, { error: code, path });
}

/** Paths as on a phone, or as stored; `label` is the folder as the user named it, `base` where it is. */
export function makeExtractTree(base: string, label: string, layout: 'device' | 'stored'): ExtractTree {
  const places = makePlaces(Buffer.byteLength(base) + 1, [SUMS, PROVENANCE, PARTIAL]);
  const written = new Map<string, Written>();
  const byContent = new Map<string, string>();
  const renamed = new Map<string, string>();
  const tops = new Set<string>([SUMS, PROVENANCE, PARTIAL]);
  const partial = join(base, PARTIAL);
  let handle: number | null = null;
  let failure: Fault | null = null;

  const fail = (error: unknown, path: string): Fault => {
    failure ??= error instanceof Fault ? error : unwritable(error, label, path);
    return failure;
  };
  const pathOf = (location: Location | null, stored: string): string => {
    if (layout === 'stored') return stored;
    return location === null ? `unplaced/${stored}` : devicePath(location).slice(1);
  };
  /** Where a place is on disk. Nothing ever leaves the folder: names are made safe before, and this is the proof. */
  const onDisk = (place: string): string => {
    const target = join(base, place);
    if (!target.startsWith(base + sep)) throw new Fault('bug', 'path-escapes', place);
    tops.add(place.split('/')[0] as string);
    return target;
  };
  const note = (path: string, place: string): void => {
    if (path !== place) renamed.set(path, place);
  };
  const settle = (place: string, modified: number | null): void => {
    if (modified === null) return;
    try {
      utimesSync(onDisk(place), modified / 1000, modified / 1000);
    } catch {
      // A time that the file system cannot hold is no reason to lose the file.
    }
  };

  return {
    renamed,
    failure: () => failure,
    sink({ member, location, proof }) {
      if (failure !== null) throw failure;
      const path = pathOf(location, member.path);
      const place = places.file(path);
      const rank = aliasRank(member.path);
      const before = written.get(place);
      if (before !== undefined && before.rank < rank) return null;
      let bytes = 0;
      const attempt = (work: () => void): void => {
        try {
          work();
        } catch (error) {
          throw fail(error, place);
        }
      };
      attempt(() => {
        mkdirSync(dirname(onDisk(place)), { recursive: true });
        handle = openSync(partial, 'w', 0o600);
      });
      return {
        add: (chunk) =>
          attempt(() => {
            for (let done = 0; done < chunk.length; ) done += writeSync(handle as number, chunk, done);
            bytes += chunk.length;
          }),
        end: (sha256) =>
          attempt(() => {
            const open = handle;
            handle = null;
            if (open !== null) closeSync(open);
            if (sha256 === null || failure !== null) {
              rmSync(partial, { force: true });
              return;
            }
            renameSync(partial, onDisk(place));
            settle(place, member.modified);
            note(path, place);
            const from = fromOf(location, {
              ...member,
              entry: member.path,
              at: renderCitation(member.citation),
              proof,
            });
            written.set(place, { rank, sha256, bytes, from });
            byContent.set(sha256, place);
          }),
      };
    },
    addLater(entry) {
      const path = pathOf(entry.location, entry.entry);
      try {
        if (entry.type === 'directory') {
          mkdirSync(onDisk(places.folder(path)), { recursive: true });
          return;
        }
        const same = entry.sha256 === null ? undefined : byContent.get(entry.sha256);
        if (entry.type !== 'file' || entry.shadowed || entry.sha256 === null || same === undefined) return;
        const place = places.file(path);
        if (written.has(place)) return;
        mkdirSync(dirname(onDisk(place)), { recursive: true });
        copyFileSync(onDisk(same), onDisk(place));
        settle(place, entry.modified);
        note(path, place);
        const from = fromOf(entry.location, entry);
        written.set(place, { rank: aliasRank(entry.entry), sha256: entry.sha256, bytes: entry.bytes ?? 0, from });
      } catch (error) {
        throw fail(error, path);
      }
    },
    finish(head) {
      const lines = [...written].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      try {
        writeFileSync(join(base, SUMS), lines.map(([place, { sha256 }]) => sumLine(sha256, place)).join(''));
        const told = lines.map(([path, { sha256, bytes, from }]) => ({ type: 'file', path, sha256, bytes, ...from }));
        const all = [{ type: 'evidence', schema: PROVENANCE_SCHEMA, ...head }, ...told];
        writeFileSync(join(base, PROVENANCE), all.map((line) => `${JSON.stringify(line)}\n`).join(''));
      } catch (error) {
        throw fail(error, SUMS);
      }
      return { files: written.size, bytes: lines.reduce((sum, [, each]) => sum + each.bytes, 0) };
    },
    remove() {
      if (handle !== null) closeSync(handle);
      handle = null;
      // Only what came from here: somebody else may have put a file into the folder meanwhile.
      for (const top of tops) rmSync(join(base, top), { recursive: true, force: true });
    },
  };
}

function fromOf(
  location: Location | null,
  { entry, at, modified, mode, uid, gid, proof }: Omit<From, 'devicePath' | 'modified'> & { modified: number | null },
): From {
  const place = location === null ? null : devicePath(location);
  return { devicePath: place, entry, at, modified: utc(modified), mode, uid, gid, proof };
}

/** A line that `sha256sum -c` takes: a name with a backslash or newline is escaped, and the line says so. */
function sumLine(sha256: string, path: string): string {
  if (!/[\\\n\r]/.test(path)) return `${sha256}  ${path}\n`;
  return `\\${sha256}  ${path.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}\n`;
}
