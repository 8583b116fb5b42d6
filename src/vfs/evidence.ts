import { existsSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { type Citation, cite } from '../base/citation.ts';
import { Fault, faultOfSystemError } from '../base/fault.ts';
import { DIGESTS_HERE, type Digests } from '../bytes/digest.ts';
import type { Observed } from '../bytes/source.ts';
import { type Description, describedBeside, describedInside, followDescriptor, NOT_DESCRIBED } from './descriptors.ts';
import type { Decoded } from './entry.ts';
import type { Bid, Format } from './format.ts';
import type { KitOptions } from './kit.ts';
import { isLocked } from './known.ts';
import type { Input, Member } from './member.ts';
import type { Outside, ReadListener } from './outside.ts';
import { openPlainFile } from './outside-file.ts';
import { openDirectory } from './outside-folder.ts';
import { recognise } from './recognise.ts';

export interface EvidenceRequest extends ReadListener {
  /** As the user gave it; may go on inside a container: `phone.zip/MIUI/backup/…`. */
  readonly path: string;
  /** Format to use whatever the bids say. */
  readonly as: string | null;
}

/** A piece of evidence, recognised and open. */
export interface OpenEvidence {
  readonly label: string;
  readonly format: { readonly id: string; readonly title: string; readonly validated: Format['validated'] };
  readonly bid: Bid;
  readonly input: Input;
  /** Layers from the outside in, for `info`. */
  readonly nesting: readonly string[];
  readonly decoded: AsyncIterable<Decoded>;
  /** What files beside the evidence, or in the folder that it is, state of its hash and its password. */
  readonly described: Description;
  /** The hash that was declared to be another, or the same: of a file of a folder once `finish` has ended. */
  hashOf(file: string): string | null;
  /** Size on disk in bytes; null for a folder until `finish`. */
  readonly size: number | null;
  /** To be called with each hash that the pass computes (SnapshotOptions.onHashed). */
  onHashed(member: Member, sha256: string): void;
  /**
   * The hash of the evidence as it was read, and a check that it is as it was: of a file, its SHA-256; of a folder,
   * that of the lines `<sha256>  <relative path>\n` of its regular files in byte order of the path.
   * Throws Fault `evidence.changed`.
   */
  finish(): Promise<Observed>;
  close(): void;
}

/** Splits a path into what exists on disk and what goes on inside it. */
export function splitPath(path: string): { outer: string; inner: string } {
  const whole = resolve(path);
  let outer = whole;
  while (!existsSync(outer)) {
    const up = dirname(outer);
    if (up === outer) return { outer: whole, inner: '' };
    outer = up;
  }
  // Only a file can go on inside: a missing name in a folder is missing.
  if (outer !== whole && statSync(outer).isDirectory()) return { outer: whole, inner: '' };
  return { outer, inner: whole.slice(outer.length).replace(/^\//, '') };
}

/** What lies on disk at the start of a path, and how the path goes on inside it. Throws Fault `evidence.*`. */
export function openOutside(
  label: string,
  listener: ReadListener = {},
  formats: readonly Format[] = [],
  digests: Digests = DIGESTS_HERE,
): { readonly outside: Outside; readonly root: Citation; readonly inner: string; readonly path: string } {
  const { outer: given, inner } = splitPath(label);
  const outer = followDescriptor(given, formats);
  let directory: boolean;
  try {
    const stat = statSync(outer);
    directory = stat.isDirectory();
    if (!directory && !stat.isFile()) throw new Fault('evidence.unreadable', 'not-a-file', label);
  } catch (error) {
    throw error instanceof Fault ? error : faultOfSystemError(error, label);
  }
  const root = cite(basename(outer));
  return {
    outside: directory
      ? openDirectory(outer, label, root, digests, listener)
      : openPlainFile(outer, label, listener, digests),
    root,
    inner,
    path: outer,
  };
}

/**
 * Recognises evidence from its bytes and opens it. Throws Fault `evidence.missing`, `.empty`, `.unknown`,
 * `.ambiguous`, `.unreadable`, `.locked`.
 */
export async function openEvidence(request: EvidenceRequest, options: Omit<KitOptions, 'root'>): Promise<OpenEvidence> {
  const label = request.path;
  // Told to take it for something, a descriptor is what it is told to be.
  const { outside, root, inner, path } = openOutside(
    label,
    request,
    request.as === null ? options.formats : [],
    options.digests,
  );
  const kitOptions: KitOptions = { ...options, root };
  const describe = (): Description => {
    if (outside.size !== null) return describedBeside(path, options.formats);
    const tree = outside.tree();
    return tree === null ? NOT_DESCRIBED : describedInside(tree, options.formats);
  };
  try {
    const opened = await recognise(outside, inner, label, request.as, kitOptions);
    const described = describe();
    for (const { file } of described.declared) if (file !== null) outside.keepHash(file);
    return {
      ...opened,
      label,
      size: outside.size,
      described,
      hashOf: outside.hashOf,
      onHashed: outside.onHashed,
      finish: outside.finish,
      close: outside.close,
    };
  } catch (error) {
    const told = withPassword(error, isLocked(error) ? describe() : NOT_DESCRIBED);
    outside.close();
    throw told;
  }
}

/** An error as it came; of locked evidence with the name of the file that states a password for it. */
export function withPassword(error: unknown, { passwordIn }: Description): unknown {
  const [stated] = passwordIn;
  if (!isLocked(error) || stated === undefined) return error;
  return new Fault(error.code, error.detail, error.at, { ...error.args, stated }, error.known);
}
