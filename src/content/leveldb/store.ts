import { ContentFault, type ContentNotice, type Parts } from '../reader.ts';
import { asBuffer } from '../text.ts';
import { readBatch } from './batch.ts';
import type { FileTrouble, LevelEntry } from './entry.ts';
import { readLogFile } from './log.ts';
import { readVersion, type Version } from './manifest.ts';
import { readTable } from './table.ts';

/** All versions of all keys, and which of them count. */
export interface LevelStore {
  readonly comparator: string | null;
  /** In the order of their keys; of one key the newest first. */
  readonly entries: readonly LevelEntry[];
  /** Whether an entry lies in a file that the store still consists of. */
  applied(entry: LevelEntry): boolean;
  readonly files: number;
  readonly lastSequence: bigint;
  readonly notices: readonly ContentNotice[];
}

const SIZE_LIMIT = 256 * 1024 * 1024;
/** What unpacked blocks may take together. */
const UNPACKED_LIMIT = 512 * 1024 * 1024;
const DATA_FILE = /^(\d+)\.(log|ldb|sst)$/;

/** Reads a store's folder. Throws ContentFault `leveldb.malformed` where it is none. */
export function readLevelStore(parts: Parts, poll: () => void): LevelStore {
  const names = new Map([...parts].map(([role, content]) => [role.slice('./'.length), content]));
  const size = [...names.values()].reduce((sum, content) => sum + content.size, 0);
  if (size > SIZE_LIMIT) throw new ContentFault('leveldb.too-large', { bytes: size, limit: SIZE_LIMIT });
  const notices: ContentNotice[] = [];
  const version = versionOf(names, notices);
  const room = { left: UNPACKED_LIMIT };
  const entries: LevelEntry[] = [];
  const trouble: (FileTrouble & { readonly counts: boolean })[] = [];
  const present = new Set<number>();
  let files = 0;
  for (const [name, content] of names) {
    const [, digits, kind] = DATA_FILE.exec(name) ?? [];
    if (digits === undefined) continue;
    files += 1;
    if (kind !== 'log') present.add(Number(digits));
    const counts = isApplied(name, version);
    const bytes = content.whole();
    if (kind === 'log') {
      const log = readLogFile(bytes);
      let broken = log.broken;
      for (const record of log.records) {
        const batch = readBatch(record, name);
        if (!batch.whole) broken += 1;
        for (const entry of batch.entries) entries.push(entry);
      }
      if (broken > 0) trouble.push({ file: name, kind: 'record', count: broken, counts });
      if (log.cut && counts) notices.push({ detail: 'leveldb.log-cut', lost: false, args: { file: name } });
    } else {
      const table = readTable(bytes, name, room, poll);
      for (const entry of table.entries) entries.push(entry);
      for (const each of table.trouble) trouble.push({ ...each, counts });
    }
    poll();
  }
  for (const { file, kind, count, counts } of trouble) {
    notices.push({ detail: `leveldb.broken-${kind}`, lost: counts, args: { file, count } });
  }
  if (version !== null) {
    for (const number of version.tables) {
      if (!present.has(number)) notices.push({ detail: 'leveldb.table-missing', lost: true, args: { number } });
    }
  }
  entries.sort(byKeyThenAge);
  return {
    comparator: version?.comparator ?? null,
    entries: distinct(entries, version),
    applied: ({ file }) => isApplied(file, version),
    files,
    lastSequence: newest(entries),
    notices,
  };
}

type Files = ReadonlyMap<string, { readonly size: number; whole(): Uint8Array }>;

/** The version that CURRENT names, else that of the newest manifest; null where none can be read: then all files count. */
function versionOf(names: Files, notices: ContentNotice[]): Version | null {
  const current = names.get('CURRENT');
  const named = current === undefined ? null : asBuffer(current.whole()).toString('latin1', 0, 64).trim();
  const newest = [...names.keys()]
    .filter((name) => name.startsWith('MANIFEST-'))
    .sort()
    .at(-1);
  const manifest = names.get(named ?? '') ?? (newest === undefined ? undefined : names.get(newest));
  if (manifest === undefined) {
    notices.push({ detail: 'leveldb.no-manifest', lost: true, args: {} });
    return null;
  }
  if (named === null || !names.has(named)) notices.push({ detail: 'leveldb.no-current', lost: false, args: {} });
  const log = readLogFile(manifest.whole());
  const version = readVersion(log.records);
  if (version === null || log.broken > 0 || log.records.length === 0) {
    notices.push({ detail: 'leveldb.manifest-broken', lost: true, args: {} });
    return null;
  }
  return version;
}

function isApplied(file: string, version: Version | null): boolean {
  if (version === null) return true;
  const [, digits, kind] = DATA_FILE.exec(file) ?? [];
  const number = Number(digits);
  if (kind !== 'log') return version.tables.has(number);
  return number >= version.log || (version.previousLog !== 0 && number === version.previousLog);
}

function byKeyThenAge(a: LevelEntry, b: LevelEntry): number {
  const order = Buffer.compare(a.key, b.key);
  if (order !== 0) return order;
  return a.sequence === b.sequence ? 0 : a.sequence > b.sequence ? -1 : 1;
}

/** A version of a key lies in a log and later in a table: once is enough, from a file that counts if there is one. */
function distinct(entries: readonly LevelEntry[], version: Version | null): LevelEntry[] {
  const out: LevelEntry[] = [];
  for (const entry of entries) {
    const last = out.at(-1);
    if (last === undefined || last.sequence !== entry.sequence || Buffer.compare(last.key, entry.key) !== 0) {
      out.push(entry);
    } else if (!isApplied(last.file, version) && isApplied(entry.file, version)) out[out.length - 1] = entry;
  }
  return out;
}

function newest(entries: readonly LevelEntry[]): bigint {
  let last = 0n;
  for (const { sequence } of entries) if (sequence > last) last = sequence;
  return last;
}
