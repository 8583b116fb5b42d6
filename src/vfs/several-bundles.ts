import { Fault } from '../base/fault.ts';
import type { Decoded } from './entry.ts';

const DETAIL = 'several-bundles';

/**
 * Several bundles where one is wanted. `paths` are legal paths in the input that was to be decoded, empty for the input
 * itself; they become names that can be given as evidence where it is known how the input is named (`namedBelow`).
 */
export function severalBundles(paths: readonly string[]): Fault {
  const sorted = [...paths].sort();
  // The one that lies at the top cannot be named without the others.
  return faultOf(sorted, sorted.find((path) => path !== '') ?? '', null);
}

function faultOf(paths: readonly string[], first: string, at: string | null): Fault {
  return new Fault('evidence.ambiguous', DETAIL, at, { count: paths.length, first, paths: paths.join('\n') });
}

/** Whether several bundles were met: which of them is meant no decoder can know, so it ends the work at any time. */
export function isSeveralBundles(fault: Fault): boolean {
  return fault.code === 'evidence.ambiguous' && fault.detail === DETAIL;
}

/** An error as it came; if it is of several bundles, with their paths going on from `place`, where the input lies. */
export function namedBelow(place: string, error: unknown): unknown {
  if (!(error instanceof Fault) || !isSeveralBundles(error)) return error;
  const below = (path: unknown): string => nameBelow(place, String(path));
  return faultOf(String(error.args['paths']).split('\n').map(below), below(error.args['first']), place);
}

/** How a legal path inside evidence is named, given how the evidence was; empty for the evidence itself. */
export function nameBelow(place: string, path: string): string {
  return path === '' ? place : `${place.replace(/\/$/, '')}/${path}`;
}

/** What a bundle decodes to, its faults naming what lies below the place that the user gave. */
export async function* namingBelow(place: string, decoded: AsyncIterable<Decoded>): AsyncGenerator<Decoded> {
  try {
    yield* decoded;
  } catch (error) {
    throw namedBelow(place, error);
  }
}
