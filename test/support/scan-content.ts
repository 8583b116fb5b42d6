import Database from 'better-sqlite3';
import { readDocument } from '../../src/content/index.ts';
import type { Content, Parts } from '../../src/content/reader.ts';
import type { Sighted } from '../../src/findings/finding.ts';
import { scanContent } from '../../src/findings/scan.ts';

/** Where a file of an app lies, as `shared_prefs/x.xml`. */
const FOLDERS: Readonly<Record<string, string>> = {
  shared_prefs: 'preferences',
  databases: 'database',
  files: 'files',
  no_backup: 'no_backup',
  system: 'system',
};

/** Reads a content as the engine does, and scans it. `path`: below the app's folder. */
export function scanFile(path: string, bytes: Uint8Array, packageName = 'com.example.app'): Sighted[] {
  const content: Content = {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
    whole: () => bytes,
  };
  const parts: Parts = new Map([['main', content]]);
  const read = readDocument(parts, path.split('/').at(-1) ?? path, () => undefined);
  const document = read !== null && 'document' in read ? read.document : null;
  const [folder = '', ...rest] = path.split('/');
  const domain = FOLDERS[folder] ?? 'root';
  const place = { package: packageName, domain, path: domain === 'root' ? path : rest.join('/') };
  try {
    return scanContent({ ...place, document, bytes: document === null || document.reader === 'lines' ? bytes : null });
  } finally {
    document?.[Symbol.dispose]();
  }
}

export function xmlText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A preferences file as Android writes it. Numbers are longs. */
export function preferences(entries: Readonly<Record<string, string | number | boolean>>): Uint8Array {
  const lines = Object.entries(entries).map(([key, value]) =>
    typeof value === 'string'
      ? `    <string name="${xmlText(key)}">${xmlText(value)}</string>`
      : `    <${typeof value === 'number' ? 'long' : 'boolean'} name="${xmlText(key)}" value="${value}" />`,
  );
  return Buffer.from(`<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n${lines.join('\n')}\n</map>\n`);
}

export type Cell = string | number | bigint | Uint8Array | null;

/** A database of one table. */
export function database(
  create: string,
  rows: readonly (readonly Cell[])[],
  pragmas: readonly string[] = [],
): Uint8Array {
  const db = new Database(':memory:');
  for (const pragma of pragmas) db.pragma(pragma);
  db.exec(create);
  const table = /CREATE TABLE (\S+?)\s*\(/i.exec(create)?.[1] ?? '';
  for (const row of rows) db.prepare(`INSERT INTO ${table} VALUES (${row.map(() => '?').join(',')})`).run(...row);
  const bytes = db.serialize();
  db.close();
  return bytes;
}

/** Text by chance from a seed: the same every time. */
export function chance(
  seed: string,
  length: number,
  alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
): string {
  let state = 2166136261;
  for (const char of seed) state = Math.imul(state ^ char.charCodeAt(0), 16777619);
  let out = '';
  for (let at = 0; at < length; at += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    out += alphabet[(state >>> 0) % alphabet.length];
  }
  return out;
}

export const HEX = '0123456789abcdef';

/** A web token with these claims and a signature by chance. */
export function jwt(
  claims: Readonly<Record<string, unknown>>,
  header: Readonly<Record<string, unknown>> = { alg: 'RS256', typ: 'JWT' },
): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.${chance(JSON.stringify(claims), 86)}`;
}
