import { expect, test } from 'vitest';
import type { Value } from '../../src/content/value.ts';
import type { Change } from '../../src/diff/change.ts';
import type { JobResult } from '../../src/engine/job.ts';
import { redactChanges } from '../../src/engine/redact-changes.ts';
import type { Unit } from '../../src/engine/unit.ts';
import type { ArtifactView } from '../../src/report/result.ts';
import { valueText } from '../../src/report/text/value.ts';
import { typedJson } from '../../src/report/value-json.ts';

const change = (source: Change['source'], target: Change['target']): Change => ({
  section: 't',
  kind: source === null ? 'target-only' : target === null ? 'source-only' : 'changed',
  key: null,
  source,
  target,
});

const told = (...changes: Change[]) =>
  redactChanges(
    { changes, source: null, target: null } as unknown as JobResult,
    { devicePath: '/x' } as ArtifactView,
    { location: null } as Unit,
    null,
  ).map(({ source, target }) => [source, target]);

const bytes = new Uint8Array([0xff]);

test.each<[Value, Value, unknown, unknown]>([
  [2, { real: 2 }, 2, { real: '2.0' }],
  [{ real: 0 }, { real: -0 }, { real: '0.0' }, { real: '-0.0' }],
  [{ real: 2 ** 40 }, 2 ** 40, { real: '1099511627776.0' }, 1099511627776],
  [2n ** 62n, '4611686018427387904', { integer: '4611686018427387904' }, '4611686018427387904'],
  ['Infinity', { real: Number.POSITIVE_INFINITY }, 'Infinity', { real: 'Infinity' }],
  [bytes, { text: bytes }, { base64: '/w==' }, { text: { base64: '/w==' } }],
  [{ real: 2 }, { real: 3 }, 2, 3],
  [2n ** 62n, 2n ** 62n + 1n, '4611686018427387904', '4611686018427387905'],
])('%o and %o are never told alike', (before, after, source, target) => {
  const same = { real: 7 };
  expect(told(change({ same, v: before }, { same, v: after }))).toEqual([
    [
      { same: 7, v: source },
      { same: 7, v: target },
    ],
  ]);
});

test('records of one side each are told apart where they would look the same, and only there', () => {
  expect(
    told(
      change({ k: 2, v: 'a' }, null),
      change({ k: { real: 5 }, v: 'b' }, null),
      change(null, { k: { real: 2 }, v: 'a' }),
    ),
  ).toEqual([
    [{ k: 2, v: 'a' }, null],
    [{ k: 5, v: 'b' }, null],
    [null, { k: { real: '2.0' }, v: 'a' }],
  ]);
});

test('a terminal shows what a value is without quotes', () => {
  const values: Value[] = [{ real: 2 }, { real: -0 }, { real: 1e300 }, 2n ** 62n, { text: bytes }, bytes, '2.0'];
  expect(values.map((value) => valueText(typedJson(value)))).toEqual([
    '2.0',
    '-0.0',
    '1e+300',
    '4611686018427387904',
    'text <1 byte: ff>',
    '<1 byte: ff>',
    '"2.0"',
  ]);
});
