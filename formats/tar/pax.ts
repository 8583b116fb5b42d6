/** What pax records change of the header after them. Absent: not said. */
export interface PaxRecords {
  path?: Uint8Array;
  linkpath?: Uint8Array;
  size?: number;
  uid?: number;
  gid?: number;
  /** Milliseconds since 1970. */
  modified?: number;
  /** GNU.sparse.*: the body is packed without its holes. */
  sparse?: boolean;
  /** Size of a sparse file with its holes. */
  realSize?: number;
  /** A record whose length or value makes no sense was left out. */
  malformed?: boolean;
}

const SPACE = 0x20;
const EQUALS = 0x3d;
const LF = 0x0a;
const WHOLE = /^\d{1,16}$/;
const SECONDS = /^-?\d{1,12}(?:\.\d*)?$/;

/** Reads `<length> <key>=<value>\n` records (POSIX.1-2001 pax). What comes after a malformed one is left out. */
export function readPax(body: Uint8Array): PaxRecords {
  const records: PaxRecords = {};
  let at = 0;
  while (at < body.length && body[at] !== 0) {
    const space = body.indexOf(SPACE, at);
    const length = space === -1 ? Number.NaN : Number(latin1(body.subarray(at, space)));
    const end = at + length;
    const equals = body.indexOf(EQUALS, space + 1);
    if (!(length > 0) || end > body.length || body[end - 1] !== LF || equals === -1 || equals >= end) {
      records.malformed = true;
      return records;
    }
    setRecord(records, latin1(body.subarray(space + 1, equals)), Uint8Array.from(body.subarray(equals + 1, end - 1)));
    at = end;
  }
  return records;
}

function setRecord(records: PaxRecords, key: string, value: Uint8Array): void {
  switch (key) {
    case 'path':
      records.path = value;
      return;
    case 'linkpath':
      records.linkpath = value;
      return;
    case 'GNU.sparse.name':
      records.path = value;
      records.sparse = true;
      return;
    case 'size':
    case 'uid':
    case 'gid':
    case 'GNU.sparse.realsize':
    case 'GNU.sparse.size': {
      const number = whole(value);
      if (key.startsWith('GNU.')) records.sparse = true;
      if (number === null) records.malformed = true;
      else if (key === 'size' || key === 'uid' || key === 'gid') records[key] = number;
      else records.realSize = number;
      return;
    }
    case 'mtime': {
      const text = latin1(value);
      if (SECONDS.test(text)) records.modified = milliseconds(text);
      else records.malformed = true;
      return;
    }
    default:
      if (key.startsWith('GNU.sparse.')) records.sparse = true;
  }
}

function whole(value: Uint8Array): number | null {
  const text = latin1(value);
  const number = Number(text);
  return WHOLE.test(text) && Number.isSafeInteger(number) ? number : null;
}

/** Decimal seconds as milliseconds, rounded down; by digits, because 0.29 * 1000 is less than 290. */
function milliseconds(text: string): number {
  const [seconds = '', fraction = ''] = text.split('.');
  const part = Number(fraction.slice(0, 3).padEnd(3, '0'));
  const before = text.startsWith('-');
  const rest = /[1-9]/.test(fraction.slice(3)) ? 1 : 0;
  return Number(seconds) * 1000 + (before ? -part - rest : part);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
}
