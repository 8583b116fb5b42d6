import { Fault } from '../base/fault.ts';
import type { Decoded } from './entry.ts';

const DETAIL = 'several-bundles';

/** Behind the name of a folder: the bundle that lies in it, without those in folders of its own. */
export const OUTER = '.';
const NAMES_OUTER = /(?:^|\/)\.$/;

const namesOuter = (path: string): boolean => NAMES_OUTER.test(path);

/** Whether a piece of evidence is named as the bundle in a folder, without those further down; `.` is the folder itself. */
export const asksForOuter = (label: string): boolean => label.endsWith(`/${OUTER}`);

/** The folder that such a name is of; any other as it is. */
export const alone = (path: string): string => path.replace(NAMES_OUTER, '');

/**
 * Several bundles where one is wanted. `paths` are legal paths in the input that was to be decoded, empty for the input
 * itself; they become names that can be given as evidence where it is known how the input is named (`namedBelow`).
 */
export function severalBundles(paths: readonly string[]): Fault {
  // One that others lie in is not named by its folder: that is where they lie too.
  const holdsOthers = (path: string): boolean =>
    paths.some((other) => other !== path && (path === '' || other.startsWith(`${path}/`)));
  const named = [...paths].sort().map((path) => (holdsOthers(path) ? nameBelow(path, OUTER) : path));
  return faultOf(named, named.find((path) => !namesOuter(path)) ?? '', null);
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
  return path === '' || place === '' ? place || path : `${place.replace(/\/\.?$/, '')}/${path}`;
}

/** What a bundle decodes to, its faults naming what lies below the place that the user gave. */
export async function* namingBelow(place: string, decoded: AsyncIterable<Decoded>): AsyncGenerator<Decoded> {
  try {
    yield* decoded;
  } catch (error) {
    throw namedBelow(place, error);
  }
}
