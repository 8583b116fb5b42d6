import type { Area, Gap } from '../../src/android/coverage.ts';
import type { Location } from '../../src/android/location.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { wholeBody } from '../../src/vfs/body.ts';
import type { Decoded, Entry, PackageFact } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input } from '../../src/vfs/member.ts';
import { readAgentMeta } from './agent-meta.ts';
import { type Envelope, INNER } from './container.ts';

/** Text of an agent about itself; a few hundred bytes. */
const META_REACH = 1 << 16;
const META_PATH = 'miui_meta/cache/_tmp_meta';
/** A tar is made of these, and ends with two of zeros. */
const BLOCK_BYTES = 512;
const END_MARK_BYTES = 2 * BLOCK_BYTES;

/** What was learnt of one .bak, for comparison with the index of its set. */
export interface BakFacts {
  readonly input: Input;
  readonly envelope: Envelope;
  /** Bytes of the file; null where nothing says. */
  readonly fileBytes: number | null;
  /** Bytes of tar before its end mark; null where the tar was packed or empty. */
  readonly tarBytes: number | null;
  readonly damaged: boolean;
  /** Entries of the app's private storage. */
  readonly privateEntries: number;
  readonly gaps: readonly Gap[];
}

/** Whether sizes can be compared at all: nothing lies between the file's bytes and the tar's. */
function isPlain(envelope: Envelope): boolean {
  return envelope.encryption === 'none' && envelope.compression === 'none';
}

/**
 * The contents of one .bak, placed under its user and feature. Coverage is not passed on: it is the set's.
 * Returns what was learnt.
 */
export async function* decodeBak(input: Input, envelope: Envelope, kit: DecodeKit): AsyncGenerator<Decoded, BakFacts> {
  const feature = String(envelope.feature);
  const place = (location: Location): Location => {
    const own = location.storage === 'archive' ? feature : location.feature;
    return { ...location, user: envelope.user, feature: own };
  };
  const area: Area = { user: envelope.user, storage: null, package: envelope.package, domains: null };
  const gaps: Gap[] = [];
  let fact: PackageFact | null = null;
  let meta: PackageFact['more'] = {};
  let damaged = false;
  let members = 0;
  let privateEntries = 0;
  let tarBytes: number | null = null;
  let payloadAt: number | null = null;

  for await (const item of kit.within(envelope.backup, place, INNER)) {
    if (item.type === 'coverage') gaps.push(...item.gaps.map((gap) => ({ ...gap, area })));
    else if (item.type === 'package') fact = { ...item, user: envelope.user };
    else if (item.type === 'notice') {
      damaged ||= item.gravity === 'damage';
      const known = item.detail === 'ab.user-hint' && item.args['user'] === envelope.user;
      // The envelope says who made it.
      if (!known && item.detail !== 'ab.made-by') yield item;
    } else if (item.type === 'entry') {
      const { citation, size } = item.member;
      if (citation.name === 'tar' && citation.offset !== null) {
        tarBytes = citation.offset + Math.ceil((size ?? 0) / BLOCK_BYTES) * BLOCK_BYTES;
        payloadAt = citation.within?.offset ?? null;
      }
      const domain = item.location?.domain;
      if (domain !== 'manifest' && domain !== 'apk' && item.member.kind !== 'directory') members++;
      if (item.location?.storage === 'ce' || item.location?.storage === 'de' || domain === 'agent') privateEntries++;
      if (domain === 'agent' && item.location?.path === META_PATH) {
        const read = await readMeta(item);
        meta = read.meta;
        yield read.entry;
      } else yield item;
    } else yield item;
  }

  const told = fact?.package ?? envelope.package;
  if (told !== envelope.package) {
    yield notice('index-mismatch', 'miui.header-package', 'doubt', input.citation, {
      header: envelope.package,
      package: told,
    });
  }
  yield packageFact(fact, envelope, meta);
  if (fact?.apkIncluded === true && members === 0 && !damaged) {
    yield notice('manifest', 'miui.skip-data', 'info', input.citation, { package: told });
  }
  const plain = isPlain(envelope);
  if (plain && !damaged && tarBytes !== null && payloadAt !== null && envelope.fileBytes !== null) {
    const expected = payloadAt - (input.citation.offset ?? 0) + tarBytes + END_MARK_BYTES;
    yield* sizeNotice(input, 'miui.size', envelope, expected, envelope.fileBytes);
  }
  return {
    input,
    envelope,
    fileBytes: envelope.fileBytes,
    tarBytes: plain ? tarBytes : null,
    damaged,
    privateEntries,
    gaps,
  };
}

/** A doubt where two sizes that must be equal are not. */
export function sizeNotice(
  input: Input,
  detail: string,
  envelope: Envelope,
  expected: number,
  actual: number,
): readonly Notice[] {
  if (expected === actual) return [];
  const args = {
    package: envelope.package,
    feature: envelope.feature,
    expected,
    actual,
    deviation: actual - expected,
  };
  return [notice('size-mismatch', detail, 'doubt', input.citation, args)];
}

async function readMeta(entry: Entry): Promise<{ entry: Entry; meta: PackageFact['more'] }> {
  const body = entry.member.content();
  // A longer one is no text of an agent; it stays as it is.
  if (body === null || (entry.member.size ?? 0) > META_REACH)
    return { entry: { ...entry, member: { ...entry.member, content: () => body } }, meta: {} };
  const bytes = await wholeBody(body, META_REACH);
  if (bytes === null) return { entry, meta: {} };
  return { entry: { ...entry, member: { ...entry.member, content: () => bytes } }, meta: readAgentMeta(bytes) };
}

/** The package as manifest, envelope and agent describe it together. */
export function packageFact(
  fact: PackageFact | null,
  envelope: Pick<Envelope, 'package' | 'label' | 'feature' | 'user'>,
  meta: PackageFact['more'],
): PackageFact {
  return {
    type: 'package',
    package: envelope.package,
    user: envelope.user,
    versionCode: null,
    installer: null,
    sdk: null,
    signers: [],
    apkIncluded: null,
    ...fact,
    label: envelope.label,
    more: { ...fact?.more, ...meta, feature: envelope.feature },
  };
}
