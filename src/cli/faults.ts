import type { Fault } from '../base/fault.ts';
import { printable } from '../report/text/escape.ts';
import { faultMessage } from '../report/words/faults.ts';

/** One line on stderr: evidence, place, code and a way on. Names come from evidence: nothing in them reaches the terminal raw. */
export function tellFault(fault: Fault, label: string): void {
  process.stderr.write(`${printable(faultMessage(fault, label).line)}\n`);
}
