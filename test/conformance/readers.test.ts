import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { chromiumFacts } from '../../src/content/chromium/store.ts';
import { READERS, readersFor, sightingOf, VIEWERS } from '../../src/content/index.ts';
import { ContentFault, type Document, type PartRole, type Parts, type Reader } from '../../src/content/reader.ts';
import { unwrap, wrapped } from '../../src/content/unwrap.ts';
import type { Value } from '../../src/content/value.ts';
import { changesOf } from '../../src/diff/changes.ts';
import { logicalDigest } from '../../src/diff/logical-digest.ts';
import { compareDocuments } from '../../src/diff/records.ts';
import { contentOf } from '../support/documents.ts';

const CORPUS = fileURLToPath(new URL('../../corpus/readers/', import.meta.url));
const CUTS = 40;
const FLIPS = 30;
const GOLDEN_ROWS = 50;
const GOLDEN_CHARACTERS = 400;
const PART_ENDINGS: Readonly<Record<string, PartRole>> = {
  '-wal': 'wal',
  '-journal': 'journal',
  '-shm': 'shm',
  '.bak': 'bak',
  '.crc': 'crc',
};
/** The name on the phone, where a reader knows its content by one name alone. */
const ONLY_NAMES: Readonly<Record<string, string>> = { 'miui-agent': '_tmp_bak' };
const poll = (): void => undefined;

interface Case {
  readonly name: string;
  readonly bytes: ReadonlyMap<PartRole, Uint8Array>;
  /** The part that is cut and damaged: the main one, of a folder the largest. */
  readonly focus: PartRole;
}

/** Files of a reader's folder, each with the parts that lie beside it. */
function casesOf(reader: Reader): Case[] {
  const folder = `${CORPUS}${reader.id}/`;
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => !name.endsWith('.md'));
  const mains = names.filter((name) => !Object.keys(PART_ENDINGS).some((ending) => name.endsWith(ending)));
  return mains.map((name) => {
    if (statSync(folder + name).isDirectory()) return folderCase(name, `${folder}${name}/`);
    const bytes = new Map<PartRole, Uint8Array>([['main', readFileSync(folder + name)]]);
    for (const [ending, role] of Object.entries(PART_ENDINGS)) {
      if (names.includes(name + ending)) bytes.set(role, readFileSync(folder + name + ending));
    }
    return { name, bytes, focus: 'main' as const };
  });
}

/** A store that is a folder: its files by name. */
function folderCase(name: string, folder: string): Case {
  const files = readdirSync(folder).map((file) => [`./${file}` as PartRole, readFileSync(folder + file)] as const);
  const [largest] = [...files].sort(([, a], [, b]) => b.length - a.length);
  return { name, bytes: new Map(files), focus: largest?.[0] ?? 'main' };
}

function partsOf(bytes: ReadonlyMap<PartRole, Uint8Array>): Parts {
  return new Map([...bytes].map(([role, part]) => [role, contentOf(part)]));
}

function withMain(one: Case, main: Uint8Array): Parts {
  return partsOf(new Map([...one.bytes, [one.focus, main]]));
}

/** A document, or the fault; anything else that is thrown is a failure. */
function readOrFault(reader: Reader, parts: Parts): Document | ContentFault {
  try {
    const opened = unwrap(parts);
    return opened === null ? reader.read(parts, poll) : wrapped(reader.read(opened.parts, poll), opened);
  } catch (error) {
    if (error instanceof ContentFault) return error;
    throw error;
  }
}

function total(document: Document): { records: number; telling: number } {
  let [records, telling] = [0, 0];
  for (const section of document.sections) {
    const counts = section.counts();
    records += counts.records;
    telling += counts.telling;
  }
  return { records, telling };
}

/** What a reader makes of a case, in lines: facts, notices, and the first records of each section. */
function transcript(document: Document | ContentFault): string {
  if (document instanceof ContentFault)
    return `fault ${JSON.stringify({ detail: document.detail, ...document.args })}\n`;
  const lines = [`facts ${JSON.stringify(document.facts)}`];
  for (const { detail, lost, args } of document.notices)
    lines.push(`notice ${JSON.stringify({ detail, lost, ...args })}`);
  const chromium = chromiumFacts(document, () => undefined);
  if (chromium !== null) lines.push(`chromium ${JSON.stringify(chromium)}`);
  for (const section of document.sections) {
    const { name, columns, keys, ordered, partial } = section;
    lines.push(`section ${JSON.stringify({ name, columns, keys, ordered, partial, ...section.counts() })}`);
    let shown = 0;
    for (const row of section.records()) {
      if (shown === GOLDEN_ROWS) break;
      lines.push(`  ${JSON.stringify(row.map(typed)).slice(0, GOLDEN_CHARACTERS)}`);
      shown += 1;
    }
  }
  let shown = 0;
  for (const { section, columns, row, state, grade, at } of document.past?.() ?? []) {
    if (shown === GOLDEN_ROWS) break;
    const fields = JSON.stringify({ columns, row: row.map(typed) }).slice(0, GOLDEN_CHARACTERS);
    lines.push(`past ${section} ${state} ${grade} ${at} ${fields}`);
    shown += 1;
  }
  document[Symbol.dispose]();
  return `${lines.join('\n')}\n`;
}

