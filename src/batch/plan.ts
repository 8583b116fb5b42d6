import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import type { EvidenceName } from '../engine/side-request.ts';
import type { SideName } from '../report/result.ts';
import { matches } from './glob.ts';
import { csvRows } from './table.ts';

/** What one line of a plan asks for, its paths found. */
export interface PlannedPair {
  readonly id: string;
  readonly source: EvidenceName;
  readonly target: EvidenceName;
  readonly bundle: EvidenceName | null;
  /** The paths seen from the folder of the plan: the same on every machine. */
  readonly names: Readonly<Record<SideName, string | null>>;
  /** Where passwords for this pair are: never the passwords themselves. */
  readonly passwordFile: string | null;
  readonly keychain: string | null;
  /** Columns that carryover does not know, carried through. */
  readonly columns: Readonly<Record<string, string>>;
}

/** What is wrong with a plan: all of it is told at once. `code` picks the sentence (report/words/batch). */
export interface PlanProblem {
  readonly code:
    | 'empty'
    | 'no-column'
    | 'unknown-line'
    | 'no-id'
    | 'bad-id'
    | 'duplicate-id'
    | 'no-path'
    | 'missing'
    | 'many'
    | 'same'
    | 'too-many-fields'
    | 'column-twice';
  /** Line of the plan, from 1. */
  readonly line: number;
  readonly args: Readonly<Record<string, string | number>>;
}

export interface Plan {
  readonly pairs: readonly PlannedPair[];
  readonly problems: readonly PlanProblem[];
}

export interface PlanOptions {
  /** Patterns that name several files give every source with every target. */
  readonly matrix: boolean;
  /** Evidence that is not there is left to the pairs that name it. */
  readonly allowMissing?: boolean;
}

/** Columns of a plan. A name of several words may be written with `-`, `_` or in camel case. */
const OWN = ['id', 'source', 'target', 'via', 'sourceas', 'targetas', 'viaas', 'passwordfile', 'keychain'] as const;
type Own = (typeof OWN)[number];
const NEEDED: readonly Own[] = ['id', 'source', 'target'];

const plainName = (name: string): string => name.trim().replace(/[-_ ]/g, '').toLowerCase();
/** An id names a folder: no slash, no control character, no dot in front. */
const ID = /^(?!\.)[^/\\\p{Cc}]{1,120}$/u;

interface Row {
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;
}

/** Rows of CSV with a header, or of NDJSON: told apart by the first character. */
function rowsOf(text: string, problems: PlanProblem[]): Row[] {
  const plain = text.replace(/^\ufeff/, '');
  return plain.trimStart().startsWith('{') ? objectRows(plain, problems) : tableRows(plain, problems);
}

function objectRows(text: string, problems: PlanProblem[]): Row[] {
  const rows: Row[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no object');
      const cells = Object.entries(value).filter(([, cell]) => cell !== null);
      const text = (cell: unknown): string => (typeof cell === 'object' ? JSON.stringify(cell) : String(cell));
      rows.push({ line: i + 1, cells: new Map(cells.map(([name, cell]) => [name, text(cell)])) });
    } catch {
      problems.push({ code: 'unknown-line', line: i + 1, args: {} });
    }
  }
  return rows;
}

function tableRows(text: string, problems: PlanProblem[]): Row[] {
  const [header, ...lines] = csvRows(text);
  if (header === undefined) return [];
  const names = header.fields.map((name) => name.trim());
  const plain = names.map(plainName);
  for (const name of NEEDED) {
    if (!plain.includes(name)) problems.push({ code: 'no-column', line: header.line, args: { column: name } });
  }
  for (const [i, name] of plain.entries()) {
    if (plain.indexOf(name) !== i)
      problems.push({ code: 'column-twice', line: header.line, args: { column: names[i] as string } });
  }
  return lines.map(({ line, fields }) => {
    if (fields.length > names.length)
      problems.push({ code: 'too-many-fields', line, args: { fields: fields.length, columns: names.length } });
    return { line, cells: new Map(names.map((name, i) => [name, (fields[i] ?? '').trim()])) };
  });
}

/**
 * Reads a plan whole before anything of it runs. Paths are relative to the folder that the plan lies in. Whatever is
 * wrong is in `problems`, and then `pairs` is not to be used.
 */
