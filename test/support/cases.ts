import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { FORMATS } from '../../formats/index.ts';
import { devicePath } from '../../src/android/layouts.ts';
import { cite, renderCitation } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { DEFAULT_LIMITS } from '../../src/bytes/limits.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import type { Decoded, Entry } from '../../src/vfs/entry.ts';
import { openEvidence } from '../../src/vfs/evidence.ts';
import { type KitOptions, makeKit } from '../../src/vfs/kit.ts';

/** Cases of the corpus, and what a decoder makes of one as plain lines that can be compared. */

export const CORPUS = fileURLToPath(new URL('../../corpus', import.meta.url));

export interface CorpusCase {
  readonly format: string;
  /** `ok/v5-zlib.ab`. */
  readonly name: string;
  readonly path: string;
  readonly broken: boolean;
  readonly folder: boolean;
  readonly password: string | null;
}

/** All cases of a format, sorted by name; none where it has no folder. */
export function casesOf(format: string): CorpusCase[] {
  const root = join(CORPUS, format);
  if (!existsSync(root)) return [];
  const list = join(root, 'passwords.json');
  const passwords = existsSync(list) ? (JSON.parse(readFileSync(list, 'utf8')) as Record<string, string>) : {};
  return ['ok', 'broken'].flatMap((kind) => {
    const folder = join(root, kind);
    if (!existsSync(folder)) return [];
    return readdirSync(folder)
      .filter((name) => !name.endsWith('.ndjson'))
      .sort()
      .map((name) => ({
        format,
        name: `${kind}/${name}`,
        path: join(folder, name),
        broken: kind === 'broken',
        folder: statSync(join(folder, name)).isDirectory(),
        password: passwords[`${kind}/${name}`] ?? null,
      }));
  });
}

/** One line of what came out. */
export type Line = Readonly<Record<string, unknown>> & { readonly type: string };

export interface DecodeOptions {
  readonly passwords?: readonly string[];
  readonly signal?: AbortSignal;
  /** Leave the bodies unread. */
  readonly unread?: boolean;
  readonly onItem?: (count: number) => void;
}

function kitOptions(options: DecodeOptions): Omit<KitOptions, 'root'> {
  return {
    formats: FORMATS,
    limits: DEFAULT_LIMITS,
    signal: options.signal ?? new AbortController().signal,
    passwords: () => options.passwords ?? [],
  };
}

const noticeLine = (item: Decoded & { type: 'notice' }): Line => ({
  type: 'notice',
  code: item.code,
  detail: item.detail,
  gravity: item.gravity,
  at: renderCitation(item.at),
  args: item.args,
});

async function entryLine({ member, location, proof }: Entry, unread: boolean): Promise<Line> {
  const line = {
    type: 'entry',
    path: member.path,
    devicePath: location === null ? null : devicePath(location),
    kind: member.kind,
    modified: member.modified,
    mode: member.mode,
    uid: member.uid,
    gid: member.gid,
    link: member.link,
    proof,
    at: renderCitation(member.citation),
  };
  if (unread) return line;
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const body = member.content();
    if (body === null) return line;
    if (body instanceof Uint8Array) {
      hash.update(body);
      bytes = body.length;
    } else {
      for await (const chunk of body) {
        hash.update(chunk);
        bytes += chunk.length;
      }
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { ...line, bytes, fault: `${error.code}/${error.detail}` };
  }
  return { ...line, bytes, sha256: hash.digest('hex') };
}

const faultLine = (fault: Fault): Line => ({ ...fault.toJSON(), type: 'fault' });

async function* linesOf(decoded: AsyncIterable<Decoded>, options: DecodeOptions): AsyncGenerator<Line> {
  let count = 0;
  for await (const item of decoded) {
    count += 1;
    if (item.type === 'entry') yield await entryLine(item, options.unread ?? false);
    else yield item.type === 'notice' ? noticeLine(item) : { ...item };
    options.onItem?.(count);
  }
}

async function gather(lines: AsyncIterable<Line>, out: Line[]): Promise<Line[]> {
  try {
    for await (const line of lines) out.push(line);
  } catch (error) {
    // Anything but a Fault is a programming error and fails the test.
    if (!(error instanceof Fault)) throw error;
    out.push(faultLine(error));
  }
  return out;
}

/** Decodes evidence on disk as every command does. The first line says what it was taken for. */
export async function decodePath(path: string, options: DecodeOptions = {}): Promise<Line[]> {
  const out: Line[] = [];
  async function* run(): AsyncGenerator<Line> {
    const evidence = await openEvidence({ path, as: null }, kitOptions(options));
    try {
      yield { type: 'evidence', format: evidence.format.id, because: evidence.bid.because, nesting: evidence.nesting };
      yield* linesOf(evidence.decoded, options);
      await evidence.finish();
    } finally {
      evidence.close();
    }
  }
  return gather(run(), out);
}

/** Decodes bytes by whichever format bids highest. */
export async function decodeSource(source: ByteSource, options: DecodeOptions = {}): Promise<Line[]> {
  const kit = makeKit({ ...kitOptions(options), root: cite('evidence') });
  async function* run(): AsyncGenerator<Line> {
    yield* linesOf(kit.within(await kit.open(source)), options);
  }
  return gather(run(), []);
}

export const entriesOf = (lines: readonly Line[]): Line[] => lines.filter((line) => line.type === 'entry');

/** Whether anything tells that content was lost. */
export const tellsDamage = (lines: readonly Line[]): boolean =>
  lines.some(
    (line) =>
      line.type === 'fault' || (line.type === 'notice' && line['gravity'] !== 'info') || line['fault'] !== undefined,
  );

/** NDJSON, integers beyond JSON as strings. */
export const ndjson = (lines: readonly Line[]): string =>
  lines
    .map((line) => `${JSON.stringify(line, (_, value) => (typeof value === 'bigint' ? String(value) : value))}\n`)
    .join('');
