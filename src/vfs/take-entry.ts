import { renderCitation } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import { notice } from '../base/notice.ts';
import { sha256 as digestOf, runningSha256 } from '../bytes/digest.ts';
import {
  buildCatalogue,
  type CatalogueEntry,
  type EntryType,
  type PackedCatalogue,
  readCatalogue,
  type Sniff,
} from './catalogue.ts';
import { markOf } from './content-marks.ts';
import type { ContentStore, Ref } from './content-store.ts';
import type { Entry } from './entry.ts';
import type { MemberKind } from './member.ts';
import type { NoticeList } from './notice-list.ts';
import { noticeOfFault } from './pass-notices.ts';
import type { Passing, SnapshotOptions } from './snapshot.ts';
import { sniffContent } from './sniff.ts';
import { sortKey } from './sort-key.ts';

const ENTRY_TYPES: Readonly<Record<MemberKind, EntryType>> = {
  file: 'file',
  hardlink: 'file',
  directory: 'directory',
  symlink: 'symlink',
  special: 'special',
};

/** An entry as taken: hashed, and kept where that was asked for. */
export interface Taken extends Omit<CatalogueEntry, 'shadowed'> {
  readonly lost: boolean;
  /** Idle, but wanted where the other side holds another content at the same place. */
  readonly held: Held | null;
}

/** A hard link, to be resolved once everything was seen. */
export interface Pending {
  readonly line: Taken;
  readonly target: string;
}

/** What became of a content that may not have to be kept (vfs/snapshot `Passing`). */
export interface Held {
  readonly mark: bigint;
  /** This side looked into it and found it idle; else the other side was about to. */
  readonly idle: boolean;
  /** Valid until the next member is asked for. */
  readonly bytes: Uint8Array;
}

/** Whether a small content can pass by: at once, or once the other side proves to hold the same. */
function passBy(entry: Entry, sniff: Sniff, sha256: string, bytes: Uint8Array, passing: Passing): Held | 'idle' | null {
  if (passing.marks === null) return passing.isIdle(entry, sniff, bytes) ? 'idle' : null;
  if (sniff !== 'opaque') return null;
  const { own, other } = passing.marks;
  const mark = markOf(sha256, sortKey(entry.location, entry.member.path));
  own.meet(mark);
  if (other.isIdle(mark)) return 'idle';
  // The other side is looking into it just now, or has found that it must be kept.
  if (other.hasMet(mark)) return { mark, idle: false, bytes };
  if (!passing.isIdle(entry, sniff, bytes)) return null;
  own.addIdle(mark);
  return { mark, idle: true, bytes };
}

/** Reads one entry to its end: hash, kind, content. */
export async function takeEntry(
  entry: Entry,
  store: ContentStore,
  options: SnapshotOptions,
  allowance: number,
  notices: NoticeList,
): Promise<Taken> {
  const { member } = entry;
  let sha256: string | null = null;
  let sniff: Sniff = 'opaque';
  let counted: number | null = null;
  let keep = false;
  let lost = false;
  let passed: Held | 'idle' | null = null;
  /** Where the content lies already: in the evidence, or in what either side has kept. */
  let there: Ref | null = null;
  const shared = options.passing?.shared ?? null;
  const sink = member.kind === 'file' ? (options.sink?.(entry) ?? null) : null;
  try {
    const body = member.kind === 'file' ? member.content() : null;
    if (body instanceof Uint8Array) {
      counted = body.length;
      sha256 = digestOf(body);
      sniff = sniffContent(body);
      keep = counted > 0 && options.keep(entry, sniff, counted);
      if (keep) there = shared?.find(sha256, counted) ?? null;
      if (keep && there === null && options.passing !== undefined)
        passed = passBy(entry, sniff, sha256, body, options.passing);
      if (passed !== null) keep = false;
      if (keep && there === null) store.add(body);
      sink?.add(body);
    } else if (body !== null) {
      const { lies, taken } = member;
      // The evidence is hashed as it passes: what is all of it need not be hashed a second time.
      const running = taken === undefined ? runningSha256() : null;
      counted = 0;
      const stays = lies !== undefined && store.refers(lies, member.size);
      for await (const chunk of body) {
        if (counted === 0 && chunk.length > 0) {
          sniff = sniffContent(chunk);
          keep = options.keep(entry, sniff, member.size);
        }
        counted += chunk.length;
        running?.update(chunk);
        if (keep && !stays) store.add(chunk);
        sink?.add(chunk);
        if (options.signal.aborted) throw new Fault('interrupted', 'signal');
        if (counted > allowance) break;
      }
      if (counted === 0) sniff = 'empty';
      sha256 = running?.hex() ?? taken?.() ?? null;
      if (counted > allowance) {
        // Cut at the limit: half a content has no hash and is not passed on.
        sha256 = null;
        keep = false;
        store.drop();
      } else if (keep && stays) there = store.refer(lies, counted);
      else if (keep && sha256 !== null) {
        there = shared?.find(sha256, counted) ?? null;
        if (there !== null) store.drop();
      }
    }
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'interrupted') throw error;
    // What did not authenticate or could not be read is listed, but its bytes are not passed on as fact.
    notices.add(noticeOfFault(error, member.citation, member.path));
    store.drop();
    keep = false;
    sha256 = null;
  }
  if (member.declared !== undefined && sha256 !== null && sha256 !== member.declared) {
    const args = { path: member.path, declared: member.declared, actual: sha256 };
    notices.add(notice('checksum', 'declared-sha256', 'damage', member.citation, args));
  }
  sink?.end(sha256);
  const ref = keep ? (there ?? store.end()) : null;
  if (keep && ref === null) lost = true;
  if (sha256 !== null) options.onHashed?.(member, sha256);
  return {
    type: ENTRY_TYPES[member.kind],
    location: entry.location,
    entry: member.path,
    bytes: counted ?? (member.kind === 'file' ? member.size : null),
    sha256,
    modified: member.modified,
    mode: member.mode,
    uid: member.uid,
    gid: member.gid,
    link: member.link,
    proof: entry.proof,
    at: renderCitation(member.citation),
    sniff,
    kept: ref,
    idle: passed !== null && sha256 !== null,
    held: passed === 'idle' || sha256 === null ? null : passed,
    lost,
  };
}

/** A hard link shares the content of an earlier member: the catalogue gets it under both names. */
export function resolveLinks(packed: PackedCatalogue, links: readonly Pending[]): PackedCatalogue {
  const wanted = new Map<string, CatalogueEntry | null>(links.map((link) => [link.target, null]));
  const again = buildCatalogue();
  for (const entry of readCatalogue(packed).entries()) {
    if (wanted.has(entry.entry)) wanted.set(entry.entry, entry);
    again.add(entry);
  }
  for (const { line, target } of links) {
    const original = wanted.get(target) ?? null;
    again.add(
      original === null
        ? line
        : {
            ...line,
            bytes: original.bytes,
            sha256: original.sha256,
            sniff: original.sniff,
            kept: original.kept,
            idle: original.idle,
          },
    );
  }
  return again.finish();
}
