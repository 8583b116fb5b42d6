import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { tar } from '../../corpus/encode/tar.ts';
import { FORMATS } from '../../formats/index.ts';
import { cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { memorySource, onceSource } from '../../src/bytes/source.ts';
import {
  type CorpusCase,
  casesOf,
  decodePath,
  decodeSource,
  entriesOf,
  type Line,
  ndjson,
  tellsDamage,
} from '../support/cases.ts';
import { chunkedSource } from '../support/open.ts';

const ROOT = join(import.meta.dirname, '../..');

/** What every format has to do, over its folder of the corpus (docs: architecture, "Tests"). */

/** Formats whose evidence other suites make: a snapshot is written by the tool itself, a loose file is any file. */
const WITHOUT_CASES = new Set(['snapshot', 'loose-file']);
const CHUNK_SIZES = [1, 511, 4096, 65_536];
/** Single bytes only for what is small: each is a turn of the event loop. */
const SINGLE_BYTES_LIMIT = 24_000;
const CUTS = 16;
const FLIP_ROUNDS = 4;
const FLIPPED_SHARE = 0.01;
const ABORT_MS = 100;
/** Broken cases of which nothing at all can be read; `only-`: what is only recognised. */
const NOTHING_LEFT = /^broken\/(?:cut-header|empty|twrp|unknown-algorithm|only-)/;

/** Milliseconds of the processor's time since then: others may hold the processor meanwhile. */
function sinceMs(at: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(at);
  return (user + system) / 1000;
}

const given = (one: CorpusCase) => ({ passwords: one.password === null ? [] : [one.password] });
const bytesOf = (one: CorpusCase): Uint8Array => new Uint8Array(readFileSync(one.path));
const source = (one: CorpusCase, bytes: Uint8Array) => memorySource(basename(one.path), bytes);

/** A path that can be written below a folder as it stands. */
function isLegal(path: unknown): boolean {
  if (typeof path !== 'string' || path === '' || path.startsWith('/')) return false;
  const control = (character: string): boolean => character < ' ' || character === '\x7f';
  if ([...path].some(control)) return false;
  return !path.split('/').some((part) => part === '' || part === '.' || part === '..');
}

/** Without what the checkout decides: of a folder's own files times, modes and owners; where the repository lies. */
function portable(line: Line): Line {
  if (line.type === 'fault') return { ...line, at: relative(ROOT, String(line['at'])) };
  const own = line.type === 'entry' && String(line['at']).split(' → ').length <= 2;
  return own ? { ...line, modified: null, mode: null, uid: null, gid: null } : line;
}

function filesBelow(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name)));
}

