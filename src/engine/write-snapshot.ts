import { Fault } from '../base/fault.ts';
import { zipWriter } from '../bytes/zip-writer.ts';
import type { NoticeView } from '../report/result.ts';
import type { Output } from '../report/writer.ts';
import { readCatalogue } from '../vfs/catalogue.ts';
import { checkLent, makeContentStore, readStore } from '../vfs/content-store.ts';
import {
  SNAPSHOT_CATALOGUE,
  SNAPSHOT_CONTENT,
  SNAPSHOT_HEAD,
  SNAPSHOT_SCHEMA,
  type SnapshotHead,
  type SnapshotLine,
} from '../vfs/snapshot-file.ts';
import { noticeViews } from './evidence-view.ts';
import type { RunOptions } from './run-options.ts';
import type { EvidenceName } from './side-request.ts';
import { takeOne } from './take.ts';
import { TOOL_VERSION } from './version.ts';

const CHUNK_BYTES = 1 << 20;

export interface WrittenSnapshot {
  readonly entries: number;
  readonly contents: number;
  readonly notices: readonly NoticeView[];
}

/** Decodes evidence and writes its catalogue and content as one file. Throws Fault. */
export async function writeSnapshot(name: EvidenceName, options: RunOptions, out: Output): Promise<WrittenSnapshot> {
  const { side, store } = await takeOne(name, { kind: 'all' }, options);
  const catalogueText = makeContentStore(options.workDir);
  try {
    const view = store.view();
    const contents = new Map<string, { offset: number; length: number }>();
    for (const entry of readCatalogue(side.catalogue).entries()) {
      const line: SnapshotLine = {
        entry: entry.entry,
        type: entry.type,
        location: entry.location,
        bytes: entry.bytes,
        sha256: entry.sha256,
        modified: entry.modified,
        mode: entry.mode,
        uid: entry.uid,
        gid: entry.gid,
        link: entry.link,
        proof: entry.proof,
        at: entry.at,
      };
      catalogueText.add(Buffer.from(`${JSON.stringify(line)}\n`));
      if (entry.sha256 !== null && entry.kept !== null && entry.kept.length > 0 && !contents.has(entry.sha256))
        contents.set(entry.sha256, entry.kept);
    }
    const listing = catalogueText.end();
    catalogueText.flush();
    // A snapshot without its whole catalogue would look like evidence that holds less.
    if (listing === null || catalogueText.full) throw new Fault('work.unusable', 'full', options.workDir);
    const head: SnapshotHead = {
      schema: SNAPSHOT_SCHEMA,
      tool: { name: 'carryover', version: TOOL_VERSION },
      evidence: {
        label: side.label,
        format: side.format,
        ...(side.original === side.format ? {} : { original: side.original }),
        formatVersion: side.formatVersion,
        encryption: side.encryption,
        bytes: side.bytes,
        sha256: side.sha256,
        because: side.because,
      },
      coverage: side.coverage,
      packages: side.packages,
      otherBundles: side.otherBundles,
      notices: side.notices,
    };
    const zip = zipWriter((bytes) => out.write(bytes));
    const headBytes = Buffer.from(`${JSON.stringify(head)}\n`);
    await zip.add(SNAPSHOT_HEAD, headBytes.length, () => [headBytes]);
    const textView = catalogueText.view();
    await zip.add(SNAPSHOT_CATALOGUE, listing.length, () => stretches(textView, 0, listing.length));
    for (const [sha256, ref] of contents) {
      await zip.add(`${SNAPSHOT_CONTENT}${sha256}`, ref.length, () => stretches(view, ref.offset, ref.length));
    }
    // Before the end is written, without which it is no snapshot.
    checkLent(view, side.label);
    await zip.finish();
    return { entries: side.entries, contents: contents.size, notices: noticeViews('source', side.notices) };
  } finally {
    store.close();
    catalogueText.close();
  }
}

function* stretches(view: Parameters<typeof readStore>[0], offset: number, length: number): Iterable<Uint8Array> {
  for (let at = 0; at < length; at += CHUNK_BYTES)
    yield readStore(view, offset + at, Math.min(CHUNK_BYTES, length - at));
}
