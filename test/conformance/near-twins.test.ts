import { describe, expect, test } from 'vitest';
import { twinEvidence } from '../../src/report/words/verdicts.ts';
import { appOf, built, noise, workspace } from '../support/contract-run.ts';

/** Near twins through the built command: told beside a verdict, and never changing it. */

const APP = 'com.example.twins';
const HOME = `data/data/${APP}`;

describe.skipIf(!built)('near twins', () => {
  const { folder, diff, carryover } = workspace();
  const base = noise('twins', 20_000);
  const changed = new Uint8Array([1, 2, 3, ...base]);
  changed[9_000] = 0;
  const source = () => folder('source', { [`${HOME}/files/one.bin`]: base, [`${HOME}/files/kept.txt`]: 'the same\n' });
  const target = () =>
    folder('target', { [`${HOME}/files/other.bin`]: changed, [`${HOME}/files/kept.txt`]: 'the same\n' });

  test('say where, by what and how much, and leave the verdicts as they are', () => {
    const app = appOf(diff(source(), target()), APP);
    const [one, other] = ['one.bin', 'other.bin'].map((name) => app.artifacts.find(({ path }) => path === name));
    expect(one).toMatchObject({
      verdict: 'left-behind',
      moved: null,
      similar: [{ devicePath: `/${HOME}/files/other.bin`, user: 0, basis: 'chunks' }],
    });
    expect(other).toMatchObject({ verdict: 'new-on-target' });
  });

  test('are told by show', () => {
    const path = `/${HOME}/files/one.bin`;
    const shown = JSON.parse(carryover(['show', source(), target(), path, '--format', 'json']).stdout);
    const [twin] = shown.artifact.similar;
    expect(twin.devicePath).toBe(`/${HOME}/files/other.bin`);
    expect(twinEvidence(twin)).toMatch(/^9\d % of chunks the same, \d+ of them$/);
  });
});
