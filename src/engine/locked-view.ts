import { FORMATS } from '../../formats/index.ts';
import { Fault } from '../base/fault.ts';
import type { Observed } from '../bytes/source.ts';
import type { InfoView } from '../report/result.ts';
import { everyNoticeView } from './evidence-view.ts';
import { hashAlone } from './hash-again.ts';
import type { RunOptions } from './run-options.ts';
import { type EvidenceName, makeWatch } from './side-request.ts';

/**
 * What locked evidence shows of itself: its format and layers, how it is sealed, and its hash. Nothing in it was read, so
 * that nothing is covered. Null where the fault says nothing of it. Throws Fault.
 */
export async function lockedView(name: EvidenceName, fault: Fault, options: RunOptions): Promise<InfoView | null> {
  const { known } = fault;
  const format = FORMATS.find(({ id }) => id === known?.format);
  if (fault.code !== 'evidence.locked' || known === null || format === undefined) return null;
  const { sha256, bytes } = await hashOf(name, options);
  const { at } = fault.toJSON();
  const told = {
    code: 'locked',
    detail: 'evidence',
    gravity: 'damage',
    at: at ?? name.path,
    args: fault.args,
  } as const;
  return {
    label: name.path,
    format: format.id,
    formatVersion: known.version,
    encryption: known.encryption,
    bytes,
    sha256,
    declared: [],
    entries: 0,
    apps: 0,
    notExamined: 0,
    partial: true,
    newest: null,
    because: known.because,
    validated: format.validated,
    nesting: known.nesting,
    facts: known.facts,
    coverage: [{ covered: false, user: null, storage: null, package: null, domains: null, reason: 'locked', at: null }],
    packages: [],
    otherBundles: [],
    notices: everyNoticeView('source', [told]),
  };
}

/** The hash of evidence whose content is not opened. */
async function hashOf({ path, as }: EvidenceName, options: RunOptions): Promise<Observed> {
  const watch = makeWatch({ path, as }, options.signal);
  options.onRead?.([watch.track]);
  const read = new Float64Array(watch.progress);
  const onBytes = (count: number): void => {
    if (options.signal.aborted) throw new Fault('interrupted', 'signal');
    read[0] = (read[0] ?? 0) + count;
  };
  const onTotal = (bytes: number): void => {
    read[1] = bytes;
  };
  const { limits, workDir, signal } = options;
  return hashAlone({ path, as }, { formats: FORMATS, limits, workDir, signal, listener: { onBytes, onTotal } });
}
