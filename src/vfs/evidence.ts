import { existsSync, lstatSync, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { cite, renderCitation } from '../base/citation.ts';
import { Fault, faultOfSystemError } from '../base/fault.ts';
import { runningSha256 } from '../bytes/digest.ts';
import { type FileSource, type FileState, openFile } from '../bytes/file-source.ts';
import type { ByteSource, DirectorySource, Observed, Origin } from '../bytes/source.ts';
import { type Chosen, chooseBundle, chooseContainer, decided, formatNamed } from './detect.ts';
import type { Decoded } from './entry.ts';
import type { Bid, Format } from './format.ts';
import { bytesInput, decodeUnplaced, type KitOptions, makeKit, sampleOf } from './kit.ts';
import type { Input, Member } from './member.ts';
import { descend, nestedBundles } from './nested.ts';
import { peekInput, peekSource } from './peek.ts';

export interface EvidenceRequest {
  /** As the user gave it; may go on inside a container: `phone.zip/MIUI/backup/…`. */
  readonly path: string;
  /** Format to use whatever the bids say. */
  readonly as: string | null;
  readonly onBytes?: (bytes: number) => void;
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
function splitPath(path: string): { outer: string; inner: string } {
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

/**
 * Recognises evidence from its bytes and opens it. Throws Fault `evidence.missing`, `.empty`, `.unknown`,
 * `.ambiguous`, `.unreadable`, `.locked`.
 */
export async function openEvidence(request: EvidenceRequest, options: Omit<KitOptions, 'root'>): Promise<OpenEvidence> {
  const label = request.path;
  const { outer, inner } = splitPath(label);
  let directory: boolean;
  try {
    const stat = statSync(outer);
    directory = stat.isDirectory();
    if (!directory && !stat.isFile()) throw new Fault('evidence.unreadable', 'not-a-file', label);
  } catch (error) {
    throw error instanceof Fault ? error : faultOfSystemError(error, label);
  }
  const root = cite(basename(outer));
  const kitOptions: KitOptions = { ...options, root };
  const outside: Outside = directory
    ? openDirectory(outer, label, kitOptions)
    : openPlainFile(outer, label, request.onBytes);
  try {
    const opened = await recognise(outside, inner, label, request.as, kitOptions);
    return {
      ...opened,
      label,
      size: outside.size,
      onHashed: outside.onHashed,
      finish: outside.finish,
      close: outside.close,
    };
  } catch (error) {
    outside.close();
    throw error;
  }
}

/** The outermost layer: what lies on disk, its hash, and whether it stayed as it was. */
interface Outside {
  readonly origin: Origin;
  readonly size: number | null;
  /** Lets a folder's files be watched as they are opened. */
  watch(input: Input): Input;
  onHashed(member: Member, sha256: string): void;
  finish(): Promise<Observed>;
  close(): void;
}

function openPlainFile(path: string, label: string, onBytes?: (bytes: number) => void): Outside {
  const file: FileSource = openFile(path, basename(path), cite(basename(path)), onBytes);
  if (file.size === 0) {
    file.close();
    throw new Fault('evidence.empty', 'file', label);
  }
  const before = file.state();
  return {
    origin: file,
    size: file.size,
    watch: (input) => input,
    onHashed: () => undefined,
    async finish() {
      const observed = await file.finish();
      checkState(before, file.state(), label);
      return observed;
    },
    close: file.close,
  };
}

function checkState(before: FileState, after: FileState, label: string): void {
  const same =
    before.size === after.size &&
    before.modifiedMs === after.modifiedMs &&
    before.changedMs === after.changedMs &&
    before.inode === after.inode;
  if (!same) throw new Fault('evidence.changed', 'during-run', label);
}

function openDirectory(path: string, label: string, options: KitOptions): Outside {
  const origin: DirectorySource = { kind: 'directory', name: basename(path), citation: options.root, path };
  const hashes = new Map<string, string>();
  let watched: Input | null = null;
  const opened = new Map<string, ByteSource>();
  return {
    origin,
    size: null,
    watch(input) {
      if (input.kind !== 'tree') return input;
      watched = input;
      const wrap = (member: Member): Member => {
        const reopen = member.reopen;
        if (reopen === undefined) return member;
        return {
          ...member,
          content: () => member.content(),
          reopen: () => {
            const source = reopen();
            opened.set(member.path, source);
            return source;
          },
        };
      };
      return {
        ...input,
        *members() {
          for (const member of input.members()) yield wrap(member);
        },
        find: (name) => {
          const member = input.find(name);
          return member === null ? null : wrap(member);
        },
      };
    },
    onHashed(member, sha256) {
      // Only a direct member of the folder is one of its files: deeper ones carry a deeper citation.
      if (member.reopen !== undefined && isDirect(member, origin)) hashes.set(member.path, sha256);
    },
    finish: () => finishDirectory(watched, path, hashes, opened, label),
    close: () => undefined,
  };
}

function isDirect(member: Member, origin: DirectorySource): boolean {
  return member.citation.offset === null && (member.citation.within === null || member.citation.within === origin.citation);
}

/** The folder's own hash. Files that the decoder read are not read again. */
async function finishDirectory(
  tree: Input | null,
  path: string,
  hashes: ReadonlyMap<string, string>,
  opened: ReadonlyMap<string, ByteSource>,
  label: string,
): Promise<Observed> {
  if (tree === null || tree.kind !== 'tree') throw new Fault('evidence.unreadable', 'system', label, { error: 'no listing' });
  const lines: { stored: Uint8Array; sha256: string }[] = [];
  let bytes = 0;
  for (const member of tree.members()) {
    if (member.kind !== 'file') continue;
    const known = hashes.get(member.path) ?? opened.get(member.path)?.observed()?.sha256;
    let digest = known;
    if (digest === undefined) {
      const source = member.reopen?.();
      if (source === undefined) continue;
      try {
        const running = runningSha256();
        for await (const chunk of source.stream()) running.update(chunk);
        digest = running.hex();
      } catch (error) {
        // An unreadable file was told as a notice while listing; it has no hash to fold in.
        if (error instanceof Fault) continue;
        throw error;
      }
    }
    bytes += member.size ?? 0;
    lines.push({ stored: member.stored, sha256: digest });
    checkMember(path, member, label);
  }
  lines.sort((a, b) => Buffer.compare(a.stored, b.stored));
  const total = runningSha256();
  for (const line of lines) {
    total.update(Buffer.concat([Buffer.from(`${line.sha256}  `), line.stored, Buffer.from('\n')]));
  }
  return { sha256: total.hex(), bytes };
}

function checkMember(root: string, member: Member, label: string): void {
  const place = Buffer.concat([Buffer.from(`${root}/`), member.stored]);
  try {
    const now = lstatSync(place);
    const moved = member.modified !== null && Math.trunc(now.mtimeMs) !== Math.trunc(member.modified);
    if ((member.size !== null && now.size !== member.size) || moved) {
      throw new Fault('evidence.changed', 'during-run', label, { path: member.path });
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault('evidence.changed', 'during-run', label, { path: member.path });
  }
}

type Recognised = Pick<OpenEvidence, 'format' | 'bid' | 'input' | 'nesting' | 'decoded'>;

async function openOutermost(outside: Outside, as: string | null, options: KitOptions): Promise<{ input: Input; chosen: Chosen | null }> {
  const kit = makeKit(options, 1);
  const { origin } = outside;
  const forced = as === null ? null : formatNamed(as, options.formats);
  if (origin.kind === 'directory') {
    const sample = { kind: 'directory' as const, name: origin.name, size: null, head: new Uint8Array(0), at: null };
    const chosen = chooseContainer(sample, options.formats);
    if (chosen?.format.container === undefined) throw new Fault('evidence.unknown', 'folder', origin.name);
    return { input: outside.watch(await chosen.format.container.open(origin, kit)), chosen };
  }
  const { head, source } = await peekSource(origin);
  const chosen =
    forced?.container !== undefined
      ? { format: forced, bid: { bits: 0, because: '' } }
      : chooseContainer(sampleOf(source, head), options.formats);
  if (chosen?.format.container === undefined) return { input: bytesInput(source), chosen: null };
  return { input: await chosen.format.container.open(source, kit), chosen };
}

async function recognise(outside: Outside, inner: string, label: string, as: string | null, options: KitOptions): Promise<Recognised> {
  const outermost = await openOutermost(outside, inner === '' ? as : null, options);
  const nesting = outermost.chosen === null ? [] : [outermost.chosen.format.id];
  const kit = makeKit(options, 1);
  if (inner !== '') {
    const input = await descend(outermost.input, inner, kit, label);
    return meaning(input, null, [...nesting, inner], label, as, options, () => null);
  }
  const reopen = async () => (await openOutermost(outside, as, options)).input;
  return meaning(outermost.input, outermost.chosen, nesting, label, as, options, reopen);
}

/** Finds the bundle of an opened input; a container that holds exactly one bundle deeper down is that bundle. */
async function meaning(
  input: Input,
  container: Chosen | null,
  nesting: readonly string[],
  label: string,
  as: string | null,
  options: KitOptions,
  reopen: () => Promise<Input> | null,
): Promise<Recognised> {
  const kit = makeKit(options, 1);
  const forced = as === null ? null : formatNamed(as, options.formats);
  const peeked = await peekInput(input, (listing) => decided(listing, options.formats));
  const chosen: Chosen | null =
    forced?.bundle !== undefined
      ? { format: forced, bid: { bits: 0, because: 'named by --as' } }
      : forced !== null
        ? null
        : chooseBundle(peeked.listing, options.formats);
  if (chosen?.format.bundle !== undefined) {
    return {
      format: chosen.format,
      bid: chosen.bid,
      input: peeked.input,
      nesting: [...nesting, ...layersOf(peeked.input)],
      decoded: chosen.format.bundle.decode(peeked.input, kit),
    };
  }
  if (peeked.input.kind === 'bytes') throw new Fault('evidence.unknown', 'bytes', label, headArgs(peeked.listing.head('')));
  if (forced === null) {
    const nested = await nestedBundles(peeked.input, kit, options);
    if (nested.length > 1) {
      throw new Fault('evidence.ambiguous', 'several-bundles', label, {
        count: nested.length,
        first: `${label}/${nested[0]?.path}`,
        paths: nested.map((each) => `${label}/${each.path} (${each.format})`).join('\n'),
      });
    }
    const only = nested[0];
    if (only !== undefined) {
      const again = await reopen();
      const within = await descend(again ?? peeked.input, only.path, kit, label);
      return meaning(within, null, [...nesting, only.path], label, as, options, () => null);
    }
  }
  const format = container?.format ?? forced;
  if (format === null || format === undefined) throw new Fault('evidence.unknown', 'bytes', label);
  const again = forced === null && peeked.input.kind === 'stream' ? ((await reopen()) ?? peeked.input) : peeked.input;
  return {
    format,
    bid: container?.bid ?? { bits: 0, because: 'named by --as' },
    input: again,
    nesting: [...nesting, ...layersOf(again)],
    decoded: decodeUnplaced(again, kit),
  };
}

/** The layers that an input's citation names, from the outside in, without the file itself. */
function layersOf(input: Input): string[] {
  return renderCitation(input.citation)
    .split(' → ')
    .slice(1)
    .map((layer) => layer.replace(/ @.*$/, ''));
}

function headArgs(head: Uint8Array | null): { head: string } {
  return { head: Buffer.from(head ?? []).subarray(0, 16).toString('hex') };
}

