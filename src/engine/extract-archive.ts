import { once } from 'node:events';
import { closeSync, lstatSync, openSync, readdirSync, readSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { makeWorkFolder, UNPACKED } from '../base/work-folder.ts';
import { CHUNK_BYTES } from '../bytes/source.ts';
import { zipWriter } from '../bytes/zip-writer.ts';
import { type Extracted, type ExtractRequest, extract } from './extract.ts';
import { PROVENANCE, SUMS } from './extract-tree.ts';
import type { RunOptions } from './run-options.ts';
import type { EvidenceName } from './side-request.ts';

export type ArchiveKind = 'tar' | 'zip';

const OWN: readonly string[] = [SUMS, PROVENANCE];

interface Packed {
  /** Below the folder, with slashes. */
  readonly path: string;
  readonly bytes: number;
  /** Seconds since 1970. */
  readonly modified: number;
}

/** Every file below a folder, in byte order of the paths. */
function filesBelow(folder: string): Packed[] {
  const found: Packed[] = [];
  const waiting = [''];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
      const path = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) waiting.push(path);
      else {
        const stat = lstatSync(join(folder, path));
        // What was written about the files has no time of its own: the same evidence gives the same archive.
        found.push({ path, bytes: stat.size, modified: OWN.includes(path) ? 0 : stat.mtimeMs / 1000 });
      }
    }
  }
  return found.sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}

function* chunksOf(path: string): Generator<Uint8Array> {
  const handle = openSync(path, 'r');
  try {
    for (;;) {
      const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
      const got = readSync(handle, buffer, 0, CHUNK_BYTES, null);
      if (got === 0) return;
      yield buffer.subarray(0, got);
    }
  } finally {
    closeSync(handle);
  }
}

type Write = (bytes: Uint8Array) => Promise<void>;

async function writeZip(folder: string, files: readonly Packed[], write: Write): Promise<void> {
  const zip = zipWriter(write);
  for (const { path, bytes, modified } of files)
    await zip.add(path, bytes, () => chunksOf(join(folder, path)), { modified });
  await zip.finish();
}

async function writeTar(folder: string, files: readonly Packed[], write: Write): Promise<void> {
  const tar = pack();
  const written = (async () => {
    for await (const chunk of tar) await write(chunk as Uint8Array);
  })();
  // What the receiver refuses ends the packing; it is thrown where it is awaited.
  written.catch(() => tar.destroy(new Error('refused')));
  for (const { path, bytes, modified } of files) {
    const entry = tar.entry({ name: path, size: bytes, mtime: new Date(Math.floor(modified) * 1000), mode: 0o600 });
    for (const chunk of chunksOf(join(folder, path))) {
      if (!entry.write(chunk)) await Promise.race([once(entry, 'drain'), written]);
    }
    entry.end(null);
  }
  tar.finalize();
  await written;
}

/**
 * The same as `extract`, as one archive: written to a folder of the work folder first, then packed in byte order of
 * the paths. Throws Fault, and what `write` throws.
 */
export async function extractArchive(
  name: EvidenceName,
  request: Omit<ExtractRequest, 'folder'> & { readonly kind: ArchiveKind },
  options: RunOptions,
  write: Write,
): Promise<Extracted> {
  const own = makeWorkFolder(options.workDir);
  try {
    const folder = join(own, UNPACKED);
    const done = await extract(name, { ...request, folder }, options);
    const files = filesBelow(folder);
    await (request.kind === 'zip' ? writeZip : writeTar)(folder, files, write);
    return done;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}
