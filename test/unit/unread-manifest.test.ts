import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { CORPUS, decodePath } from '../support/cases.ts';

const root = mkdtempSync(join(tmpdir(), 'carryover-unread-manifest-'));
afterAll(() => rmSync(root, { recursive: true }));

/** Backups of which another manifest is whole, by which the format is told. */
test.each<[string, RegExp]>([
  ['app-manager/ok/version-4', /com\.example\.case\/0\/meta_v2\.am\.json$/],
  ['app-manager/ok/version-5', /meta_v5\.am\.json$/],
  ['swift-backup/ok/plain', /com\.example\.case\.xml$/],
  ['neo-backup/ok/plain', /2024[\d-]+user_0\.properties$/],
  ['neo-backup/ok/of-nothing', /com\.example\.case\.log$/],
])('%s: a manifest that cannot be read is told, for its backup is not opened', async (name, pattern) => {
  const folder = join(root, name.replaceAll('/', '-'));
  cpSync(join(CORPUS, name), folder, { recursive: true });
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const manifest = paths.find((path) => pattern.test(path)) as string;
  writeFileSync(join(folder, manifest), '{"version');
  const lines = await decodePath(folder);
  const told = lines.filter((line) => line['detail'] === 'part.manifest');
  expect(told).toEqual([expect.objectContaining({ code: 'content-malformed', gravity: 'damage' })]);
  expect(told[0]).toMatchObject({ args: { path: manifest } });
  const coverage = lines.find((line) => line.type === 'coverage');
  // What the one that was not opened holds is not absent.
  expect(coverage?.['gaps']).toContainEqual(
    expect.objectContaining({ reason: 'damage', area: expect.objectContaining({ domains: null, storage: null }) }),
  );
});

test.each<[string, RegExp, RegExp]>([
  [
    'app-manager/ok/version-4',
    /com\.example\.case\/0\/meta_v2\.am\.json$/,
    /com\.example\.case\/0\/[a-z0-9]+\.tar\.gz\.0$/,
  ],
  ['neo-backup/ok/plain', /2024[\d-]+user_0\.properties$/, /2024[\d-]+user_0\/data\.tar\.gz$/],
])('%s: a manifest that is not there is told, for its backup is not opened', async (name, pattern, archive) => {
  const folder = join(root, `missing-${name.replaceAll('/', '-')}`);
  cpSync(join(CORPUS, name), folder, { recursive: true });
  const manifest = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) => pattern.test(path));
  rmSync(join(folder, manifest as string));
  const told = (await decodePath(folder)).filter((line) => line['detail'] === 'part.no-manifest');
  expect(told).toMatchObject([{ code: 'manifest', gravity: 'damage', args: { path: expect.stringMatching(archive) } }]);
});
