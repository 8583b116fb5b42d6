import { lstatSync } from 'node:fs';
import { basename } from 'node:path';
import type { Citation } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import { type Digests, runningSha256 } from '../bytes/digest.ts';
import type { ByteSource, DirectorySource, Observed } from '../bytes/source.ts';
import type { Body, Input, Member } from './member.ts';
import type { Outside, ReadListener } from './outside.ts';

/** A folder as evidence: its own hash is folded from those of its files as they were read. */
export function openDirectory(
  path: string,
  label: string,
  root: Citation,
  digests: Digests,
  listener: ReadListener = {},
): Outside {
  const origin: DirectorySource = { kind: 'directory', name: basename(path), citation: root, path };
  const hashes = new Map<string, string>();
  const kept = new Set<string>();
  let watched: Input | null = null;
  return {
    origin,
    size: null,
    watch(input) {
      if (input.kind !== 'tree') return input;
      watched = input;
      let [total, longest] = [0, 0];
      for (const { size } of input.members()) {
        total += size ?? 0;
        longest = Math.max(longest, size ?? 0);
      }
      listener.onTotal?.(total);
      // A thread takes a while to start: it does while the folder is recognised.
      digests.expect?.(longest);
      const wrap = (member: Member): Member => {
        const reopen = member.reopen;
        if (reopen === undefined) return member;
        return {
          ...member,
          content: () => heard(member.content(), listener),
          // What is read again is no progress.
          reopen: () =>
            hashes.has(member.path)
              ? reopen()
              : hashedAsRead(reopen(), digests, listener, (sha256) => hashes.set(member.path, sha256)),
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
    tree: () => (watched?.kind === 'tree' ? watched : null),
    keepHash: (name) => kept.add(name),
    hashOf: (name) => hashes.get(name) ?? null,
    onHashed(member, sha256) {
      // Only a direct member of the folder is one of its files: deeper ones carry a deeper citation.
      if (member.reopen !== undefined && isDirect(member, origin)) hashes.set(member.path, sha256);
    },
    finish: () => finishDirectory(watched, path, hashes, kept, digests, label, listener),
    close: () => undefined,
  };
}

/** A body that is heard of as it is read. */
function heard(body: Body | null, listener: ReadListener): Body | null {
  if (body === null || listener.onBytes === undefined) return body;
  if (body instanceof Uint8Array) {
    listener.onBytes(body.length);
    return body;
  }
  return heardChunks(body, listener);
}

async function* heardChunks(chunks: AsyncIterable<Uint8Array>, listener: ReadListener): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    listener.onBytes?.(chunk.length);
    yield chunk;
  }
}

/** A stream that begins further on than this is a look into the middle: it is not hashed. */
const HEAD_BYTES = 64 << 10;

/** Bytes that are hashed when they are read to the last: what a reader passes over at the head is read for the hash. */
function hashedAsRead(
  source: ByteSource,
  digests: Digests,
  listener: ReadListener,
  seen: (sha256: string) => void,
): ByteSource {
  let observed: Observed | null = null;
  return {
    ...source,
    async *stream(from = 0) {
      const { size } = source;
      if (from > HEAD_BYTES || observed !== null || size === null) return void (yield* source.stream(from));
      const running = digests.sha256(size);
      let left = size;
      let passed = from;
      try {
        for await (const chunk of source.stream()) {
          running.update(chunk);
          listener.onBytes?.(chunk.length);
          left -= chunk.length;
          if (passed < chunk.length) yield passed === 0 ? chunk : chunk.subarray(passed);
          passed = Math.max(0, passed - chunk.length);
        }
      } finally {
        // Here too when the reader leaves: with the last byte it may have all that it wanted.
        if (left === 0 && observed === null) {
          observed = { sha256: running.hex(), bytes: size };
          seen(observed.sha256);
        } else running.drop();
      }
    },
    observed: () => observed,
  };
}

function isDirect(member: Member, origin: DirectorySource): boolean {
  return (
    member.citation.offset === null && (member.citation.within === null || member.citation.within === origin.citation)
  );
}

/** The folder's own hash. Files that the decoder read are not read again. */
async function finishDirectory(
  tree: Input | null,
  path: string,
  hashes: Map<string, string>,
  kept: ReadonlySet<string>,
  digests: Digests,
  label: string,
  listener: ReadListener,
): Promise<Observed> {
  if (tree === null || tree.kind !== 'tree')
    throw new Fault('evidence.unreadable', 'system', label, { error: 'no listing' });
  const lines: { stored: Uint8Array; sha256: string }[] = [];
  let bytes = 0;
  for (const member of tree.members()) {
    if (member.kind !== 'file') continue;
    let digest = hashes.get(member.path);
    if (digest === undefined) {
      const source = member.reopen?.();
      if (source === undefined) continue;
      try {
        const running = digests.sha256(source.size);
        for await (const chunk of source.stream()) {
          running.update(chunk);
          listener.onBytes?.(chunk.length);
        }
        digest = running.hex();
        if (kept.has(member.path)) hashes.set(member.path, digest);
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
    // Whole milliseconds of whole nanoseconds, as they were listed: the float of `lstatSync` rounds the last ones up.
    const now = lstatSync(place, { bigint: true });
    const moved = member.modified !== null && Number(now.mtimeMs) !== Math.trunc(member.modified);
    if ((member.size !== null && Number(now.size) !== member.size) || moved) {
      throw new Fault('evidence.changed', 'during-run', label, { path: member.path });
    }
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault('evidence.changed', 'during-run', label, { path: member.path });
  }
}
