import { counted, grouped } from '../numbers.ts';
import type { ArtifactView, ChangesCut } from '../result.ts';

/** Of two values that hold a content of their own: nothing in it differs. */
export const sameInside = (reader: string): string =>
  `the same content (${reader}), written in another way or another order`;

/** Of differences that are not all listed. */
export function listedOf(cut: ChangesCut): string {
  return `${listed(cut, 'difference', 'differences')}; a higher --limit-changes lists more`;
}

/** Of what is no longer shown, and not all listed. Where nobody counted it, there is more than is ever read. */
export function pastListedOf(cut: ChangesCut): string {
  const some = listed(cut, 'record that is no longer shown', 'records that are no longer shown');
  return cut.total === null ? `${some}; there are more` : `${some}; a higher --limit-changes lists more`;
}

function listed({ listed: shown, total }: ChangesCut, one: string, many: string): string {
  const some =
    total === null ? `the first ${counted(shown, one, many)}` : `${grouped(shown)} of ${counted(total, one, many)}`;
  return `listed: ${some}`;
}

/** Of an artifact that was asked for by its place on the target. */
export const shownAtSource = ({ devicePath, moved }: ArtifactView): string =>
  `the target holds it at ${moved?.devicePath ?? ''}; shown at its place on the source, ${devicePath}`;

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
