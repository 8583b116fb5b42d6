import type { Options } from 'yargs';
import { Fault } from '../base/fault.ts';

/** Parsed flags, as yargs gives them. */
export type Flags = Readonly<Record<string, unknown>>;

/** An option that takes a value must be given one: `--via` alone is a mistake, not an empty path. */
export function withValues(options: Readonly<Record<string, Options>>): Record<string, Options> {
  const demanding = ([name, option]: [string, Options]): [string, Options] =>
    option.type === 'boolean' ? [name, option] : [name, { ...option, requiresArg: true }];
  return Object.fromEntries(Object.entries(options).map(demanding));
}

/**
 * yargs makes a list of what was given twice. A switch may be repeated; two values for an option that takes one are a
 * mistake. Throws Fault `usage.invalid`.
 */
export function onceEach(flags: Flags, options: Readonly<Record<string, Options>>): Flags {
  const lists = Object.entries(options).filter(([name, option]) => option.array !== true && Array.isArray(flags[name]));
  const repeated = lists.find(([, option]) => option.type !== 'boolean');
  if (repeated !== undefined) throw new Fault('usage.invalid', 'repeated', null, { option: `--${repeated[0]}` });
  return { ...flags, ...Object.fromEntries(lists.map(([name]) => [name, (flags[name] as unknown[]).at(-1)])) };
}

/**
 * What stands behind `--` is no option, whatever it begins with; yargs leaves it out of what a command takes. A name
 * that begins with a dash is handed on with the folder before it.
 */
export function withoutDashes(argv: readonly string[]): string[] {
  const at = argv.indexOf('--');
  if (at < 0) return [...argv];
  return [...argv.slice(0, at), ...argv.slice(at + 1).map((arg) => (arg.startsWith('-') ? `./${arg}` : arg))];
}

/** Nothing is read from a pipe, and no name is no folder. `names`: of what a command takes. Throws Fault `usage.invalid`. */
export function checkNames(flags: Flags, names: readonly string[], argv: readonly string[]): void {
  const isEmpty = (name: string): boolean => {
    const given = [flags[name]].flat();
    return given.length === 0 || given.includes('');
  };
  // yargs hands a dash on as nothing, or not at all.
  if (argv.some((word, i) => word === '-' && argv[i - 1]?.startsWith('-') !== true))
    throw new Fault('usage.invalid', 'dash', null);
  const name = names.find(isEmpty);
  if (name !== undefined) throw new Fault('usage.invalid', 'empty-name', null, { name });
}

/** A whole number, `least` or more. Throws Fault `usage.invalid`. */
export function wholeNumber(flags: Flags, name: string, least: number): number {
  const value = Number(flags[name]);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Fault('usage.invalid', 'number', null, { option: `--${name}`, least });
}

/** ISO 8601: a date, or a date and time; without a zone it is UTC, never the host's own. */
const ISO_TIME = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/;

/** A moment in time. Throws Fault `usage.invalid`. */
export function timeOf(text: string, option: string): Date {
  const [, day, hours, zone] = ISO_TIME.exec(text) ?? [];
  const time = new Date(day === undefined ? Number.NaN : `${day}T${hours ?? '00:00'}${zone ?? 'Z'}`);
  // A day that there is not, such as 30 February, would be taken for one in the next month.
  const isDay = day !== undefined && new Date(`${day}T00:00Z`).toJSON()?.startsWith(day) === true;
  if (!isDay || Number.isNaN(time.getTime())) throw new Fault('usage.invalid', 'time', text, { option });
  return time;
}

/** A time zone by its IANA name, as it was given; UTC unless declared. Throws Fault `usage.invalid`. */
export function timeZone(name: string | undefined): string {
  if (name === undefined) return 'UTC';
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return name;
  } catch {
    throw new Fault('usage.invalid', 'time-zone', name, {});
  }
}
