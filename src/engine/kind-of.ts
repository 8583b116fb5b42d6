import { recognisedKind } from '../content/recognised/index.ts';
import { mainPart } from '../device/artifact.ts';
import type { SideReading } from './job.ts';
import type { Unit } from './unit.ts';

/** What an artifact is: by its reader, by what one said of it, or by its first bytes where the work folder could not take it. */
export function kindOf({ source, bundle, target }: Unit, reading: SideReading | null): string {
  const known = reading?.reader ?? recognisedKind(reading?.fault?.detail ?? '');
  if (known !== null || reading !== null) return known ?? 'opaque';
  const passed = [source, target, bundle].some((side) => side !== null && mainPart(side).sniff === 'sqlite');
  return passed ? 'sqlite' : 'opaque';
}
