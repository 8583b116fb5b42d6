import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppFile } from '../../corpus/credentials/unknown-apps.ts';
import { zip } from '../../corpus/encode/zip.ts';
import { readDocument } from '../../src/content/index.ts';
import { linesReader } from '../../src/content/lines/index.ts';
import type { Content, Document, Parts } from '../../src/content/reader.ts';
import { auditEvidence } from '../../src/engine/audit.ts';
import { runOptions } from '../../src/engine/default-options.ts';
import { NO_FILTER } from '../../src/engine/filter.ts';
import { scanContent } from '../../src/findings/scan.ts';
import type { Found } from './score.ts';

/** Ways of looking for credentials in the same files, from the plainest to the whole of it. */
export type Method = (files: readonly AppFile[]) => Found[] | Promise<Found[]>;

const text = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
const FOLDERS: Readonly<Record<string, string>> = {
  shared_prefs: 'preferences',
  databases: 'database',
  files: 'files',
  no_backup: 'no_backup',
};

function contentOf(bytes: Uint8Array): Content {
  return { size: bytes.length, read: (at, length) => bytes.subarray(at, at + length), whole: () => bytes };
}

/** Generic rules as scanners of source code have them: a telling name, a sign, a value of some entropy; and known shapes. */
const GENERIC =
  /[\w.-]{0,50}?(?:access|auth|api|credential|creds|key|passwd|password|secret|token)[ \t\w.-]{0,20}[\s'"]{0,3}(?:=|>|:{1,3}=|\|\||:|=>|\?=|,)[`'"\s=]{0,5}([\w.=-]{10,150}|[a-z0-9][a-z0-9+/]{11,}={0,3})(?:[`'"\s;]|\\[nr]|$)/gi;
const KNOWN = [
  /\b(ey[A-Za-z0-9]{17,}\.ey[A-Za-z0-9/\\_-]{17,}\.(?:[A-Za-z0-9/\\_-]{10,}={0,2})?)(?:[`'"\s;]|\\[nr]|$)/g,
  /-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY(?: BLOCK)?-----[\s\S-]{64,}?KEY(?: BLOCK)?-----/g,
  /\b(gh[pousr]_[0-9a-zA-Z]{36})/g,
  /\b(glpat-[\w-]{20})/g,
  /\b(xox[bp]-[0-9]{10,13}-[0-9]{10,13}-?[a-zA-Z0-9-]*)/g,
  /\b((?:sk|rk)_(?:test|live|prod)_[a-zA-Z0-9]{10,99})(?:[`'"\s;]|\\[nr]|$)/g,
  /\b(EAA[MC][a-z0-9]{100,})(?:[`'"\s;]|\\[nr]|$)/gi,
  /\b([0-9]{5,16}:A[a-z0-9_-]{34})(?:[`'"\s;]|\\[nr]|$)/gi,
] as const;
const ENTROPY_BITS = 3.5;

function entropy(value: string): number {
  const counts = new Map<string, number>();
  for (const char of value) counts.set(char, (counts.get(char) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / value.length) * Math.log2(count / value.length);
  return bits;
}

/** The baseline: rules of the kind that gitleaks has, on the bytes as they lie. */
export const scanner: Method = (files) =>
  files.flatMap(({ package: owner, bytes }) => {
    const whole = text(bytes);
    const found: Found[] = [];
    for (const [, value = ''] of whole.matchAll(GENERIC))
      if (entropy(value) >= ENTROPY_BITS) found.push({ package: owner, value, tier: 'generic' });
    for (const shape of KNOWN)
      for (const match of whole.matchAll(shape))
        found.push({ package: owner, value: match[1] ?? match[0], tier: 'known' });
    return found;
  });

function lines(bytes: Uint8Array): Document {
  return linesReader.read(new Map([['main', contentOf(bytes)]]), () => undefined);
}

function unescaped(bytes: Uint8Array): Uint8Array {
  const plain = text(bytes)
    .replaceAll('\0', '\n')
    .replace(
      /&(quot|apos|lt|gt|amp|#\d+);/g,
      (_, name: string) =>
        ({ quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' })[name] ?? String.fromCharCode(Number(name.slice(1))),
    )
    .replace(/\\+(["/])/g, '$1');
  return Buffer.from(plain, 'latin1');
}

const asText =
  (change: (bytes: Uint8Array) => Uint8Array): Method =>
  (files) =>
    files.flatMap(({ package: owner, bytes }) => {
      const readable = Buffer.from(change(bytes)).map((byte) =>
        (byte >= 0x20 && byte < 0x7f) || byte === 0x0a ? byte : 0x0a,
      );
      return scanContent({ package: null, domain: null, path: 'x.txt', document: lines(readable), bytes: null }).map(
        ({ value, certainty }) => ({ package: owner, value: Buffer.from(value).toString('utf8'), tier: certainty }),
      );
    });

/** The same rules for shapes and names, on the text as it lies. */
export const raw = asText((bytes) => bytes);
/** With entities and backslashes taken away. */
export const unescapedText = asText(unescaped);

/** Every store read by what understands it, at a place that no catalogue knows. */
export const decoded: Method = (files) => {
  const mains = files.filter(({ path }) => !/-(?:wal|journal|shm)$/.test(path));
  return mains.flatMap(({ package: owner, path, bytes }) => {
    const parts: Parts = new Map([
      ['main', contentOf(bytes)],
      ...files
        .filter((other) => other.package === owner && other.path === `${path}-wal`)
        .map((other) => ['wal', contentOf(other.bytes)] as const),
    ]);
    const read = readDocument(parts, path.split('/').at(-1) ?? path, () => undefined);
    const document = read !== null && 'document' in read ? read.document : null;
    try {
      const place = { package: null, domain: null, path: `x/${path.split('/').at(-1)}` };
      return scanContent({ ...place, document, bytes: document === null || document.reader === 'lines' ? bytes : null })
        .filter(({ portability }) => portability !== 'identifier')
        .map(({ value, certainty }) => ({
          package: owner,
          value: Buffer.from(value).toString('utf8'),
          tier: certainty,
        }));
    } finally {
      document?.[Symbol.dispose]();
    }
  });
};

const READABLE = 0o644;

/** `carryover audit` itself, prefilter and catalogue included, on the files in a zip of a device. */
export const audit: Method = async (files) => {
  const folder = mkdtempSync(join(tmpdir(), 'carryover-credentials-'));
  const path = join(folder, 'device.zip');
  try {
    writeFileSync(
      path,
      zip(
        files.map((file) => ({
          path: `data/data/${file.package}/${file.path}`,
          body: file.bytes,
          mode: 0o100000 | READABLE,
        })),
      ),
    );
    const { findings } = await auditEvidence({ path, as: null }, runOptions({ reveal: true }), NO_FILTER);
    return findings.flatMap((finding) => {
      if (finding.rule !== 'credential') return [];
      const { value } = finding.secret;
      const shown = typeof value === 'string' ? value : value === undefined ? '' : value.base64;
      return [
        {
          package: finding.package ?? '',
          value: shown,
          tier: finding.certainty,
          where: `${finding.devicePath} ${finding.where}`,
        },
      ];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
};
export { FOLDERS };
