import { asBuffer } from '../text.ts';
import { readLength } from '../varint.ts';
import type { LogRecord } from './log.ts';

/** What a store consists of, by its manifest (leveldb/db/version_edit.cc). */
export interface Version {
  readonly comparator: string | null;
  /** Logs with this number or a higher one are not yet in a table; so is the one before, where it is named. */
  readonly log: number;
  readonly previousLog: number;
  readonly lastSequence: number;
  readonly tables: ReadonlySet<number>;
}

const COMPARATOR = 1;
const LOG_NUMBER = 2;
const NEXT_FILE = 3;
const LAST_SEQUENCE = 4;
const COMPACT_POINTER = 5;
const DELETED_FILE = 6;
const NEW_FILE = 7;
const PREVIOUS_LOG = 9;

/** Applies the edits in order. Null where one cannot be read. */
export function readVersion(records: readonly LogRecord[]): Version | null {
  const version = { comparator: null as string | null, log: 0, previousLog: 0, lastSequence: 0 };
  const tables = new Set<number>();
  for (const { bytes } of records) if (!applyEdit(bytes, version, tables)) return null;
  return { ...version, tables };
}

function applyEdit(
  bytes: Uint8Array,
  version: { comparator: string | null; log: number; previousLog: number; lastSequence: number },
  tables: Set<number>,
): boolean {
  let at = 0;
  let sound = true;
  const number = (): number => {
    const read = readLength(bytes, at);
    if (read === null) {
      sound = false;
      return 0;
    }
    at = read.end;
    return read.value;
  };
  const text = (): Uint8Array => {
    const length = number();
    const from = at;
    at += length;
    if (at > bytes.length) sound = false;
    return bytes.subarray(from, at);
  };
  while (sound && at < bytes.length) {
    switch (number()) {
      case COMPARATOR:
        version.comparator = asBuffer(text()).toString('latin1');
        break;
      case LOG_NUMBER:
        version.log = number();
        break;
      case NEXT_FILE:
        number();
        break;
      case LAST_SEQUENCE:
        version.lastSequence = number();
        break;
      case COMPACT_POINTER:
        number();
        text();
        break;
      case DELETED_FILE:
        number();
        tables.delete(number());
        break;
      case NEW_FILE: {
        number();
        tables.add(number());
        number();
        text();
        text();
        break;
      }
      case PREVIOUS_LOG:
        version.previousLog = number();
        break;
      default:
        return false;
    }
  }
  return sound;
}
