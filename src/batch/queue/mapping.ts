import { Fault } from '../../base/fault.ts';
import type { PlannedPair } from '../plan.ts';
import type { PairJob } from './job.ts';

/** Finds a path of the machine that wrote the plan on this one. */
export type Mapping = (path: string) => string;

const trimmed = (path: string): string => path.replace(/\/+$/, '') || '/';

/** `FROM=TO` each: what lies below FROM there lies below TO here. The longest FROM wins. Throws Fault `usage.invalid`. */
export function mappingOf(roots: readonly string[]): Mapping {
  const pairs = roots.map((text) => {
    const [from = '', to = ''] = text.split('=', 2);
    if (!from.startsWith('/') || to === '') throw new Fault('usage.invalid', 'evidence-root', text);
    return { from: trimmed(from), to: trimmed(to) };
  });
  pairs.sort((a, b) => b.from.length - a.from.length);
  return (path) => {
    for (const { from, to } of pairs) {
      if (path === from) return to;
      const below = from === '/' ? from : `${from}/`;
      if (path.startsWith(below)) return `${to === '/' ? '' : to}/${path.slice(below.length)}`;
    }
    return path;
  };
}

export function mappedPair(pair: PlannedPair, map: Mapping): PlannedPair {
  const { source, target, bundle, passwordFile, keychain } = pair;
  return {
    ...pair,
    source: { ...source, path: map(source.path) },
    target: { ...target, path: map(target.path) },
    bundle: bundle === null ? null : { ...bundle, path: map(bundle.path) },
    passwordFile: passwordFile === null ? null : map(passwordFile),
    keychain: keychain === null ? null : map(keychain),
  };
}

export function mappedSecrets({ passwordFiles, keychains, caseKey }: PairJob['secrets'], map: Mapping) {
  return {
    passwordFiles: passwordFiles.map(map),
    keychains: keychains.map(map),
    caseKey: caseKey === null ? null : map(caseKey),
  };
}
