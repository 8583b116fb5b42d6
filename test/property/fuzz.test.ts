import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { seeded } from '../../corpus/encode/seed.ts';
import { FORMATS } from '../../formats/index.ts';
import { type CorpusCase, casesOf, decodePath, type Line } from '../support/cases.ts';
import { mutated } from '../support/mutate.ts';

/**
 * Every case of the corpus, damaged at random from a seed: whatever comes of it is entries, notices and faults of ours,
 * in bounded time and memory. `FUZZ_ROUNDS=2000 npx vitest run test/property/fuzz.test.ts` is the long run, `FUZZ_SEED`
 * begins elsewhere, `FUZZ_FORMAT` takes one format. A find becomes a case of the corpus named after the defect.
 */

const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 50);
const SEED = process.env['FUZZ_SEED'] ?? 'fuzz';
const ONLY = process.env['FUZZ_FORMAT'] ?? '';
const MOST_SECONDS = 10;
const MOST_GROWTH_BYTES = 700 * 2 ** 20;
/** A long run would be a whole day over cases that are large on purpose. */
const MOST_CASE_BYTES = 1 << 20;

const folder = mkdtempSync(join(tmpdir(), 'carryover-fuzz-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Piece {
  readonly of: CorpusCase;
  /** Below the case's folder; empty where the case is a file. */
  readonly file: string;
  readonly bytes: Uint8Array;
}

function piecesOf(of: CorpusCase): Piece[] {
  if (!of.folder) return [{ of, file: '', bytes: readFileSync(of.path) }];
  return readdirSync(of.path, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    if (!entry.isFile()) return [];
    const path = join(entry.parentPath, entry.name);
    return [{ of, file: path.slice(of.path.length + 1), bytes: readFileSync(path) }];
  });
}

/** The damaged case on disk: in a folder one file is damaged, the others stay. */
function put(piece: Piece, bytes: Uint8Array): string {
  const at = join(folder, basename(piece.of.path));
  rmSync(at, { recursive: true, force: true });
  if (piece.of.folder) cpSync(piece.of.path, at, { recursive: true });
  writeFileSync(piece.of.folder ? join(at, piece.file) : at, bytes);
  return at;
}

describe.each(FORMATS.map(({ id }) => id).filter((id) => ONLY === '' || id === ONLY))('%s', (format) => {
  const pieces = casesOf(format)
    .flatMap(piecesOf)
    .filter(({ bytes }) => bytes.length > 0 && bytes.length <= MOST_CASE_BYTES);

  test.skipIf(pieces.length === 0)(`${ROUNDS} rounds of damage end in ways that are known`, async () => {
    const random = seeded(`${SEED} ${format}`);
    const before = process.memoryUsage().rss;
    for (let round = 0; round < ROUNDS; round += 1) {
      const piece = random.pick(pieces);
      const path = put(piece, mutated(piece.bytes, random.pick(pieces).bytes, random));
      const about = `${format} ${piece.of.name} ${piece.file}, round ${round} of seed ${SEED}`;
      const abort = new AbortController();
      const started = performance.now();
      const timer = setTimeout(() => abort.abort(), MOST_SECONDS * 1000);
      let lines: readonly Line[] = [];
      try {
        const passwords = piece.of.password === null ? [] : [piece.of.password];
        lines = await decodePath(path, { passwords, signal: abort.signal });
      } catch (error) {
        throw new Error(`${about}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      } finally {
        clearTimeout(timer);
      }
      expect((performance.now() - started) / 1000, about).toBeLessThan(MOST_SECONDS);
      for (const line of lines) if (line.type === 'fault') expect(line['code'], about).not.toBe('bug');
      expect(process.memoryUsage().rss - before, about).toBeLessThan(MOST_GROWTH_BYTES);
    }
  });
});