function stateOf(path: string): string[] {
  return filesBelow(path).map((file) => {
    const { size, mtimeMs, ctimeMs, ino } = statSync(file);
    return `${file} ${size} ${mtimeMs} ${ctimeMs} ${ino} ${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
  });
}

/** What does not depend on how the bytes arrived. */
const gist = (lines: readonly Line[]): string[] =>
  entriesOf(lines).map((line) => `${line['path']} ${line['kind']} ${line['sha256'] ?? line['fault']}`);

test('every format has cases', () => {
  const bare = FORMATS.filter(({ id }) => !WITHOUT_CASES.has(id) && casesOf(id).length === 0).map(({ id }) => id);
  expect(bare).toEqual([]);
});

describe.each(FORMATS.filter(({ id }) => casesOf(id).length > 0).map((format) => format.id))('%s', (id) => {
  const cases = casesOf(id);
  const single = cases.filter((one) => !one.folder);
  const sound = single.filter((one) => !one.broken);

  test.each(cases.map((one) => [one.name, one] as const))('golden: %s', async (_, one) => {
    const lines = await decodePath(one.path, given(one));
    // What was not recognised must not become a golden.
    if (!one.broken) expect(lines[0]).toMatchObject({ type: 'evidence', format: id });
    expect(lines[0]).not.toMatchObject({ code: 'evidence.unknown' });
    await expect(ndjson(one.folder || lines[0]?.type === 'fault' ? lines.map(portable) : lines)).toMatchFileSnapshot(
      `${one.path}.ndjson`,
    );
  });

  test.each(cases.filter((one) => !one.broken).map((one) => [one.name, one] as const))(
    'is recognised: %s',
    async (_, one) => {
      const [first] = await decodePath(one.path, given(one));
      expect(first).toMatchObject({ type: 'evidence', format: id });
    },
  );

  test('broken cases say so, sound ones have no damage', async () => {
    for (const one of cases) {
      const lines = await decodePath(one.path, given(one));
      if (one.broken) expect(tellsDamage(lines), one.name).toBe(true);
      else
        expect(
          lines.filter((line) => line.type === 'fault' || line['gravity'] === 'damage' || line['fault']),
          one.name,
        ).toEqual([]);
    }
  });

  test('gives what lies around the damage', async () => {
    for (const one of cases.filter(({ broken, name }) => broken && !NOTHING_LEFT.test(name))) {
      expect(entriesOf(await decodePath(one.path, given(one))).length, one.name).toBeGreaterThan(0);
    }
  });

  test('gives the same stream twice', async () => {
    for (const one of cases) {
      expect(ndjson(await decodePath(one.path, given(one))), one.name).toBe(
        ndjson(await decodePath(one.path, given(one))),
      );
    }
  });

  test('gives the same stream for chunks of every size', async () => {
    for (const one of single) {
      const bytes = bytesOf(one);
      const runs: [number, string][] = [];
      for (const size of CHUNK_SIZES) {
        if (size === 1 && bytes.length > SINGLE_BYTES_LIMIT) continue;
        runs.push([size, ndjson(await decodeSource(chunkedSource(basename(one.path), bytes, size), given(one)))]);
      }
      for (const [size, run] of runs) expect(run, `${one.name} in chunks of ${size}`).toBe(runs.at(-1)?.[1]);
    }
  });

  test('survives bodies that nobody reads', async () => {
    for (const one of cases) {
      const read = await decodePath(one.path, given(one));
      const unread = await decodePath(one.path, { ...given(one), unread: true });
      const paths = (lines: readonly Line[]) => entriesOf(lines).map((line) => line['path']);
      if (!one.broken) expect(paths(unread), one.name).toEqual(paths(read));
    }
  });

  test('cut anywhere, gives what came before and says that something is missing', async () => {
    for (const one of sound) {
      const bytes = bytesOf(one);
      const whole = gist(await decodeSource(source(one, bytes), given(one)));
      const random = seeded(`cuts ${one.format} ${one.name}`);
      const points = [1, 20, bytes.length - 1, ...Array.from({ length: CUTS }, () => 1 + random.int(bytes.length - 1))];
      for (const point of points) {
        const lines = await decodeSource(source(one, bytes.subarray(0, point)), given(one));
        // Cut before its format can be told, it is a loose file like any other.
        if (lines.some((line) => line['path'] === basename(one.path))) continue;
        const cut = gist(lines);
        if (cut.join('\n') !== whole.join('\n'))
          expect(tellsDamage(lines) || cut.length === 0, `${one.name} cut at ${point}`).toBe(true);
        const known = new Set(whole);
        const strange = cut.filter((line) => !known.has(line));
        // The file that the cut went through, and nothing else, may be other than it was.
        expect(strange.length, `${one.name} cut at ${point}: ${strange.join('; ')}`).toBeLessThanOrEqual(1);
      }
    }
  });

  test('survives one byte in a hundred flipped', async () => {
    for (const one of single) {
      const bytes = bytesOf(one);
      for (let round = 0; round < FLIP_ROUNDS; round += 1) {
        const random = seeded(`flips ${one.format} ${one.name} ${round}`);
        const noisy = bytes.slice();
        for (let flips = Math.max(1, bytes.length * FLIPPED_SHARE); flips > 0; flips -= 1)
          noisy[random.int(noisy.length)] = random.int(256);
        const lines = await decodeSource(source(one, noisy), given(one));
        for (const line of entriesOf(lines))
          expect(isLegal(line['path']), `${one.name}: ${String(line['path'])}`).toBe(true);
      }
    }
  });

  test('gives legal paths only', async () => {
    for (const one of cases) {
      for (const line of entriesOf(await decodePath(one.path, given(one)))) {
        expect(isLegal(line['path']), `${one.name}: ${String(line['path'])}`).toBe(true);
        const place = line['devicePath'];
        if (place !== null)
          expect(String(place).startsWith('/') && isLegal(String(place).slice(1)), `${one.name}: ${place}`).toBe(true);
      }
    }
  });

  test('leaves the evidence as it was', async () => {
    for (const one of cases) {
      const before = stateOf(one.path);
      await decodePath(one.path, given(one));
      expect(stateOf(one.path), one.name).toEqual(before);
    }
  });

  test('tells a missing and a wrong password as locked', async () => {
    for (const one of cases.filter(({ password }) => password !== null)) {
      for (const passwords of [[], ['not the password']]) {
        const lines = await decodePath(one.path, { passwords });
        expect(entriesOf(lines), one.name).toEqual([]);
        expect(lines.at(-1), one.name).toMatchObject({ type: 'fault', code: 'evidence.locked' });
      }
    }
  });

  test('stops when told to', async () => {
    for (const one of cases) {
      const control = new AbortController();
      let at: NodeJS.CpuUsage | null = null;
      const onItem = () => {
        if (control.signal.aborted) return;
        control.abort();
        at = process.cpuUsage();
      };
      await decodePath(one.path, { ...given(one), signal: control.signal, onItem });
      if (at !== null) expect(sinceMs(at), one.name).toBeLessThan(ABORT_MS);
    }
  });

  test('surfaces a source that fails', async () => {
    for (const one of sound) {
      const bytes = bytesOf(one);
      // Some can be told only by their end: as a stream they are nobody's, and nothing of them is read.
      const whole = await decodeSource(chunkedSource(basename(one.path), bytes, 4096), given(one));
      if (!whole.some((line) => line.type === 'entry' || line.type === 'notice')) continue;
      for (const share of [0, 0.3, 0.8]) {
        const good = bytes.subarray(0, Math.floor(bytes.length * share));
        async function* failing(): AsyncGenerator<Uint8Array> {
          for (let at = 0; at < good.length; at += 512) yield good.subarray(at, at + 512);
          throw new Fault('evidence.unreadable', 'system', null, { error: 'EIO' });
        }
        const name = basename(one.path);
        const lines = await decodeSource(onceSource(name, cite(name), bytes.length, failing()), given(one));
        expect(tellsDamage(lines), `${one.name} failing at ${share}`).toBe(true);
      }
    }
  });
});

test('a long tar stops within 100 ms of an abort', async () => {
  const items = Array.from({ length: 40_000 }, (_, i) => ({
    path: `data/data/com.example.case/files/${i}`,
    body: utf8(`file ${i}`),
  }));
  const bytes = tar(items, 'ustar');
  const control = new AbortController();
  let at = process.cpuUsage();
  const lines = await decodeSource(memorySource('long.tar', bytes), {
    signal: control.signal,
    onItem(count) {
      if (count !== 1000) return;
      control.abort();
      at = process.cpuUsage();
    },
  });
  expect(sinceMs(at)).toBeLessThan(ABORT_MS);
  expect(lines.at(-1)).toMatchObject({ type: 'fault', code: 'interrupted' });
});

test('noise is no format', async () => {
  const random = seeded('noise');
  for (const size of [512, 10_000]) {
    const lines = await decodeSource(memorySource('noise.bin', random.bytes(size)));
    expect(entriesOf(lines)).toEqual([]);
  }
});
