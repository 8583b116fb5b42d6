import { counted, grouped } from '../numbers.ts';
import type { ArtifactView, ChangesCut } from '../result.ts';

/** Of two values that hold a content of their own: nothing in it differs. */
export const sameInside = (reader: string): string =>
  `the same content (${reader}), written in another way or another order`;

/** Of differences that are not all listed. */
export function listedOf({ listed, total }: ChangesCut): string {
  const some =
    total === null
      ? `the first ${counted(listed, 'difference')}`
      : `${grouped(listed)} of ${counted(total, 'difference')}`;
  return `listed: ${some}; a higher --limit-changes lists more`;
}

/** Why nothing is listed of an artifact. */
export function nothingListed({ source, target, records, verdict }: ArtifactView): string {
  if (source !== null && target !== null) {
    const compared = records !== null || (verdict !== 'differs' && verdict !== 'not-compared');
    return compared ? 'No difference to show.' : 'The bytes differ, and no records could be compared.';
  }
  if (source === null && target === null) return 'Neither the source nor the target holds it.';
  const held = source === null ? 'Only the target holds it' : 'Only the source holds it';
  return records === null ? `${held}, and no records of it could be read.` : `${held}, and it has no records.`;
}

/** Of two values that differ, and in whose place the same words stand, because they are secret. */
export const SHOWN_ALIKE = 'another value on the target; both are shown alike';

export const MORE_INSIDE = 'more differences inside it are not listed';
