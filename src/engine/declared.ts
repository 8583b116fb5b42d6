import { type Citation, cite } from '../base/citation.ts';
import { type Notice, notice } from '../base/notice.ts';
import type { DeclaredHash } from '../report/result.ts';
import type { OpenEvidence } from '../vfs/evidence.ts';

/** What descriptors state, held against the evidence. */
export interface HeldDescription {
  readonly declared: readonly DeclaredHash[];
  readonly notices: readonly Notice[];
}

/**
 * Holds what descriptors state against the evidence, whose own hash is `sha256`, once all of it was read. That a hash
 * holds is worth knowing; that it does not, leaves everything in doubt that the evidence shows.
 */
export function holdDescription(
  { described, hashOf, input }: OpenEvidence,
  sha256: string,
  root: Citation,
): HeldDescription {
  const declared: DeclaredHash[] = [];
  const notices: Notice[] = [];
  for (const { from, sha256: stated, file } of described.declared) {
    const actual = file === null ? sha256 : hashOf(file);
    // A file that could not be read was told as such.
    if (actual === null) continue;
    const holds = actual === stated;
    const at = file === null ? input.citation : cite(file, null, root);
    declared.push({ from, sha256: stated, holds });
    notices.push(
      holds
        ? notice('declared-hash', 'holds', 'info', at, { from })
        : notice('declared-hash', 'differs', 'damage', at, { from, sha256: stated }),
    );
  }
  for (const from of described.passwordIn)
    notices.push(notice('manifest', 'descriptor.password', 'info', input.citation, { from }));
  return { declared, notices };
}
