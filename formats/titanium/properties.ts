/** The first line of a manifest, after its `#`. */
export const PROPERTIES_MAGIC = '#Titanium Backup';

/** What a manifest says. */
export type Properties = ReadonlyMap<string, string>;

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

/** Reads Java properties (java.util.Properties.load): comments, `key=value`, escapes, continued lines. */
export function readProperties(text: string): Properties {
  const out = new Map<string, string>();
  const lines = text.replace(/\\\r?\n[ \t]*/g, '').split(/\r?\n/);
  for (const line of lines) {
    const body = line.trimStart();
    if (body === '' || body.startsWith('#') || body.startsWith('!')) continue;
    const match = /^((?:[^\\=:\s]|\\.)+)\s*[=:]?\s*(.*)$/s.exec(body);
    if (match !== null) out.set(unescapeText(match[1] as string), unescapeText(match[2] as string));
  }
  return out;
}

function unescapeText(text: string): string {
  return text.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, one: string | undefined) =>
    code === undefined ? (ESCAPES[one ?? ''] ?? one ?? '') : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
