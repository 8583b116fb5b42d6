import { type Citation, cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import type { ByteSource, Origin } from '../../src/bytes/source.ts';
import { type Bid, type Container, type DecodeKit, NO_BID, type Sample } from '../../src/vfs/format.ts';
import type { ContainerFacts, Input, Member, StreamInput } from '../../src/vfs/member.ts';
import { peekSource } from '../../src/vfs/peek.ts';
import { type BakHeader, FILE_VERSION, hasMagic, MAGIC, readBakHeader } from './bak-header.ts';

/** `facts.more.container` of what comes out of a .bak. */
export const CONTAINER_ID = 'mimover';
/** The format inside. */
export const INNER = 'android-backup';

/** The envelope of one .bak: a header of MIUI's own, then a plain adb backup. */
export const container: Container = {
  bid,
  open,
  hashLine(sample, within) {
    const { length } = readBakHeader(sample.head, cite(sample.name));
    return within({ ...sample, head: sample.head.subarray(length), at: null });
  },
};

function bid(sample: Sample): Bid {
  if (!hasMagic(sample.head)) return NO_BID;
  return { bits: 8 * MAGIC.length, because: 'it begins with "MIUI BACKUP"' };
}

async function open(origin: Origin, kit: DecodeKit): Promise<StreamInput> {
  if (origin.kind === 'directory') throw new Fault('evidence.unknown', 'miui.no-magic', origin.citation);
  const { head, source } = await peekSource(origin);
  const header = readBakHeader(head, source.citation);
  const inner = await kit.open(behind(source, header.length), INNER);
  if (inner.kind !== 'stream') throw new Fault('evidence.unknown', 'miui.no-backup', source.citation);
  const opening = openingNotices(header, source.citation);
  async function* members(): AsyncGenerator<Member | Notice> {
    yield* opening;
    yield* (inner as StreamInput).members;
  }
  return { ...inner, citation: source.citation, facts: factsOf(header, inner.facts, source.size), members: members() };
}

function openingNotices(header: BakHeader, at: Citation): Notice[] {
  const notices: Notice[] = [];
  if (header.returns > 0) {
    notices.push(notice('anomaly', 'miui.carriage-returns', 'doubt', at, { returns: header.returns }));
  }
  if (header.version !== FILE_VERSION) {
    const version = header.version.slice(0, 20);
    notices.push(notice('unknown-version', 'miui.version', 'doubt', at, { version, newest: FILE_VERSION }));
  }
  return notices;
}

/** The rest of a source, still read from its start: the hash of the evidence is taken as it passes. */
function behind(source: ByteSource, length: number): ByteSource {
  const at = source.at;
  return {
    kind: 'bytes',
    name: source.name,
    citation: cite(source.citation.name, (source.citation.offset ?? 0) + length, source.citation.within),
    size: source.size === null ? null : Math.max(0, source.size - length),
    async *stream(from = 0) {
      // Only a second reading begins further on.
      const start = at === undefined || from === 0 ? 0 : length + from;
      let left = length + from - start;
      for await (const chunk of source.stream(start)) {
        if (left >= chunk.length) left -= chunk.length;
        else {
          yield left === 0 ? chunk : chunk.subarray(left);
          left = 0;
        }
      }
    },
    ...(at === undefined ? {} : { at: (offset: number, count: number) => at(length + offset, count) }),
    observed: () => null,
  };
}

function factsOf(header: BakHeader, inner: ContainerFacts, size: number | null): ContainerFacts {
  return {
    version: header.version,
    encryption: inner.encryption,
    more: {
      ...inner.more,
      container: CONTAINER_ID,
      backupVersion: inner.version,
      package: header.package,
      label: header.label,
      feature: header.feature,
      flag: header.flag,
      user: header.user,
      fileBytes: size,
    },
  };
}

/** What the envelope of an opened .bak said, and the adb backup as it was before the envelope was told of. */
export interface Envelope {
  readonly package: string;
  readonly label: string | null;
  readonly feature: number;
  readonly user: number;
  readonly encryption: string;
  readonly compression: string;
  /** Bytes of the .bak; null where they are not known beforehand. */
  readonly fileBytes: number | null;
  readonly backup: Input;
}

/** Null for what did not come out of a .bak. */
export function envelopeOf(input: Input): Envelope | null {
  const { more, encryption } = input.facts;
  if (more['container'] !== CONTAINER_ID) return null;
  const text = (name: string) => (typeof more[name] === 'string' ? more[name] : null);
  const number = (name: string) => (typeof more[name] === 'number' ? more[name] : null);
  return {
    package: text('package') ?? '',
    label: text('label'),
    feature: number('feature') ?? -1,
    user: number('user') ?? 0,
    encryption: encryption ?? 'none',
    compression: text('compression') ?? 'none',
    fileBytes: number('fileBytes'),
    backup: { ...input, facts: { version: text('backupVersion'), encryption, more: { ...more, container: INNER } } },
  };
}
