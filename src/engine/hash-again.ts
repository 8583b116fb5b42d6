import { openEvidence, openOutside } from '../vfs/evidence.ts';
import type { Format } from '../vfs/format.ts';
import type { SideRequest } from './side-pass.ts';

/** A read of the evidence for its hash alone. Throws Fault. */
export async function hashAgain(request: SideRequest, formats: readonly Format[]): Promise<string> {
  const { path, as } = request;
  // The hash of a file needs no format; that of a folder is of the files that its container lists.
  const { outside } = openOutside(path, undefined, as === null ? formats : []);
  const again =
    outside.size !== null
      ? outside
      : await openEvidence(
          { path, as },
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
