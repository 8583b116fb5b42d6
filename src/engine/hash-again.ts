import { openEvidence } from '../vfs/evidence.ts';
import type { Format } from '../vfs/format.ts';
import type { SideRequest } from './side-pass.ts';

/** A read of the evidence for its hash alone. Throws Fault. */
export async function hashAgain(request: SideRequest, formats: readonly Format[]): Promise<string> {
  const again = await openEvidence(
    { path: request.path, as: request.as },
    {
      formats,
      limits: request.limits,
      signal: new AbortController().signal,
      passwords: () => request.passwords,
      workDir: request.workDir,
    },
  );
  try {
    return (await again.finish()).sha256;
  } finally {
    again.close();
  }
}
