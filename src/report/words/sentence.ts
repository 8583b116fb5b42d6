import type { Args } from '../../base/args.ts';

/** Makes one sentence of the arguments of a code. Without the full stop, so that it can stand in a line. */
export type Sentence = (args: Args) => string;

/** Sentences by `code/detail`. A new one is one line. */
export type Sentences = Readonly<Record<string, Sentence>>;

const NOT_SAID = 'not stated';

/** One argument as text. */
export function said(args: Args, key: string): string {
  const value = args[key];
  return value === undefined || value === null ? NOT_SAID : String(value);
}

/** The word that stands with a count that is an argument: `one` with 1, `several` with any other. */
export const agree = (args: Args, key: string, one: string, several: string): string =>
  Number(args[key]) === 1 ? one : several;

/** A count that is an argument, with what it counts: `1 byte`, `12 bytes`. */
export const many = (args: Args, key: string, one: string, several = `${one}s`): string =>
  `${said(args, key)} ${agree(args, key, one, several)}`;

/** The text before and after an argument, or nothing at all where the argument is absent. */
export function maybe(args: Args, key: string, before = '', after = ''): string {
  const value = args[key];
  return value === undefined || value === null || value === '' ? '' : `${before}${value}${after}`;
}

/** `detail.with-dashes (bytes 12, name x)`: a sentence for a detail that has none of its own yet. */
export function plainSentence(title: string, detail: string, args: Args): string {
  const about = detail.replace(/[.\-_/]+/g, ' ').trim();
  const given = Object.entries(args)
    .filter(([, value]) => value !== null && value !== '')
    .map(([key, value]) => `${key} ${value}`)
    .join(', ');
  return `${title}${about === '' ? '' : `: ${about}`}${given === '' ? '' : ` (${given})`}`;
}

/** The sentence of a detail, or a plain one made of its code. */
export function sentenceOf(table: Sentences, title: string, code: string, detail: string, args: Args): string {
  const own = Object.hasOwn(table, `${code}/${detail}`) ? table[`${code}/${detail}`] : undefined;
  return own === undefined ? plainSentence(title, detail, args) : own(args);
}
