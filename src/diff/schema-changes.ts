import type { Args } from '../base/args.ts';
import type { Document, Section } from '../content/reader.ts';
import type { Renamed } from './change.ts';

/** What a database declares, by the facts that its reader gives of each: `schema:NAME`, `schema.index:NAME` … */
const PREFIXES = [
  ['table', 'schema:'],
  ['index', 'schema.index:'],
  ['trigger', 'schema.trigger:'],
  ['view', 'schema.view:'],
] as const;
/** Numbers of the header that an app sets as its own marks (sqlite.org/pragma.html). */
const HEADER_NUMBERS = [
  ['user_version', 'userVersion'],
  ['application_id', 'applicationId'],
] as const;

/** Listed of one database; beyond, they are counted. */
const MOST_LISTED = 200;

/** One thing that two databases declare differently. `gone`: the source alone has it; `added`: the target alone. */
export interface SchemaChange {
  readonly kind: (typeof PREFIXES)[number][0] | 'header';
  readonly name: string;
  readonly change: 'added' | 'gone' | 'changed';
  /** Of a number of the header: what it was, and what it is. */
  readonly source?: number;
  readonly target?: number;
}

/** No records: what a schema says beside them. */
export interface SchemaChanges {
  readonly total: number;
  readonly listed: readonly SchemaChange[];
}

/** Whether tables, their columns or declared texts differ, of indexes, triggers and views too. Only rows have a schema. */
export function schemaChanged(source: Document, target: Document): boolean {
  const [a, b] = [rowSections(source), rowSections(target)];
  if (a.length !== b.length) return true;
  const twins = new Map(b.map((section) => [section.name, section]));
  if (a.some((section) => !sameColumns(section, twins.get(section.name)))) return true;
  const facts = new Set([...Object.keys(source.facts), ...Object.keys(target.facts)]);
  return [...facts].some((name) => kindOf(name) !== null && source.facts[name] !== target.facts[name]);
}

/**
 * What differs between two schemas, by kind and name; null where nothing does. Tables that were paired under another
 * name are told as renamed, and not here.
 */
export function schemaChangesOf(source: Args, target: Args, renamed: readonly Renamed[]): SchemaChanges | null {
  const [left, come] = [new Set(renamed.map((one) => one.source)), new Set(renamed.map((one) => one.target))];
  const listed: SchemaChange[] = [];
  let total = 0;
  const tell = (change: SchemaChange): void => {
    total += 1;
    if (listed.length < MOST_LISTED) listed.push(change);
  };
  for (const [name, fact] of HEADER_NUMBERS) {
    const [one, other] = [source[fact], target[fact]];
    if (typeof one !== 'number' || typeof other !== 'number' || one === other) continue;
    tell({ kind: 'header', name, change: 'changed', source: one, target: other });
  }
  for (const key of [...new Set([...Object.keys(source), ...Object.keys(target)])].sort(inOrder)) {
    const found = kindOf(key);
    if (found === null || source[key] === target[key]) continue;
    const [kind, name] = found;
    const change = source[key] === undefined ? 'added' : target[key] === undefined ? 'gone' : 'changed';
    const isRenamed =
      kind === 'table' && ((change === 'gone' && left.has(name)) || (change === 'added' && come.has(name)));
    if (!isRenamed) tell({ kind, name, change });
  }
  return total === 0 ? null : { total, listed };
}

function kindOf(fact: string): readonly [kind: SchemaChange['kind'], name: string] | null {
  for (const [kind, prefix] of PREFIXES) if (fact.startsWith(prefix)) return [kind, fact.slice(prefix.length)];
  return null;
}

/** By kind, then by name. */
function inOrder(a: string, b: string): number {
  const place = (fact: string): number => PREFIXES.findIndex(([, prefix]) => fact.startsWith(prefix));
  return place(a) - place(b) || (a < b ? -1 : a === b ? 0 : 1);
}

function rowSections(document: Document): Section[] {
  return document.sections.filter(({ partial }) => partial === 'row');
}

function sameColumns(a: Section, b: Section | undefined): boolean {
  return (
    b !== undefined && a.columns.length === b.columns.length && a.columns.every((name) => b.columns.includes(name))
  );
}
