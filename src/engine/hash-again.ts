import type { Limits } from '../bytes/limits.ts';
import type { Observed } from '../bytes/source.ts';
import { chooseContainer } from '../vfs/detect.ts';
import { openOutside } from '../vfs/evidence.ts';
import type { Format } from '../vfs/format.ts';
import { makeKit } from '../vfs/kit.ts';
import type { ReadListener } from '../vfs/outside.ts';
import type { SideRequest } from './side-pass.ts';
import type { EvidenceName } from './side-request.ts';

export interface HashOptions {
  readonly formats: readonly Format[];
  readonly limits: Limits;
  readonly workDir: string | null;
  readonly signal: AbortSignal;
  readonly listener?: ReadListener;
}

/**
 * The hash of evidence, of which nothing is decoded: that of a file needs no format, that of a folder is of the files
 * that its container lists. Throws Fault.
 */
export async function hashAlone({ path, as }: EvidenceName, options: HashOptions): Promise<Observed> {
  const { formats, listener = {} } = options;
  // Told to take it for something, a descriptor is what it is told to be.
  const { outside, root } = openOutside(path, listener, as === null ? formats : []);
  try {
    const { origin } = outside;
    if (origin.kind === 'directory') {
      const kit = makeKit({ ...options, root, passwords: () => [] });
      const sample = { kind: 'directory' as const, name: origin.name, size: null, head: new Uint8Array(0), at: null };
      const input = await chooseContainer(sample, formats)?.format.container?.open(origin, kit);
      if (input !== undefined) outside.watch(input);
    }
    return await outside.finish();
  } finally {
    outside.close();
  }
}

/** A second read of evidence that was decoded. Throws Fault. */
export async function hashAgain(request: SideRequest, formats: readonly Format[]): Promise<string> {
  const { limits, workDir } = request;
  return (await hashAlone(request, { formats, limits, workDir, signal: new AbortController().signal })).sha256;
}
