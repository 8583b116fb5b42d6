import type { FindingView, MomentView, SideName } from '../result.ts';
import { STATUS_SENTENCES } from './findings.ts';
import { findingRow, RULE_WORDS } from './rules.ts';
import { CARRIED_MEANS } from './verdicts.ts';

/** Said in what other tools take. */
export const INTEROP_WORDS = {
  dfxmlType: 'Differential listing of device archives',
  dfxmlAbout: 'unseen: the other side could not have shown it, so nothing is said of it there',
  fileModified: 'Content Modification Time',
  issued: 'Creation Time',
  expires: 'Expiration Time',
  sarif: `${CARRIED_MEANS}. Absence counts only where a side could have shown the thing.`,
  sourceSide: 'Paths on the source device, as its evidence gives them',
  bundleSide: 'Paths on a device that what the bundle holds belongs to',
  targetSide: 'Paths on the target device, as its evidence gives them',
  exhibit: 'Files that the evidence holds',
  compare: 'compare',
} as const;

/** What a time of a file says, on a timeline. */
export function fileEvent(side: SideName, devicePath: string): string {
  return `${side}: modified: ${devicePath}`;
}

/** What a time of a value says. It is the value's own claim, or its store's. */
export function momentEvent({ side, what, shape, service, devicePath }: MomentView): string {
  const does = what === 'issued' ? 'was made' : 'ends';
  return `${side}: ${shape}${service === null ? '' : ` of ${service}`} ${does}, by its own claim: ${devicePath}`;
}

/** One finding in a sentence. */
export function findingSentence(finding: FindingView): string {
  if (finding.rule !== 'credential' && finding.rule !== 'identifier') {
    const { what, where, worth } = findingRow(finding);
    const said = [what, where, worth].filter((part) => part !== '').join('; ');
    return `${RULE_WORDS[finding.rule].heading}: ${said}`;
  }
  const { secret, service, status } = finding;
  const what = service === null ? secret.shape : `${secret.shape} of ${service}`;
  return status === undefined ? what : `${what}: ${STATUS_SENTENCES[status]}`;
}
