import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { openMemory } from '../../src/content/sqlite/engine.ts';
import { openResult } from '../../src/engine/saved-result.ts';
import { WRITERS } from '../../src/report/index.ts';
import { writeJson } from '../../src/report/json.ts';
import { type JsonPiece, jsonPieces, NotJson } from '../../src/report/json-pieces.ts';
import type { DiffReport } from '../../src/report/result.ts';
import { schemaCheck } from '../../src/report/schemas/check.ts';
import { schemaFor, schemaNames } from '../../src/report/schemas/index.ts';
import { datasetteMetadata } from '../../src/report/sqlite/metadata.ts';
import { writeSqlite } from '../../src/report/sqlite.ts';
import { memoryOutput, reportFixture } from '../support/report-fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'carryover-saved-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const OPTIONS = { workDir: null, signal: new AbortController().signal };
const SAVED = WRITERS.filter(({ needs }) => needs === undefined);

async function bytesOf(writer: (typeof WRITERS)[number], report: DiffReport): Promise<string> {
  const chunks: Buffer[] = [];
  await writer.write(report, {
    async write(chunk) {
      chunks.push(Buffer.from(chunk));
    },
  });
  return Buffer.concat(chunks).toString('latin1');
}

async function jsonOf(report: DiffReport): Promise<string> {
  const out = memoryOutput();
  await writeJson(report, out);
  return out.text();
}

