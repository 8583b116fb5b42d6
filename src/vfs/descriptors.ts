import { closeSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { Fault } from '../base/fault.ts';
import { openReadOnly } from '../bytes/file-source.ts';
import type { Described, Format } from './format.ts';

/** A descriptor is some lines of text. */
const MOST_BYTES = 1 << 20;
/** Descriptors that are read of one folder. */
const MOST_DESCRIPTORS = 32;
/** A list of descriptors names descriptors, and those name evidence. */
const MOST_STEPS = 3;

/** A hash that something beside the evidence states for it. */
export interface Declared {
  /** Name of the file that states it. */
  readonly from: string;
  readonly sha256: string;
}

function readSmall(path: string): Uint8Array | null {
  let handle: number;
  try {
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > MOST_BYTES) return null;
    handle = openReadOnly(path);
  } catch {
    return null;
  }
  try {
    const bytes = Buffer.alloc(MOST_BYTES);
    return bytes.subarray(0, readSync(handle, bytes, 0, MOST_BYTES, 0));
  } catch {
    return null;
  } finally {
    closeSync(handle);
  }
}

function describedBy(path: string, formats: readonly Format[]): Described | null {
  const name = basename(path);
  for (const { descriptor } of formats) {
    if (descriptor === undefined || !descriptor.names.test(name)) continue;
    const bytes = readSmall(path);
    const described = bytes === null ? null : descriptor.read(bytes);
    if (described !== null) return described;
  }
  return null;
}

/** A file named by a descriptor: below its folder, whichever way its slashes lean. Null for what would lead elsewhere. */
function beside(descriptor: string, name: string): string | null {
  const legal = normalize(name.replaceAll('\\', '/'));
  if (legal.startsWith('/') || legal.startsWith('..') || /^[A-Za-z]:/.test(legal)) return null;
  return join(dirname(descriptor), legal);
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/**
 * The evidence that a path stands for: itself, or, of a descriptor, the one file that it describes. Throws Fault
 * `evidence.missing` where that is not beside it, `evidence.ambiguous` where there are several.
 */
export function followDescriptor(path: string, formats: readonly Format[], step = 0): string {
  const described = step === MOST_STEPS || !isFile(path) ? null : describedBy(path, formats);
  if (described === null || described.files.length === 0) return path;
  const places = described.files.flatMap((name) => beside(path, name) ?? []);
  const [first, second] = [...new Set(places)].filter(isFile);
  const [named = ''] = described.files;
  if (first === undefined) throw new Fault('evidence.missing', 'described', path, { file: named });
  if (second !== undefined) {
    throw new Fault('evidence.ambiguous', 'described', path, { first: basename(first), second: basename(second) });
  }
  return followDescriptor(first, formats, step + 1);
}

/** What descriptors in the same folder state for a file. */
export function declaredFor(path: string, formats: readonly Format[]): Declared[] {
  const name = basename(path).toLowerCase();
  let entries: string[];
  try {
    entries = readdirSync(dirname(path));
  } catch {
    return [];
  }
  const likely = entries.filter((entry) => formats.some(({ descriptor }) => descriptor?.names.test(entry) === true));
  return likely
    .sort()
    .slice(0, MOST_DESCRIPTORS)
    .flatMap((entry) => {
      const sha256 = describedBy(join(dirname(path), entry), formats)?.sha256.get(name);
      return sha256 === undefined ? [] : [{ from: entry, sha256 }];
    });
}
