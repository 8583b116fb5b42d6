import type { CredentialFinding } from '../report/result.ts';
import { auditEvidence } from './audit.ts';
import { NO_FILTER } from './filter.ts';
import type { RunOptions } from './run-options.ts';
import type { EvidenceName } from './side-request.ts';
import type { TakenSnapshot } from './taken-snapshot.ts';

/** Credentials of one piece of evidence alone, redacted unless `reveal` says otherwise. Throws Fault. */
export async function* scanCredentials(
  evidence: EvidenceName | TakenSnapshot,
  options: RunOptions,
): AsyncGenerator<CredentialFinding> {
  const { findings } = await auditEvidence(evidence, options, { ...NO_FILTER, rules: ['credential'] });
  for (const finding of findings) if (finding.rule === 'credential') yield finding;
}
