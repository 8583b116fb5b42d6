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
  if (Number.isNaN(time.getTime())) throw new Fault('usage.invalid', 'time', text, { option });
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
