import { closeSync, readdirSync, readSync, statSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { Fault } from '../base/fault.ts';
import { openReadOnly } from '../bytes/file-source.ts';
import type { Described, Format } from './format.ts';
import type { TreeInput } from './member.ts';
import { folderOf, leafOf } from './only-folder.ts';

/** A descriptor is some lines of text. */
const MOST_BYTES = 1 << 20;
/** Descriptors that are read of one folder. */
const MOST_DESCRIPTORS = 32;
/** A list of descriptors names descriptors, and those name evidence. */
const MOST_STEPS = 3;

/** A hash that a descriptor states for the evidence, or for a file of it. */
export interface Declared {
  /** The descriptor: its name, or its path in the evidence. */
  readonly from: string;
  readonly sha256: string;
  /** Path of the file in a folder that is the evidence; null where it is the evidence itself. */
  readonly file: string | null;
}

/** What descriptors say of a piece of evidence. */
export interface Description {
  readonly declared: readonly Declared[];
  /** Descriptors that state a password. */
  readonly passwordIn: readonly string[];
}

export const NOT_DESCRIBED: Description = { declared: [], passwordIn: [] };

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
  return readDescriptor(basename(path), () => readSmall(path), formats);
}

const isDescriptor = (name: string, formats: readonly Format[]): boolean =>
  formats.some(({ descriptor }) => descriptor?.names.test(name) === true);

function readDescriptor(name: string, read: () => Uint8Array | null, formats: readonly Format[]): Described | null {
  for (const { descriptor } of formats) {
    if (descriptor === undefined || !descriptor.names.test(name)) continue;
    const bytes = read();
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
export function describedBeside(path: string, formats: readonly Format[]): Description {
  const name = basename(path).toLowerCase();
  let entries: string[];
  try {
    entries = readdirSync(dirname(path));
  } catch {
    return NOT_DESCRIBED;
  }
  const likely = entries.filter((entry) => isDescriptor(entry, formats)).sort();
  const declared: Declared[] = [];
  const passwordIn: string[] = [];
  for (const from of likely.slice(0, MOST_DESCRIPTORS)) {
    const described = describedBy(join(dirname(path), from), formats);
    const sha256 = described?.sha256.get(name);
    if (sha256 !== undefined) declared.push({ from, sha256, file: null });
    const about = described?.files.some((file) => leafOf(file).toLowerCase() === name) === true;
    if (described?.statesPassword === true && (about || sha256 !== undefined)) passwordIn.push(from);
  }
  return { declared, passwordIn };
}

/** What descriptors that lie in a folder state for files beside them there. */
export function describedInside(tree: TreeInput, formats: readonly Format[]): Description {
  const likely: string[] = [];
  for (const path of tree.paths()) if (isDescriptor(leafOf(path), formats)) likely.push(path);
  if (likely.length === 0) return NOT_DESCRIBED;
  const folders = new Map<string, Map<string, string>>();
  for (const from of likely) folders.set(folderOf(from), new Map());
  for (const path of tree.paths()) folders.get(folderOf(path))?.set(leafOf(path).toLowerCase(), path);
  const declared: Declared[] = [];
  const passwordIn: string[] = [];
  for (const from of likely.sort().slice(0, MOST_DESCRIPTORS)) {
    const described = readDescriptor(leafOf(from), () => smallFile(tree, from), formats);
    const beside = folders.get(folderOf(from));
    for (const [name, sha256] of described?.sha256 ?? []) {
      const file = beside?.get(name);
      if (file !== undefined) declared.push({ from, sha256, file });
    }
    if (described?.statesPassword === true) passwordIn.push(from);
  }
  return { declared, passwordIn };
}

function smallFile(tree: TreeInput, path: string): Uint8Array | null {
  const member = tree.find(path);
  if (member === null || member.kind !== 'file' || (member.size ?? MOST_BYTES) >= MOST_BYTES) return null;
  try {
    return member.reopen?.().at?.(0, MOST_BYTES) ?? null;
  } catch (error) {
    // A file that cannot be read is told where it is listed.
    if (error instanceof Fault) return null;
    throw error;
  }
}