export function readPlan(text: string, planPath: string, options: PlanOptions): Plan {
  const problems: PlanProblem[] = [];
  const folder = dirname(planPath);
  const rows = rowsOf(text, problems);
  if (rows.length === 0 && problems.length === 0) problems.push({ code: 'empty', line: 1, args: {} });
  if (problems.some(({ code }) => code === 'no-column')) return { pairs: [], problems };
  const seen = new Map<string, number>();
  for (const { cells, line } of rows) {
    // Some file systems take two spellings for one name.
    const id = [...cells].find(([name]) => plainName(name) === 'id')?.[1] ?? '';
    const first = seen.get(id.toLowerCase());
    if (first === undefined) seen.set(id.toLowerCase(), line);
    else if (id !== '') problems.push({ code: 'duplicate-id', line, args: { id, first } });
  }
  const pairs = rows.flatMap((row) => pairsOf(row, folder, options, problems));
  return { pairs, problems };
}

function pairsOf(
  { line, cells }: Row,
  folder: string,
  { matrix, allowMissing = false }: PlanOptions,
  problems: PlanProblem[],
): PlannedPair[] {
  const own = new Map<string, string>();
  const columns: Record<string, string> = {};
  for (const [name, cell] of cells) {
    const plain = plainName(name);
    if ((OWN as readonly string[]).includes(plain)) own.set(plain, cell);
    else columns[name] = cell;
  }
  const cell = (name: Own): string | null => {
    const text = own.get(name);
    return text === undefined || text === '' ? null : text;
  };
  const tell = (code: PlanProblem['code'], args: PlanProblem['args'] = {}): null => {
    problems.push({ code, line, args });
    return null;
  };
  const id = cell('id');
  if (id === null) tell('no-id');
  else if (!ID.test(id)) tell('bad-id', { id });
  const found = (name: 'source' | 'target' | 'via', many: boolean): readonly string[] => {
    const pattern = cell(name);
    if (pattern === null) {
      if (name !== 'via') tell('no-path', { column: name });
      return [];
    }
    const paths = matches(pattern, folder);
    if (paths.length === 0) {
      // A path may go on inside a container.
      const outer = matches(dirname(pattern), folder).some((path) => existsSync(path) && statSync(path).isFile());
      if (outer) return [isAbsolute(pattern) ? pattern : join(folder, pattern)];
      if (allowMissing && !/[*?]/.test(pattern)) return [isAbsolute(pattern) ? pattern : join(folder, pattern)];
      tell('missing', { column: name, path: pattern });
    } else if (paths.length > 1 && !many) tell('many', { column: name, path: pattern, found: paths.length });
    return paths;
  };
  const sources = found('source', matrix);
  const targets = found('target', matrix);
  const via = found('via', false)[0] ?? null;
  for (const name of ['passwordfile', 'keychain'] as const) {
    const path = cell(name);
    if (path !== null && matches(path, folder).length !== 1) tell('missing', { column: name, path });
  }
  const secretPath = (name: 'passwordfile' | 'keychain'): string | null => {
    const path = cell(name);
    return path === null ? null : (matches(path, folder)[0] ?? null);
  };
  const products = sources.flatMap((source, i) =>
    targets
      .filter((target) => target !== source || sources.length + targets.length === 2)
      .map((target) => {
        const j = targets.indexOf(target);
        const single = sources.length === 1 && targets.length === 1;
        return { source, target, id: single ? (id ?? '') : `${id ?? ''}-${i + 1}-${j + 1}` };
      }),
  );
  if (sources.length > 0 && targets.length > 0 && products.length === 0) tell('same', {});
  const name = (path: string): string => (isAbsolute(path) ? relative(folder, path) : path);
  return products.map((product) => ({
    id: product.id,
    source: { path: product.source, as: cell('sourceas') },
    target: { path: product.target, as: cell('targetas') },
    bundle: via === null ? null : { path: via, as: cell('viaas') },
    names: { source: name(product.source), bundle: via === null ? null : name(via), target: name(product.target) },
    passwordFile: secretPath('passwordfile'),
    keychain: secretPath('keychain'),
    columns,
  }));
}
