import { FAULT_EXITS, type FaultCode } from '../../../base/fault.ts';
import { FAULT_HINTS, FAULT_MEANINGS, FAULT_TITLES } from '../faults.ts';
import { type Explained, explained } from './explained.ts';

const sentence = (clause: string): string => `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;

/** A fault ends the work on one piece of evidence. */
export function faultExplained(code: FaultCode): Explained {
  return explained(
    sentence(FAULT_TITLES[code]).slice(0, -1),
    `${sentence(FAULT_MEANINGS[code])} The exit code is ${FAULT_EXITS[code]}.`,
    'Nothing about the content of the evidence.',
    'That there is nothing to find.',
    sentence(FAULT_HINTS[code]),
  );
}
