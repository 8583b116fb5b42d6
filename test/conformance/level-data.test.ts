import { describe, expect, test } from 'vitest';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { levelBatch, levelLog, levelManifest, levelTable } from '../../corpus/encode/leveldb.ts';
import { artifactOf, built, noise, type Tree, workspace } from '../support/contract-run.ts';

/** LevelDB folders that a partial copy brought without CURRENT and manifest. */

const STORE = 'data/data/com.example.app/app_webview/store';
const put = (key: string, value: string | null) => ({ key: utf8(key), value: value === null ? null : utf8(value) });
const data: Tree = {
  '000003.ldb': levelTable([
    { ...put('draft', 'a draft that was written first'), sequence: 1 },
    { ...put('town', 'Aberystwyth'), sequence: 2 },
  ]),
  '000004.log': levelLog([levelBatch(3, [put('draft', 'a draft that was written anew')])]),
};
const whole: Tree = {
  ...data,
  CURRENT: 'MANIFEST-000001\n',
  'MANIFEST-000001': levelManifest({ log: 4, tables: [3] }),
};
const under = (files: Tree): Tree =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${STORE}/${name}`, bytes]));

describe.skipIf(!built)('logs and tables without their manifest', () => {
  const { folder, diff, carryover } = workspace();
  const source = folder('source', under(whole));
  const target = folder('target', under(data));

  test('are one store, compared with the whole one; what is not known is told', () => {
    const result = diff(source, target, [], [5]);
    expect(artifactOf(result, `/${STORE}`)).toMatchObject({
      kind: 'leveldb',
      verdict: 'carried',
      // What the target lost may have been more.
      likeness: 'superset',
      records: { same: 2, sourceOnly: 0, targetOnly: 0 },
    });
    expect(result.notices).toContainEqual(
      expect.objectContaining({ side: 'target', detail: 'leveldb.no-manifest', gravity: 'damage' }),
    );
  });

  test('are shown whole, by the newest sequence', () => {
    const { stdout } = carryover(['cat', target, `/${STORE}`, '--decoded', '--deleted', '--format', 'ndjson']);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const values = lines.filter(({ type }) => type === 'record').map(({ state, fields }) => [state, fields.value]);
    expect(values).toEqual([
      ['live', 'a draft that was written anew'],
      ['live', 'Aberystwyth'],
      ['superseded', 'a draft that was written first'],
    ]);
  });

  test('a file that only has such a name stays what it is', () => {
    const other = folder('other', {
      [`${STORE}/000003.ldb`]: noise('ldb', 400),
      [`${STORE}/000004.log`]: noise('log', 400),
    });
    const result = diff(other, other);
    for (const name of ['000003.ldb', '000004.log'])
      expect(artifactOf(result, `/${STORE}/${name}`)).toMatchObject({ kind: 'opaque', likeness: 'bytes' });
  });
});
