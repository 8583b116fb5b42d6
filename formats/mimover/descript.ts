/** A package as the index of a set lists it. Numbers are null where the element is missing or no number. */
export interface ListedPackage {
  readonly package: string;
  readonly feature: number | null;
  /** One name; for user files the paths of many. */
  readonly bakFiles: readonly string[];
  readonly splitFile: string | null;
  readonly splitFileSize: number | null;
  readonly bakType: number | null;
  readonly pkgSize: number | null;
  readonly state: number | null;
  readonly error: number | null;
  /** 0 bytes, 1 records. */
  readonly progType: number | null;
  readonly bakFileSize: number | null;
  readonly transingTotalSize: number | null;
}

/** What descript.xml says. */
export interface Descript {
  readonly device: string | null;
  readonly miuiVersion: string | null;
  /** Milliseconds since 1970, UTC. */
  readonly date: number | null;
  readonly bakVersion: string | null;
  readonly autoBackup: boolean;
  /** The set carries a key of its own: its files are encrypted by the phone. */
  readonly encrypted: boolean;
  readonly packages: readonly ListedPackage[];
  /** Written for a transfer from phone to phone. */
  readonly transfer: boolean;
  /** The root element was closed. */
  readonly whole: boolean;
}

/** Longest index that is read, in bytes: one of 3,268 files has about 400 KB. */
export const DESCRIPT_REACH = 32 << 20;

const TAG = /<(\/?)([A-Za-z][\w.-]*)[^<>]*?(\/?)>/g;

/**
 * Reads descript.xml as far as it goes. Its encoding is UTF-8 whatever it declares (one names "UTF-12"); files cut
 * short and blank ones are met in the field. Never throws.
 */
export function readDescript(bytes: Uint8Array): Descript {
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  const root = new Map<string, string[]>();
  const packages: ListedPackage[] = [];
  let fields: Map<string, string[]> | null = null;
  let inTimes = false;
  let whole = false;
  let open: string | null = null;
  let from = 0;
  for (const match of text.matchAll(TAG)) {
    const [tag, closing, name = '', empty] = match;
    if (name === 'package') {
      if (closing !== '' && fields !== null) packages.push(listed(fields));
      fields = closing === '' && empty === '' ? new Map() : null;
    } else if (name === 'filesModifyTime') inTimes = closing === '' && empty === '';
    else if (name === 'MIUI-backup') whole ||= closing !== '';
    else if (closing !== '' && open === name && !inTimes) add(fields ?? root, name, text.slice(from, match.index));
    open = closing === '' && empty === '' ? name : null;
    from = match.index + tag.length;
  }
  if (fields?.has('packageName')) packages.push(listed(fields));
  const date = number(root, 'date');
  return {
    device: first(root, 'device'),
    miuiVersion: first(root, 'miuiVersion'),
    date: date !== null && Math.abs(date) < 8.64e15 ? date : null,
    bakVersion: first(root, 'bakVersion'),
    autoBackup: first(root, 'autoBackup') === 'true',
    encrypted: first(root, 'key') !== null,
    transfer: first(root, 'connectionKey') !== null,
    packages,
    whole,
  };
}

/** UTF-16 is told by its mark, or by the zero beside the first bracket. */
function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return 'utf-16le';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return 'utf-16be';
  return 'utf-8';
}

function listed(fields: Fields): ListedPackage {
  return {
    package: first(fields, 'packageName') ?? '',
    feature: number(fields, 'feature'),
    bakFiles: fields.get('bakFile')?.filter((name) => name !== '') ?? [],
    splitFile: first(fields, 'splitFile'),
    splitFileSize: number(fields, 'splitFileSize'),
    bakType: number(fields, 'bakType'),
    pkgSize: number(fields, 'pkgSize'),
    state: number(fields, 'state'),
    error: number(fields, 'error'),
    progType: number(fields, 'progType'),
    bakFileSize: number(fields, 'bakFileSize'),
    transingTotalSize: number(fields, 'transingTotalSize'),
  };
}

type Fields = ReadonlyMap<string, readonly string[]>;

function add(fields: Map<string, string[]>, name: string, stored: string): void {
  const value = unescapeXml(stored.trim());
  const known = fields.get(name);
  if (known === undefined) fields.set(name, [value]);
  else known.push(value);
}

function first(fields: Fields, name: string): string | null {
  const value = fields.get(name)?.[0] ?? '';
  return value === '' ? null : value;
}

function number(fields: Fields, name: string): number | null {
  const value = first(fields, name);
  return value !== null && /^-?\d{1,15}$/.test(value) ? Number(value) : null;
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

function unescapeXml(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|(\w{2,4}));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return NAMED.get(name) ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
}