function saved(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function faultOf(text: string): Promise<string> {
  try {
    (await openResult(saved('bad.json', text), OPTIONS)).close();
    return 'none';
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return `${error.code}/${error.detail} ${Object.values(error.args).join(' ')}`.trim();
  }
}

describe('a saved result', () => {
  test('renders to the same bytes whatever order the fields of a finding were put together in', async () => {
    const live = reportFixture({ changes: false });
    const turned = <T extends object>(view: T): T => Object.fromEntries(Object.entries(view).reverse()) as T;
    const report: DiffReport = {
      ...live,
      *findings() {
        for (const finding of live.findings()) yield turned(finding);
      },
    };
    const result = await openResult(saved('turned.json', await jsonOf(report)), OPTIONS);
    try {
      for (const writer of SAVED)
        expect({ [writer.id]: await bytesOf(writer, result.report) }).toEqual({
          [writer.id]: await bytesOf(writer, report),
        });
    } finally {
      result.close();
    }
  });

  test.each([true, false])('renders to the same bytes as the comparison itself (changes: %s)', async (changes) => {
    const report = reportFixture({ changes });
    const result = await openResult(saved('result.json', await jsonOf(report)), OPTIONS);
    try {
      for (const writer of SAVED)
        expect(await bytesOf(writer, result.report), writer.id).toBe(await bytesOf(writer, report));
    } finally {
      result.close();
    }
  });

  test('may have been laid out otherwise', async () => {
    const text = await jsonOf(reportFixture({ changes: true }));
    for (const indent of [0, 1, '\t']) {
      const turned = Object.fromEntries(Object.entries(JSON.parse(text) as object).reverse());
      const result = await openResult(saved('other.json', JSON.stringify(turned, null, indent)), OPTIONS);
      expect(await jsonOf(result.report)).toBe(text);
      result.close();
    }
  });

  test('that is none, is cut or is wrong ends in a fault that tells where', async () => {
    const text = await jsonOf(reportFixture({ changes: true }));
    expect(await faultOf('')).toBe('usage.invalid/not-a-saved-result');
    expect(await faultOf('[]')).toBe('usage.invalid/not-a-saved-result');
    expect(await faultOf('7')).toBe('usage.invalid/not-a-saved-result');
    expect(await faultOf('{"schema":"carryover.info/1"}')).toBe('usage.invalid/not-a-saved-result');
    expect(await faultOf('SQLite format 3\u0000')).toBe('usage.invalid/not-a-saved-result');
    expect(await faultOf(text.slice(0, 9000))).toMatch(/^evidence.unreadable\/result.json 9\d+$/);
    expect(await faultOf(`${text}x`)).toMatch(/^evidence.unreadable\/result.json \d+$/);
    expect(await faultOf(text.replace('"verdict":"carried"', '"verdict":"won"'))).toBe(
      'evidence.unreadable/result.shape apps[].artifacts[].verdict',
    );
    const without = (turn: (result: { apps: { artifacts: unknown[] }[]; findings: unknown[] }) => void): string => {
      const result = JSON.parse(text);
      turn(result);
      return JSON.stringify(result);
    };
    const counts = /^evidence.unreadable\/result.counts /;
    expect(await faultOf(without(({ apps }) => apps.pop()))).toMatch(counts);
    expect(await faultOf(without(({ apps }) => apps[0]?.artifacts.pop()))).toMatch(counts);
    expect(await faultOf(without((result) => result.findings.splice(0)))).toMatch(counts);
    expect(await faultOf(without((result) => result.apps.push(...result.apps)))).toMatch(counts);
    expect(await faultOf(text.replace('"gravity":"damage"', '"gravity":7'))).toBe(
      'evidence.unreadable/result.shape notices[].gravity',
    );
    expect(await faultOf(text.replace(/ {2}"summary": .*\n/, ''))).toBe('evidence.unreadable/result.shape summary');
    expect(await faultOf(text.replace('"user":0', '"user":tru'))).toMatch(/^evidence.unreadable\/result.shape apps/);
  });
});

test('a document comes apart the same however its bytes come', () => {
  const text = '{ "a" : [ {"b\\"":[1,{"c":"]}"}]} , 2.5e3,"é\\\\" ] ,"d":{},"e":[],"f" : null }\n';
  const run = (size: number): JsonPiece[] => {
    const found: JsonPiece[] = [];
    const pieces = jsonPieces(
      (path) => ['', 'a', 'e'].includes(path),
      (piece) => found.push(piece),
    );
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
    pieces.end();
    return found;
  };
  const whole = run(1000);
  expect(whole).toEqual([
    { type: 'value', path: 'a[]', text: '{"b\\"":[1,{"c":"]}"}]}' },
    { type: 'value', path: 'a[]', text: '2.5e3' },
    { type: 'value', path: 'a[]', text: '"é\\\\"' },
    { type: 'end', path: 'a' },
    { type: 'value', path: 'd', text: '{}' },
    { type: 'end', path: 'e' },
    { type: 'value', path: 'f', text: 'null' },
    { type: 'end', path: '' },
  ]);
  for (const size of [1, 2, 3, 7]) expect(run(size)).toEqual(whole);
  for (const bad of ['{"a":[1,]}', '{"a" 1}', '{"a":[1}}', '{,}', '{"a":[]', '{} {}', '{"a":[1 2]}']) {
    const pieces = jsonPieces(
      (path) => ['', 'a'].includes(path),
      () => undefined,
    );
    expect(() => {
      pieces.push(Buffer.from(bad));
      pieces.end();
    }, bad).toThrow(NotJson);
  }
});

test('every schema is made of keywords that the check knows, and it finds what is wrong', () => {
  for (const name of schemaNames()) expect(schemaCheck(schemaFor(name) ?? {})({}), name).not.toBeNull();
  const check = schemaCheck(schemaFor('extract') ?? {});
  expect(check({ schema: 'carryover.extract/1', files: 1, bytes: 2, folder: 'x' })).toBeNull();
  expect(check({ schema: 'carryover.extract/1', files: -1, bytes: 2, folder: 'x' })).toBe('files');
});

describe('SQLite', () => {
  const image = async (): Promise<Buffer> => {
    const chunks: Uint8Array[] = [];
    await writeSqlite(reportFixture({ changes: true }), {
      async write(chunk) {
        chunks.push(chunk as Uint8Array);
      },
    });
    return Buffer.concat(chunks);
  };

  test('has equal bytes for equal reports, sound and without a journal', async () => {
    const one = await image();
    expect(one.equals(await image())).toBe(true);
    const db = openMemory(one);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(db.pragma('foreign_key_check')).toEqual([]);
    db.close();
  });

  test('answers what the metadata for Datasette promises', async () => {
    const db = openMemory(await image());
    const metadata = JSON.parse(datasetteMetadata('result')) as {
      databases: Record<
        string,
        { tables: Record<string, { facets?: string[] }>; queries: Record<string, { title: string; sql: string }> }
      >;
    };
    const { tables, queries } = metadata.databases['result'] ?? { tables: {}, queries: {} };
    const names = db.prepare("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").pluck().all();
    expect(Object.keys(tables).sort()).toEqual([...names].sort());
    for (const [name, { facets = [] }] of Object.entries(tables)) {
      const columns = db
        .prepare(`SELECT * FROM ${name}`)
        .columns()
        .map((column) => column.name);
      expect(columns).toEqual(expect.arrayContaining(facets));
    }
    expect(Object.keys(queries).length).toBeGreaterThanOrEqual(6);
    const values = { package: 'com.example.travel', sha256: 'none' };
    const counts = Object.entries(queries).map(([name, { sql }]) => [name, db.prepare(sql).all(values).length]);
    expect(Object.fromEntries(counts)).toMatchObject({
      who_crossed: 7,
      matrix_of_app: 7,
      sessions: 1,
      differences: 0,
      by_hash: 0,
    });
    db.close();
  });
});
