import { Ajv } from 'ajv';
import jsonld from 'jsonld';
import { DataFactory, Parser, Store } from 'n3';
import Validator from 'rdf-validate-shacl';
import { describe, expect, test } from 'vitest';
import { bodyfileWriter, modeText } from '../../src/report/interop/bodyfile.ts';
import { caseWriter } from '../../src/report/interop/case.ts';
import { dfxmlWriter, xmlText } from '../../src/report/interop/dfxml.ts';
import { hashdeepWriter } from '../../src/report/interop/hashdeep.ts';
import { sarifWriter, uriOf } from '../../src/report/interop/sarif.ts';
import { timesketchCsvWriter, timesketchWriter } from '../../src/report/interop/timesketch.ts';
import type { DiffReport, FileView } from '../../src/report/result.ts';
import type { Writer } from '../../src/report/writer.ts';
import { CASE_SHAPES } from '../support/case-shapes.ts';
import { childrenInOrder, DFXML_ORDER } from '../support/dfxml-order.ts';
import { memoryOutput, reportFixture } from '../support/report-fixture.ts';
import { SARIF_SCHEMA } from '../support/sarif-schema.ts';

const HOSTILE = 'a|b\nc\u202egnp.\u001b[31m<&">\ufffe,=x';

async function written(writer: Writer, report: DiffReport = reportFixture()): Promise<string> {
  const out = memoryOutput();
  await writer.write(report, out);
  return out.text();
}

const file: FileView = {
  side: 'source',
  devicePath: '/data/data/com.example/files/a',
  entry: 'data/data/com.example/files/a',
  type: 'file',
  package: 'com.example',
  user: 0,
  storage: 'ce',
  domain: 'files',
  bytes: 3,
  sha256: 'aa'.repeat(32),
  modified: '2026-01-02T03:04:05Z',
  mode: 0o640,
  uid: 10_001,
  gid: 10_001,
  proof: null,
  at: 'a.tar @512',
  other: 'present',
  shadowed: false,
};
const on = (side: 'source' | 'target', more: Partial<FileView>): FileView => ({ ...file, side, ...more });
const reportOf = (files: readonly FileView[]): DiffReport => ({
  ...reportFixture(),
  apps: () => [],
  shared: () => [],
  files: () => files,
});

describe('lists of files', () => {
  test('one file a line whatever its name holds, and nothing of it hides or reorders', async () => {
    const report = reportOf([on('source', { devicePath: `/data/${HOSTILE}` }), on('target', { link: HOSTILE })]);
    for (const [writer, lines, fields] of [
      [bodyfileWriter, 2, 11],
      [hashdeepWriter, 2, 0],
      [timesketchCsvWriter, 5, 0],
    ] as const) {
      const text = await written(writer, report);
      const rows = text
        .trimEnd()
        .split('\n')
        .filter((row) => !/^[%#]/.test(row));
      expect(rows).toHaveLength(lines);
      if (fields > 0) for (const row of rows) expect(row.split('|')).toHaveLength(fields);
      expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u);
    }
  });

  test('modes as The Sleuth Kit writes them', () => {
    expect(modeText('file', 0o640)).toBe('r/rrw-r-----');
    expect(modeText('directory', 0o1771)).toBe('d/drwxrwx--t');
    expect(modeText('file', 0o4644)).toBe('r/rrwSr--r--');
    expect(modeText('symlink', null)).toBe('0');
  });

  test('the fields of a body file and of hashdeep', async () => {
    const report = reportOf([on('source', {}), on('target', { type: 'symlink', link: '../b', mode: null, uid: null })]);
    expect(await written(bodyfileWriter, report)).toBe(
      '0|/source/data/data/com.example/files/a|0|r/rrw-r-----|10001|10001|3|0|1767323045|0|0\n' +
        '0|/target/data/data/com.example/files/a -> ../b|0|0|0|10001|3|0|1767323045|0|0\n',
    );
    expect(await written(hashdeepWriter, report)).toContain(
      `3,${'aa'.repeat(32)},source/data/data/com.example/files/a\n`,
    );
  });
});

describe('Timesketch', () => {
  test('every event has what Timesketch asks for', async () => {
    const lines = (await written(timesketchWriter)).trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const event of events) {
      expect(event['message']).toEqual(expect.any(String));
      expect(event['datetime']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?\+00:00$/);
      expect(event['timestamp']).toBe(Date.parse(event['datetime'] as string) * 1000);
    }
    const tokens = events.filter((event) => event['data_type'] === 'carryover:credential');
    expect(tokens.map((event) => event['timestamp_desc'])).toEqual(['Creation Time', 'Expiration Time']);
  });

  test('times that no calendar of other tools has are left out', async () => {
    const report = reportOf([on('source', { modified: '+275760-09-13T00:00:00Z' }), on('source', { modified: null })]);
    expect((await written(timesketchWriter, report)).match(/carryover:file/g)).toBeNull();
  });
});

