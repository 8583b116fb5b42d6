import type { Member } from '../../src/vfs/member.ts';
import { smallText } from '../../src/vfs/small-text.ts';

/** A value of a manifest: text, a list of texts, or something deeper that nobody asks for. */
export type ManifestValue = string | readonly string[] | null;
export type Manifest = ReadonlyMap<string, ManifestValue>;

/** Characters of a manifest that are looked at for a sign of one. */
const KEY_LINE = /^([A-Za-z]\w*):(?:\s+(.*))?$/;
const ITEM_LINE = /^\s*-\s+(.*)$/;

/** Reads a manifest in JSON or in the plain YAML that Neo Backup writes; null where it is neither. */
export async function readManifest(member: Member): Promise<Manifest | null> {
  const text = await smallText(member);
  return text === null ? null : parseManifest(text);
}

export function parseManifest(text: string): Manifest | null {
  const fields = text.trimStart().startsWith('{') ? parseJson(text) : parseYaml(text);
  return fields?.has('packageName') === true ? fields : null;
}

function parseJson(text: string): Manifest | null {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
    return new Map(Object.entries(value).map(([key, each]) => [key, plain(each)]));
  } catch {
    return null;
  }
}

function plain(value: unknown): ManifestValue {
  if (Array.isArray(value)) return value.map((each) => (typeof each === 'object' ? '' : String(each)));
  return value === null || typeof value === 'object' ? null : String(value);
}

/** Keys at the left edge with a scalar, a list in brackets, or a list of dashes below. */
function parseYaml(text: string): Manifest {
  const fields = new Map<string, ManifestValue>();
  let list: string[] | null = null;
  for (const line of text.split(/\r?\n/)) {
    const item = ITEM_LINE.exec(line);
    if (item !== null) {
      list?.push(scalar(item[1] as string));
      continue;
    }
    const match = KEY_LINE.exec(line);
    if (match === null) continue;
    const [, key, rest = ''] = match as unknown as [string, string, string?];
    list = null;
    if (rest === '') {
      list = [];
      fields.set(key, list);
    } else if (rest.startsWith('[')) {
      const inner = rest.replace(/^\[|\]\s*$/g, '').trim();
      fields.set(key, inner === '' ? [] : inner.split(',').map(scalar));
    } else fields.set(key, rest.trim() === 'null' ? null : scalar(rest));
  }
  return fields;
}

function scalar(text: string): string {
  const trimmed = text.trim();
  if (trimmed.startsWith('"')) {
    try {
      return String(JSON.parse(trimmed));
    } catch {
      return trimmed;
    }
  }
  return trimmed.startsWith("'") && trimmed.endsWith("'") && trimmed.length > 1
    ? trimmed.slice(1, -1).replaceAll("''", "'")
    : trimmed;
}

export function textField(manifest: Manifest, key: string): string | null {
  const value = manifest.get(key);
  return typeof value === 'string' ? value : null;
}

/** Bytes written as a list of signed numbers, as Java has them; null where there are none. */
export function byteField(manifest: Manifest, key: string): Uint8Array | null {
  const value = manifest.get(key);
  if (!Array.isArray(value) || value.length === 0) return null;
  return Uint8Array.from(value.map((each) => Number(each) & 0xff));
}