/** A value with its type, where JSON alone would lose it. */
function typed(value: Value): unknown {
  if (typeof value === 'bigint') return { integer: String(value) };
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return { blob: Buffer.from(value).toString('hex') };
  return 'real' in value ? { real: String(value.real) } : { rawText: Buffer.from(value.text).toString('hex') };
}

for (const reader of [...READERS, ...VIEWERS]) {
  const cases = casesOf(reader);

  describe(reader.id, () => {
    test('has cases', () => {
      expect(cases.length).toBeGreaterThan(3);
    });

    for (const one of cases) {
      describe(one.name, () => {
        const main = one.bytes.get(one.focus) as Uint8Array;

        test('against itself there is no change', () => {
          const first = readOrFault(reader, partsOf(one.bytes));
          const second = readOrFault(reader, partsOf(one.bytes));
          if (first instanceof ContentFault || second instanceof ContentFault) {
            expect(second).toEqual(first);
            return;
          }
          using a = first;
          using b = second;
          expect(logicalDigest(a)).toBe(logicalDigest(b));
          expect([...changesOf(a, b)]).toEqual([]);
          const plain = compareDocuments(a, b, { skipEqual: false });
          expect(plain.likeness).toBe('content');
          expect({ records: plain.counts.same, telling: plain.counts.telling }).toEqual(total(a));
          expect(compareDocuments(a, b)).toEqual(plain);
        });

        test('reads as the golden file says', async () => {
          const document = readOrFault(reader, partsOf(one.bytes));
          await expect(transcript(document)).toMatchFileSnapshot(`../golden/readers/${reader.id}/${one.name}.txt`);
        });

        test('counts are those of the records, and rows are as wide as their columns', () => {
          const document = readOrFault(reader, partsOf(one.bytes));
          if (document instanceof ContentFault) return;
          using held = document;
          for (const section of held.sections) {
            let records = 0;
            for (const row of section.records()) {
              expect(row).toHaveLength(section.columns.length);
              records += 1;
            }
            if (held.notices.every(({ lost }) => !lost)) expect(section.counts().records, section.name).toBe(records);
            expect(section.defaults).toHaveLength(section.columns.length);
          }
          expect(held.counts()).toEqual(total(held));
        });

        test('cut: a document or a ContentFault', () => {
          const step = Math.max(1, Math.floor(main.length / CUTS));
          for (let length = 0; length < main.length; length += step) {
            const document = readOrFault(reader, withMain(one, main.subarray(0, length)));
            if (document instanceof ContentFault) continue;
            using held = document;
            for (const section of held.sections) for (const row of section.records()) void row;
            for (const record of held.past?.() ?? []) void record;
            total(held);
          }
        });

        test('bytes flipped: a document or a ContentFault', () => {
          let state = 1;
          const next = (below: number): number => {
            state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
            return Math.floor((state / 2 ** 32) * below);
          };
          for (let round = 0; round < FLIPS && main.length > 0; round += 1) {
            const bytes = new Uint8Array(main);
            for (let i = 0; i <= main.length / 100; i += 1) bytes[next(bytes.length)] = next(256);
            const document = readOrFault(reader, withMain(one, bytes));
            if (document instanceof ContentFault) continue;
            using held = document;
            const twin = readOrFault(reader, withMain(one, bytes));
            if (twin instanceof ContentFault) throw twin;
            using other = twin;
            expect(compareDocuments(held, other, { skipEqual: false }).counts).toMatchObject({
              sourceOnly: 0,
              targetOnly: 0,
              changed: 0,
            });
          }
        });

        test('the bytes are left alone', () => {
          const before = new Uint8Array(main);
          const document = readOrFault(reader, partsOf(one.bytes));
          if (!(document instanceof ContentFault)) {
            for (const section of document.sections) for (const row of section.records()) void row;
            document[Symbol.dispose]();
          }
          expect(Buffer.compare(before, main)).toBe(0);
        });
      });
    }
  });
}

function opened(parts: Parts): Parts {
  return unwrap(parts)?.parts ?? parts;
}

test('each reader claims most of its own cases before the others', () => {
  for (const reader of READERS) {
    const cases = casesOf(reader);
    const first = cases.filter(
      ({ name, bytes }) =>
        readersFor(sightingOf(opened(partsOf(bytes)), ONLY_NAMES[reader.id] ?? name))[0]?.id === reader.id,
    );
    expect(first.length, reader.id).toBeGreaterThan(cases.length / 2);
  }
});