describe('DFXML', () => {
  const sides = (source: FileView | null, target: FileView | null): FileView[] =>
    [source, target].filter((each) => each !== null);

  test.each([
    ['matched', sides(on('source', {}), on('target', {})), 'delta:matched="1"', 0],
    ['modified', sides(on('source', {}), on('target', { sha256: 'bb'.repeat(32) })), 'delta:modified_file="1"', 1],
    ['changed', sides(on('source', {}), on('target', { mode: 0o600 })), 'delta:changed_file="1"', 1],
    ['new', sides(null, on('target', { other: 'absent' })), 'delta:new_file="1"', 0],
    ['deleted', sides(on('source', { other: 'absent' }), null), 'delta:deleted_file="1"', 1],
    ['unseen', sides(on('source', { other: 'unseen' }), null), 'co:unseen="1"', 0],
  ])('%s', async (_, files, mark, originals) => {
    const text = await written(dfxmlWriter, reportOf(files));
    expect(text).toContain(mark);
    expect(text.match(/<fileobject /g)).toHaveLength(1);
    expect(text.match(/<delta:original_fileobject>/g) ?? []).toHaveLength(originals);
    if (mark.startsWith('co:')) expect(text).not.toMatch(/delta:(?:deleted|new)_file/);
  });

  test('a file that moved is one, with where it was', async () => {
    const text = await written(dfxmlWriter);
    expect(text).not.toMatch(/delta:renamed_file/);
    const [first] = [...reportFixture().apps()].flatMap(({ artifacts }) => [...artifacts()]);
    const to = '/data/data/com.example/files/there';
    const moved = { devicePath: to, user: 0, basis: 'bytes' as const, share: 1 };
    const report: DiffReport = {
      ...reportOf([on('source', { other: 'absent' }), on('target', { devicePath: to, other: 'absent' })]),
      shared: () => [{ ...(first as NonNullable<typeof first>), devicePath: file.devicePath, moved }],
    };
    const renamed = await written(dfxmlWriter, report);
    expect(renamed.match(/<fileobject /g)).toHaveLength(1);
    expect(renamed).toContain('delta:renamed_file="1"');
    expect(renamed).toContain('<filename>data/data/com.example/files/there</filename>');
  });

  test('what one side does not say is no difference, nor is the same of two copies', async () => {
    const files = sides(on('source', {}), on('target', { uid: null, modified: null }));
    expect(await written(dfxmlWriter, reportOf(files))).toContain('delta:matched="1"');
  });

  test('children stand in the order of the schema, and any text is XML', async () => {
    const text = await written(
      dfxmlWriter,
      reportOf([on('source', { devicePath: `/data/${HOSTILE}`, link: HOSTILE })]),
    );
    for (const whole of [text, await written(dfxmlWriter)]) {
      const found = childrenInOrder(whole);
      expect(found.length).toBeGreaterThan(0);
      for (const names of found) {
        const places = names.map((name) => DFXML_ORDER.indexOf(name));
        expect(places).not.toContain(-1);
        expect(places).toEqual([...places].sort((a, b) => a - b));
      }
    }
    expect(xmlText(HOSTILE)).toBe('a|b\\x0Ac\\u{202E}gnp.\\x1B[31m&lt;&amp;&quot;&gt;\\u{FFFE},=x');
  });
});

test('SARIF holds to its schema, and the states follow from source to target', async () => {
  const document = JSON.parse(await written(sarifWriter)) as {
    runs: { results: { baselineState?: string; kind: string; level: string; properties: { status?: string } }[] }[];
  };
  const validate = new Ajv({ allErrors: true, unicodeRegExp: false }).compile(SARIF_SCHEMA);
  expect(validate(document) ? [] : validate.errors).toEqual([]);
  const states = Object.fromEntries(
    document.runs[0]?.results.map(({ properties, baselineState }) => [properties.status, baselineState ?? null]) ?? [],
  );
  expect(states).toEqual({
    carried: 'unchanged',
    changed: 'updated',
    'left-behind': 'absent',
    'new-on-target': 'new',
    unseen: null,
  });
  for (const { kind, level } of document.runs[0]?.results ?? []) expect(level === 'none').toBe(kind !== 'fail');
  expect(uriOf('/data/a b/\ud800ü?#')).toBe('data/a%20b/%EF%BF%BD%C3%BC%3F%23');
});

test('CASE: the graph conforms, and two runs name everything alike', async () => {
  const text = await written(caseWriter);
  expect(await written(caseWriter)).toBe(text);
  const quads = (await jsonld.toRDF(JSON.parse(text), { format: 'application/n-quads' })) as unknown as string;
  const data = new Store(new Parser({ format: 'N-Quads' }).parse(quads));
  const report = await new Validator(new Store(new Parser().parse(CASE_SHAPES)) as never, { maxErrors: 20 }).validate(
    data as never,
  );
  expect(report.results.map(({ path, focusNode }) => `${path?.value} ${focusNode?.value}`)).toEqual([]);
  const type = DataFactory.namedNode('http://www.w3.org/1999/02/22-rdf-syntax-ns#type');
  expect(data.getQuads(null, type, null, null).length).toBeGreaterThan(100);
  // A planted fault is seen: a relationship that comes from nowhere.
  const source = DataFactory.namedNode('https://ontology.unifiedcyberontology.org/uco/core/source');
  data.removeQuads(data.getQuads(null, source, null, null).slice(0, 1));
  const faulty = await new Validator(new Store(new Parser().parse(CASE_SHAPES)) as never, { maxErrors: 20 }).validate(
    data as never,
  );
  expect(faulty.conforms).toBe(false);
});
