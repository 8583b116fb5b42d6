import { describe, expect, it } from 'vitest';
import { built, workspace } from '../support/contract-run.ts';

const { diff, folder } = workspace();

const HOME = 'data/data/com.example.unread';
const PREFERENCES = `<?xml version='1.0' encoding='utf-8' standalone='yes' ?>
<map>
    <string name="access_token">q8Zr2LxV0nTtY5mWb7KcD3fGhJpSs1Ua</string>
</map>
`;

describe.skipIf(!built)('a content that was not read says nothing of what it lacks', () => {
  it('the credential of a file that the target holds in a form not read yet is unseen, not left behind', () => {
    const source = folder('unread-source', {
      [`${HOME}/shared_prefs/session.xml`]: PREFERENCES,
      [`${HOME}/files/a.txt`]: 'a line of text that is long enough',
    });
    const target = folder('unread-target', {
      // Android binary XML: recognised, not read.
      [`${HOME}/shared_prefs/session.xml`]: Buffer.concat([Buffer.from('ABX\0', 'latin1'), Buffer.alloc(64, 7)]),
      [`${HOME}/files/a.txt`]: 'a line of text that is long enough',
    });
    const result = diff(source, target);
    const artifact = result.apps[0]?.artifacts.find(({ path }) => path === 'session.xml');
    expect(artifact?.verdict).toBe('not-compared');
    expect(result.findings.map(({ status }) => status)).toEqual(['unseen']);
  });
});
