import { FORMATS } from '../../formats/index.ts';
import { Fault } from '../base/fault.ts';
import { DEFAULT_LIMITS } from '../bytes/limits.ts';
import { chooseContainer } from '../vfs/detect.ts';
import { openOutside } from '../vfs/evidence.ts';
import type { Sample } from '../vfs/format.ts';
import { makeKit } from '../vfs/kit.ts';
import { peekSource } from '../vfs/peek.ts';
import { sampleOf } from '../vfs/sample.ts';
import type { RunOptions } from './run-options.ts';
import type { EvidenceName } from './side-request.ts';

/** One encrypted backup, and the line by which password recovery tools know it. */
export interface PasswordHash {
  /** Empty for the evidence itself, else the path within it. */
  readonly path: string;
  readonly line: string;
}

/**
 * The hash lines of a file, or of the files of a folder or zip; nothing is decrypted and no password is needed.
 * Throws Fault `evidence.unsupported` (`no-hash`) where none is there, and what opening it throws.
 */
export async function passwordHashes(name: EvidenceName, options: RunOptions): Promise<readonly PasswordHash[]> {
  const { outside, root } = openOutside(name.path);
  try {
    const kit = makeKit(
      { formats: FORMATS, limits: DEFAULT_LIMITS, signal: options.signal, root, passwords: () => [] },
      1,
    );
    const found: PasswordHash[] = [];
    const { origin } = outside;
    let own: string | null = null;
    if (origin.kind === 'bytes') {
      const { head, source } = await peekSource(origin);
      own = lineOf(sampleOf(source, head));
    }
    if (own !== null) found.push({ path: '', line: own });
    else {
      const sample: Sample =
        origin.kind === 'bytes'
          ? sampleOf(origin, origin.at?.(0, 1 << 16) ?? new Uint8Array(0))
          : { kind: 'directory', name: origin.name, size: null, head: new Uint8Array(0), at: null };
      const input = await chooseContainer(sample, FORMATS)?.format.container?.open(origin, kit);
      if (input?.kind === 'tree') {
        for (const member of input.members()) {
          kit.checkpoint();
          const source = member.kind === 'file' ? member.reopen?.() : undefined;
          if (source === undefined) continue;
          const { head } = await peekSource(source);
          const line = guarded(() => lineOf({ kind: 'bytes', name: member.path, size: source.size, head, at: null }));
          if (line !== null) found.push({ path: member.path, line });
        }
      }
    }
    if (found.length === 0) throw new Fault('evidence.unsupported', 'no-hash', name.path);
    return found;
  } finally {
    outside.close();
  }
}

function lineOf(sample: Sample): string | null {
  const container = chooseContainer(sample, FORMATS)?.format.container;
  return container?.hashLine?.(sample, lineOf) ?? null;
}

/** A file of many that is no whole backup has no line. */
function guarded(line: () => string | null): string | null {
  try {
    return line();
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}
