import type { Described, Descriptor } from '../../src/vfs/format.ts';

/** `FileDump=`, `Image=` …: keys of `[Dumps]` whose value is a file; others are settings (dissect.target takes FileDump). */
const DUMP_KEY = /dump|image|file/i;
const ARCHIVE = /\.(?:zip|tar|tgz|gz|ab|bin|clbx)$/i;
/** Of `[Backup]`, as ALEX writes it. */
const PASSWORD_KEY = /^BackupPassword$/i;
const SHA256 = /^[0-9A-Fa-f]{64}$/;

/** Text of an INI or XML file in UTF-8 or UTF-16, as Windows programs write it. */
function textOf(bytes: Uint8Array): string {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return view.toString('utf16le', 2);
  return view.toString('utf8').replace(/^\uFEFF/, '');
}

/** `[Section]` and `key=value` lines; names of sections in small letters. */
function sections(text: string): ReadonlyMap<string, readonly (readonly [key: string, value: string])[]> {
  const out = new Map<string, (readonly [string, string])[]>();
  let lines: (readonly [string, string])[] | null = null;
  for (const raw of text.split(/\r\n|\r|\n/)) {
    const line = raw.trim();
    const name = /^\[([^\]]+)\]$/.exec(line)?.[1]?.toLowerCase();
    if (name !== undefined) {
      lines = out.get(name) ?? [];
      out.set(name, lines);
      continue;
    }
    const equals = line.indexOf('=');
    if (lines !== null && equals > 0) lines.push([line.slice(0, equals).trim(), line.slice(equals + 1).trim()]);
  }
  return out;
}

function leafOf(name: string): string {
  return name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).toLowerCase();
}

/** A `.ufd` of Cellebrite (ALEX writes one too): which zip it is about, and its SHA-256. */
function readUfd(bytes: Uint8Array): Described | null {
  const all = sections(textOf(bytes));
  const dumps = all.get('dumps') ?? [];
  const backup = all.get('backup') ?? [];
  const hashes = new Map<string, string>();
  for (const [name, hash] of all.get('sha256') ?? [])
    if (SHA256.test(hash)) hashes.set(leafOf(name), hash.toLowerCase());
  if (dumps.length === 0 && backup.length === 0 && hashes.size === 0) return null;
  const named = [...dumps, ...backup]
    .filter(([key, value]) => DUMP_KEY.test(key) && ARCHIVE.test(value))
    .map(([, value]) => value);
  // ALEX names its zip among the hashes only.
  const files = named.length > 0 ? named : [...hashes.keys()].filter((name) => ARCHIVE.test(name));
  const statesPassword = backup.some(([key, value]) => PASSWORD_KEY.test(key) && value !== '');
  return { files, sha256: hashes, statesPassword };
}

/** No value of an attribute holds a `<`: the search for one ends where the next element begins. */
const EXTRACTION = /<Extraction\b[^<]*?\bPath\s*=\s*"([^"]*)"/gi;

/** `EvidenceCollection.ufdx`: the `.ufd` of each extraction. */
function readUfdx(bytes: Uint8Array): Described | null {
  const files = [...textOf(bytes).matchAll(EXTRACTION)].map(([, path]) =>
    (path ?? '').replaceAll('&amp;', '&').replaceAll('&apos;', "'").replaceAll('&quot;', '"'),
  );
  return files.length === 0 ? null : { files, sha256: new Map() };
}

/** What Cellebrite writes beside its extractions. Facts: README, "Beside the zip". */
export const UFD: Descriptor = {
  names: /\.ufdx?$/i,
  read: (bytes) => (/^\uFEFF?\s*</.test(textOf(bytes)) ? readUfdx(bytes) : readUfd(bytes)),
};
