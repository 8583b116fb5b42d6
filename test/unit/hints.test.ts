import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { decodePath } from '../support/cases.ts';

/** What is known of a backup by a name alone. */

const root = mkdtempSync(join(tmpdir(), 'carryover-hint-'));
afterAll(() => rmSync(root, { recursive: true }));

async function hints(name: string, files: Readonly<Record<string, string>>): Promise<readonly unknown[]> {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name, path)), { recursive: true });
    writeFileSync(join(root, name, path), text);
  }
  const lines = await decodePath(join(root, name));
  expect(lines.some((line) => line.type === 'fault')).toBe(false);
  return lines.filter((line) => line['detail'] === 'recognised.harmony').map((line) => line['gravity']);
}

test('info.json at the root of what nothing is known of is told, and nothing is refused for it', async () => {
  expect(await hints('harmony', { 'info.json': '{"version": 1}', 'app/x.bin': 'y' })).toEqual(['doubt']);
});

test.each([
  ['deeper', { 'files/info.json': '{"version": 1}' }],
  ['text', { 'info.json': 'of something else' }],
  ['phone', { 'info.json': '{"version": 1}', 'data/data/com.example/files/f': 'of an app', 'data/system/x': 'y' }],
])('nothing of it is said of another: %s', async (name, files) => {
  expect(await hints(name, files)).toEqual([]);
});
