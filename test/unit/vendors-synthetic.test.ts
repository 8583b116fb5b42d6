import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decodePath, entriesOf, type Line } from '../support/cases.ts';

/** Samples that were tried with the public tools of each format (their README says which); skipped where absent. */

const SAMPLES = fileURLToPath(new URL('../../../shared/samples/vendors-synthetic', import.meta.url));
const PACKAGE = 'com.example.chat';
/** The private files of the one app that every sample holds. */
const PRIVATE: readonly string[] = ['databases/message.db', 'shared_prefs/auth.xml', 'files/note.txt'].map(
  (path) => `/data/data/${PACKAGE}/${path}`,
);

interface Sample {
  readonly folder: string;
  readonly format: string;
  readonly passwords?: readonly string[];
  readonly proof: string | null;
}

const samples: readonly Sample[] = [
  { folder: 'titanium', format: 'titanium', proof: 'checksum' },
  { folder: 'titanium-encrypted', format: 'titanium', passwords: ['tbpass'], proof: 'checksum' },
  { folder: 'twrp', format: 'twrp', proof: null },
  { folder: 'twrp-gz', format: 'twrp', proof: 'checksum' },
  { folder: 'twrp-openaes', format: 'twrp', passwords: ['twrppass', 'a-24-to-32-char-password!!'], proof: 'magic' },
  { folder: 'neobackup', format: 'neo-backup', passwords: ['neopass'], proof: 'tag' },
];

const there = existsSync(SAMPLES);
if (!there) process.stderr.write('vendors-synthetic: skipped, ../shared/samples is not there\n');

const hashes = (lines: readonly Line[]): Record<string, unknown> =>
  Object.fromEntries(entriesOf(lines).map((line) => [line['devicePath'], line['sha256']]));

describe.skipIf(!there)('samples of other people’s tools', () => {
  test.each(samples)('$folder', async ({ folder, format, passwords, proof }) => {
    const plain = hashes(await decodePath(join(SAMPLES, 'ffs/su_tar.tar')));
    const lines = await decodePath(join(SAMPLES, folder), { passwords: passwords ?? [] });
    expect(lines[0]).toMatchObject({ format });
    expect(lines.filter((line) => line.type === 'fault' || line['gravity'] === 'damage')).toEqual([]);
    const found = hashes(lines);
    for (const path of PRIVATE) expect(found[path], path).toBe(plain[path]);
    for (const line of entriesOf(lines).filter((each) => PRIVATE.includes(String(each['devicePath']))))
      expect(line['proof']).toBe(proof);
  });

  test.each(samples.filter(({ passwords }) => passwords !== undefined))('$folder without its password', async (one) => {
    for (const passwords of [[], ['wrong']]) {
      const lines = await decodePath(join(SAMPLES, one.folder), { passwords });
      expect(entriesOf(lines)).toEqual([]);
      expect(lines.at(-1)).toMatchObject({ type: 'fault', code: 'evidence.locked' });
    }
  });
});
