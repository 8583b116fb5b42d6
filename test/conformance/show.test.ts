import { describe, expect, test } from 'vitest';
import { built, workspace } from '../support/contract-run.ts';

/** `show` through the built command: which artifact is meant, what is listed of it, and what is said of the rest. */

const APP = 'com.example.shown';
const HOME = `data/data/${APP}`;
const PHOTO = 'DCIM/Camera/IMG_1.jpg';

describe.skipIf(!built)('show', () => {
  const { folder, carryover } = workspace();
  const shared = (text: string) => ({
    [`${HOME}/files/kept.txt`]: 'the same on both sides\n',
    [`data/media/0/${PHOTO}`]: `no reader knows this ${text} \u0000`,
    [`data/media/0/Android/data/${APP}/files/note.txt`]: `a line of ${text}\n`,
  });
  const source = () => folder('source', shared('the source'));
  const target = () => folder('target', shared('the target'));

  test.each([
    ['/sdcard', PHOTO],
    ['/data/media/0', PHOTO],
    ['/storage/emulated/0', PHOTO],
    ['/storage/self/primary', PHOTO],
    ['/sdcard', `Android/data/${APP}/files/note.txt`],
    ['/data/media/0', `Android/data/${APP}/files/note.txt`],
  ])('finds by every name of the place: %s/%s', (root, path) => {
    const run = carryover(['show', source(), target(), `${root}/${path}`, '--format', 'json']);
    expect(run.status, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout).artifact.devicePath).toBe(`/storage/emulated/0/${path}`);
  });
});
