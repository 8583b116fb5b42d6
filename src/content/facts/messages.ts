import type { Value } from '../value.ts';
import { dialled, type FactList, type FactSource, recordsIn, rowsOf, whole } from './fact-list.ts';

/** An empty body and none are one: providers write either. */
const text = (value: Value): Value => (value === '' ? null : value);

/** SMS of mmssms.db (`sms`), of Huawei's sms.db (`sms_tb`), of agents and of vMessages. MMS are beyond. */
export function readSms({ document }: FactSource): FactList | null {
  const columns = { address: dialled, date: whole, type: whole, body: text };
  const found = rowsOf(document, ['sms', 'sms_tb'], columns, ['address', 'body']);
  return found === null ? null : { ...found, beyond: recordsIn(document, 'pdu') + recordsIn(document, 'mms') };
}

/** Calls of calllog.db (`calls`), of Huawei's (`calls_tb`), of agents and of XML. */
export function readCalls({ document }: FactSource): FactList | null {
  const columns = { number: dialled, date: whole, type: whole, duration: whole };
  const found = rowsOf(document, ['calls', 'calls_tb'], columns, ['number', 'date']);
  return found === null ? null : { ...found, beyond: 0 };
}
