import { createHash } from 'node:crypto';
import { TOOL_COMMIT, TOOL_VERSION } from '../engine/version.ts';
import { CATALOGUE_VERSION } from '../findings/credentials/version.ts';
import type { PlannedPair } from './plan.ts';
import type { Settings } from './task.ts';

/** What of the settings a result depends on. */
function keyed(settings: Settings): unknown {
  const { started: _, workDir: __, caseKey, ...rest } = settings;
  return [
    TOOL_VERSION,
    TOOL_COMMIT,
    CATALOGUE_VERSION,
    rest,
    caseKey === null ? null : Buffer.from(caseKey).toString('hex'),
  ];
}

/** The key of a result, 64 hex digits: it changes whenever the result could. `hashes`: of source, bundle, target. */
export function pairKey(hashes: readonly (string | null)[], pair: PlannedPair, settings: Settings): string {
  const { source, bundle, target } = pair;
  const names = [source, bundle, target].map((name) => (name === null ? null : [name.path, name.as]));
  return createHash('sha256')
    .update(JSON.stringify([hashes, names, keyed(settings)]))
    .digest('hex');
}
