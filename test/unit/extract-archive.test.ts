import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { unzipSync } from 'fflate';
import { extract as untar } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { globPattern } from '../../src/base/glob.ts';
import { SPOOL, UNPACKED, workFolderOwner } from '../../src/base/work-folder.ts';
import { runOptions } from '../../src/engine/default-options.ts';
import { type ArchiveKind, extractArchive } from '../../src/engine/extract-archive.ts';
import { removeStaleFolders } from '../../src/engine/stale-folders.ts';
import { CORPUS } from '../support/cases.ts';

const PHONE = join(CORPUS, 'pairs/escan-2017/source/redmi-4a.tar.gz');

async function packed(kind: ArchiveKind): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const request = { kind, layout: 'device' as const, matches: null };
  await extractArchive({ path: PHONE, as: null }, request, runOptions(), async (bytes) => {
    chunks.push(Buffer.from(bytes));
  });
  return Buffer.concat(chunks);
}

interface Held {
  readonly body: Buffer;
  readonly modified: number | null;
}

async function filesOf(kind: ArchiveKind, bytes: Buffer): Promise<ReadonlyMap<string, Held>> {
  const out = new Map<string, Held>();
  if (kind === 'zip') {
    for (const [name, body] of Object.entries(unzipSync(bytes)))
      out.set(name, { body: Buffer.from(body), modified: null });
    return out;
  }
  const tar = untar();
  Readable.from([bytes]).pipe(tar);
  for await (const entry of tar) {
    const parts: Buffer[] = [];
    for await (const chunk of entry) parts.push(chunk as Buffer);
    out.set(entry.header.name, { body: Buffer.concat(parts), modified: entry.header.mtime?.getTime() ?? null });
  }
  return out;
}

/** Path patterns as ALEAPP's modules write them; its seekers put `root/` before every member, and `*` crosses slashes. */
const PATTERNS = [
  '*/com.example.travel/shared_prefs/*.xml',
  '*/data/com.example.travel/databases/bookings.db*',
  '*/data/data/com.example.mail/databases/*',
  '*/com.example.chat/**',
  '*/data/user/999/com.example.chat/*',
  '*/user_de/0/com.example.mail/shared_prefs/*',
  '*/data/app/*/base.apk',
  '*/emulated/0/DCIM/Camera/*.jpg',
  '*/system/packages.xml',
  '*/system/packages.list',
  '*/system_ce/0/accounts_ce.db*',
];

describe.each(['tar', 'zip'] as const)('a %s of a device', (kind) => {
  test('holds what the sums say, tells where it came from, and comes out the same twice', async () => {
    const bytes = await packed(kind);
    expect((await packed(kind)).equals(bytes)).toBe(true);
    const files = await filesOf(kind, bytes);
    const sums = files.get('SHA256SUMS')?.body.toString().trimEnd().split('\n') ?? [];
    expect(sums.length).toBe(files.size - 2);
    for (const line of sums) {
      const [hex, path] = line.split('  ') as [string, string];
      expect(
        createHash('sha256')
          .update(files.get(path)?.body ?? '')
          .digest('hex'),
        path,
      ).toBe(hex);
    }
    const [head, ...told] = (files.get('PROVENANCE.ndjson')?.body.toString() ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(head).toMatchObject({
      type: 'evidence',
      schema: 'carryover.provenance/1',
      evidence: { format: 'full-filesystem' },
    });
    expect(told.map((line) => line['path'])).toEqual(sums.map((line) => line.split('  ')[1]));
    for (const line of told) expect(line['at']).toMatch(/^redmi-4a\.tar\.gz → gzip → tar @\d+/);
    if (kind === 'tar') {
      const { path, modified } = told[0] as { path: string; modified: string };
      expect(files.get(path)?.modified).toBe(Date.parse(modified));
    }
  });

  test('has the paths that ALEAPP looks for', async () => {
    const names = [...(await filesOf(kind, await packed(kind))).keys()].map((name) => `root/${name}`);
    for (const pattern of PATTERNS)
      expect(
        names.filter((name) => globPattern(pattern).test(name)),
        pattern,
      ).not.toEqual([]);
  });
});

test('nothing is left behind, also where the receiver refuses', async () => {
  const request = { kind: 'tar' as const, layout: 'device' as const, matches: null };
  const refused = extractArchive({ path: PHONE, as: null }, request, runOptions(), () =>
    Promise.reject(new Error('no space')),
  );
  await expect(refused).rejects.toThrow('no space');
  expect(readdirSync(tmpdir()).filter((name) => workFolderOwner(name) === process.pid)).toEqual([]);
});

test('two at once do not meet', async () => {
  const [one, other] = await Promise.all([packed('tar'), packed('tar')]);
  expect(one.equals(other)).toBe(true);
});

test('what a killed run unpacked is removed by a later one, and nothing else', () => {
  const base = mkdtempSync(join(tmpdir(), 'stale-'));
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const old = new Date(Date.now() - 3_600_000);
  const put = (name: string, file: string): void => {
    const path = join(base, name, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, 'private');
    utimesSync(join(base, name), old, old);
  };
  try {
    put(`carryover-${pid}-abcdef`, `${UNPACKED}/data/data/com.a/x`);
    put(`carryover-${pid}-ghijkl`, SPOOL);
    put(`carryover-${pid}-mnopqr`, 'of somebody else');
    put(`carryover-${process.pid}-stuvwx`, `${UNPACKED}/x`);
    put(`carryover-${pid}-longer-name`, SPOOL);
    removeStaleFolders(base);
    expect(readdirSync(base).sort()).toEqual(
      [`carryover-${pid}-longer-name`, `carryover-${pid}-mnopqr`, `carryover-${process.pid}-stuvwx`].sort(),
    );
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});
