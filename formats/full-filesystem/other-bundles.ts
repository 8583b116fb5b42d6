import type { OtherBundle } from '../../src/vfs/entry.ts';
import type { Body, Member } from '../../src/vfs/member.ts';

/** First bytes by which a bundle lying on a device is known, and which names are worth a look. */
const KNOWN: readonly (readonly [names: RegExp, magic: RegExp, format: string, folder: boolean])[] = [
  [/\.bak$/i, /^MIUI BACKUP\r?\n/, 'mimover', true],
  [/(?:^|\/)descript\.xml$/i, /<MIUI-backup>/, 'mimover', true],
  [/\.(?:ab|adb|backup)$/i, /^ANDROID BACKUP\r?\n/, 'android-backup', false],
];
const LOOK_BYTES = 1024;

/** A member whose first bytes are seen when it is read. */
export interface Watched {
  readonly member: Member;
  /** The bundle it belongs to; null before it was read, and where it is none. */
  found(): OtherBundle | null;
}

/** Watches for bundles by name and first bytes: they are told, not decoded. Null: not worth a look. */
export function watchBundle(member: Member): Watched | null {
  const known = member.kind === 'file' ? KNOWN.find(([names]) => names.test(member.path)) : undefined;
  if (known === undefined) return null;
  const [, magic, format, folder] = known;
  const slash = member.path.lastIndexOf('/');
  const path = folder ? member.path.slice(0, Math.max(0, slash)) : member.path;
  let bundle: OtherBundle | null = null;
  const look = (bytes: Uint8Array): void => {
    const text = Buffer.from(bytes.subarray(0, LOOK_BYTES)).toString('latin1');
    if (magic.test(text)) bundle = { type: 'other-bundle', path, format };
  };
  const content = (): Body | null => {
    const body = member.content();
    if (body === null) return null;
    if (body instanceof Uint8Array) {
      look(body);
      return body;
    }
    return watchFirst(body, look);
  };
  return { member: { ...member, content }, found: () => bundle };
}

async function* watchFirst(
  body: AsyncIterable<Uint8Array>,
  look: (bytes: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  let first = true;
  for await (const chunk of body) {
    if (first) look(chunk);
    first = false;
    yield chunk;
  }
}
