import { devicePath, locateDevicePath } from '../android/layouts.ts';
import { Fault } from '../base/fault.ts';
import { type Artifact, isFolder, mainPart } from '../device/artifact.ts';
import type { NoticeView } from '../report/result.ts';
import { type CatalogueEntry, readCatalogue } from '../vfs/catalogue.ts';
import { readStore, type StoreView } from '../vfs/content-store.ts';
import { arrangeSide } from './arrange-side.ts';
import { addressOf } from './entry-view.ts';
import { noticeViews } from './evidence-view.ts';
import { listedEntry } from './own-folder.ts';
import type { RunOptions } from './run-options.ts';
import type { Side } from './side-pass.ts';
import type { EvidenceName } from './side-request.ts';
import { takeOne } from './take.ts';

/** One file of evidence, with what belongs to it, as long as `close` was not called. */
export interface ReadEntry {
  /** The file asked for; of a store that is a folder, its first. */
  readonly entry: CatalogueEntry;
  readonly artifact: Artifact;
  /** Artifacts of the same package whose content was kept. */
  readonly around: readonly Artifact[];
  readonly store: StoreView;
  readonly side: Side;
  readonly notices: readonly NoticeView[];
  /** Passwords given for the evidence: tried as keys of encrypted stores. */
  readonly keys: readonly string[];
  /** The bytes, in chunks. */
  chunks(): Iterable<Uint8Array>;
  close(): void;
}

const CHUNK_BYTES = 1 << 20;

/** A device path in the one spelling that entries are listed by; anything else as it is. */
export function canonicalPath(path: string): string {
  const located = path.startsWith('/') ? locateDevicePath(path) : null;
  return located === null ? path : devicePath(located.location);
}

/**
 * Finds one file by its device path or its stored path. `wholePackage` keeps the rest of its package as well, so that
 * what is found there can be redacted here. Throws Fault `evidence.no-entry`.
 */
export async function readEntry(
  name: EvidenceName,
  asked: string,
  options: RunOptions,
  wholePackage = false,
): Promise<ReadEntry> {
  const path = canonicalPath(asked);
  const owner = locateDevicePath(path)?.location.package ?? null;
  const taken = await takeOne(
    name,
    wholePackage ? { kind: 'package-of', path, package: owner } : { kind: 'path', path },
    options,
  );
  const { side, store } = taken;
  const wanted: CatalogueEntry[] = [];
  let directory = false;
  for (const entry of readCatalogue(side.catalogue).entries()) {
    if (entry.shadowed || (addressOf(entry) !== path && entry.entry !== path)) continue;
    if (entry.type === 'file') wanted.push(entry);
    else directory = true;
  }
  const near: CatalogueEntry[] = [];
  for (const each of readCatalogue(side.catalogue).entries()) {
    if (each.kept !== null && !each.shadowed) near.push(each);
  }
  const view = store.view();
  const artifacts = arrangeSide(near, view);
  const folder = artifacts.find((each) => {
    const listed = addressOf({ ...each, entry: listedEntry(each, side.label) });
    return isFolder(each) && (listed === path || each.entry === path);
  });
  const file = wanted.find((each) => addressOf(each) === path) ?? wanted.at(-1);
  const entry = file ?? (wholePackage && folder !== undefined ? mainPart(folder) : undefined);
  if (entry === undefined) {
    store.close();
    throw new Fault('evidence.no-entry', directory || folder !== undefined ? 'not-a-file' : 'path', name.path, {
      path,
    });
  }
  const isPart = ([, part]: Artifact['parts'][number]): boolean => part.at === entry.at && part.entry === entry.entry;
  const artifact =
    artifacts.find(({ parts }) => parts[0] !== undefined && isPart(parts[0])) ??
    artifacts.find((each) => isFolder(each) && each.parts.some(isPart)) ??
    ({ location: entry.location, entry: entry.entry, parts: [['main', entry]] } as const);
  if (entry.sha256 === null || (entry.kept === null && (entry.bytes ?? 0) > 0)) {
    store.close();
    throw new Fault('evidence.unreadable', 'content', name.path, { path });
  }
  return {
    entry,
    artifact,
    around: artifacts.filter(({ location }) => location !== null && location.package === entry.location?.package),
    store: view,
    side,
    notices: noticeViews('source', side.notices),
    keys: options.passwords(name.path),
    *chunks() {
      const { kept } = entry;
      if (kept === null) return;
      for (let at = 0; at < kept.length; at += CHUNK_BYTES) {
        yield readStore(view, kept.offset + at, Math.min(CHUNK_BYTES, kept.length - at));
      }
    },
    close: () => store.close(),
  };
}
