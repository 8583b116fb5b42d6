import type { OtherBundle } from '../../src/vfs/entry.ts';
import type { Body, Member } from '../../src/vfs/member.ts';

/** First bytes by which a bundle lying on a device is known, and which names are worth a look. */
const KNOWN: readonly (readonly [names: RegExp, begins: (head: string) => boolean, format: string, folder: boolean])[] =
  [
    [/\.bak$/i, (head) => /^MIUI BACKUP\r?\n/.test(head), 'mimover', true],
    [/(?:^|\/)descript\.xml$/i, (head) => head.includes('<MIUI-backup>'), 'mimover', true],
    [/(?:^|\/)\d{13}\/\.backup\.metadata$/, (head) => isSealed(head, 1) || isSegmented(head), 'seedvault', true],
    [/(?:^|\/)[0-9a-f]{64}\.snapshot$/, (head) => isSealed(head, 2), 'seedvault', true],
    [/\.(?:ab|adb|backup)$/i, (head) => /^ANDROID BACKUP\r?\n/.test(head), 'android-backup', false],
  ];
const LOOK_BYTES = 1024;

/** Seedvault 1 and 2: the version, then the length of a header of 40 bytes. */
function isSealed(head: string, version: number): boolean {
  return head.charCodeAt(0) === version && head.charCodeAt(1) === 40;
}

/** Seedvault 0: the version, then the length of a segment, below 32,768. */
function isSegmented(head: string): boolean {
  return head.charCodeAt(0) === 0 && head.charCodeAt(1) < 0x80;
}

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
  const [, begins, format, folder] = known;
  const slash = member.path.lastIndexOf('/');
  const path = folder ? member.path.slice(0, Math.max(0, slash)) : member.path;
  let bundle: OtherBundle | null = null;
  const look = (bytes: Uint8Array): void => {
    const text = Buffer.from(bytes.subarray(0, LOOK_BYTES)).toString('latin1');
    if (begins(text)) bundle = { type: 'other-bundle', path, format };
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
