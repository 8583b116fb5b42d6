import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { cite, renderCitation } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import { notice } from '../base/notice.ts';
import { makePause } from '../base/pause.ts';
import type { NoticeView } from '../report/result.ts';
import { readCatalogue } from '../vfs/catalogue.ts';
import { noticeViews } from './evidence-view.ts';
import { makeExtractTree } from './extract-tree.ts';
import type { RunOptions } from './run-options.ts';
import type { EvidenceName } from './side-request.ts';
import { takeOne } from './take.ts';
import { TOOL_VERSION } from './version.ts';

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

/** Names told as not kept on disk; more than these only SHA256SUMS shows. */
const MOST_TOLD = 100;

/** Makes the folder, or takes an empty one. Gives the topmost folder that was made. Throws Fault. */
function openFolder(folder: string, label: string): string | null {
  try {
    const made = mkdirSync(folder, { recursive: true });
    if (made !== undefined) return made;
    if (readdirSync(folder).length === 0) return null;
  } catch (error) {
    throw new Fault('output.unwritable', 'system', label, {
      error: (error as NodeJS.ErrnoException).code ?? 'unknown',
    });
  }
  throw new Fault('output.exists', 'folder-not-empty', label);
}

/**
 * Writes the files of evidence below a new or empty folder, with their times, SHA256SUMS and PROVENANCE.ndjson: all that
 * can be read, or after a fault nothing. Throws Fault `output.exists`, `output.unwritable`, `evidence.no-entry` and those of evidence.
 */
export async function extract(name: EvidenceName, request: ExtractRequest, options: RunOptions): Promise<Extracted> {
  const base = resolve(request.folder);
  const made = openFolder(base, request.folder);
  const tree = makeExtractTree(base, request.folder, request.layout);
  const wanted = (owner: string | null): boolean => request.matches === null || request.matches(owner);
  try {
    const { side, store } = await takeOne(name, { kind: 'list' }, options, (entry) =>
      wanted(entry.location?.package ?? null) ? tree.sink(entry) : null,
    ).catch((error: unknown) => {
      throw tree.failure() ?? error;
    });
    store.close();
    const failure = tree.failure();
    if (failure !== null) throw failure;
    const pause = makePause(options.signal);
    for (const entry of readCatalogue(side.catalogue).entries()) {
      if (wanted(entry.location?.package ?? null)) tree.addLater(entry);
      await pause();
    }
    const { label, format, bytes: size, sha256 } = side;
    const head = { tool: 'carryover', version: TOOL_VERSION, evidence: { label, format, bytes: size, sha256 } };
    const { files, bytes } = tree.finish({ ...head, layout: request.layout });
    if (request.matches !== null && files === 0) {
      throw new Fault('evidence.no-entry', 'filter', name.path, { evidence: name.path });
    }
    const renamed = [...tree.renamed].slice(0, MOST_TOLD).map(([path, place]) => {
      const told = notice('unsafe-name', 'renamed-on-disk', 'doubt', cite(name.path), { path, place });
      return { ...told, at: renderCitation(told.at) };
    });
    return { files, bytes, notices: noticeViews('source', [...side.notices, ...renamed]) };
  } catch (error) {
    tree.remove();
    if (made !== null) rmSync(made, { recursive: true, force: true });
    throw error;
  }
}
