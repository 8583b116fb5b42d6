import { styleText } from 'node:util';
import { printable } from './escape.ts';

/** How a text rendering is shown. `pipe`: rows for another program, without colour or talk. */
export interface TextOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: boolean;
  /** False: ASCII alone, for terminals that show nothing else. */
  readonly unicode: boolean;
  readonly pipe: boolean;
}

export const DEFAULT_WIDTH = 100;
/** Below this the columns would say nothing: on a narrower terminal the lines break. */
const NARROWEST = 40;
const WIDEST = 240;

export const PLAIN_TEXT: TextOptions = { width: DEFAULT_WIDTH, color: false, unicode: true, pipe: false };

export type Ink = 'carried' | 'partly' | 'differs' | 'left' | 'new' | 'quiet' | 'strong' | 'warning' | 'damage';

type Format = Parameters<typeof styleText>[0];

/** Colours are never the only sign: each also has its symbol or word. */
const INKS: Readonly<Record<Ink, Format>> = {
  carried: ['green', 'bold'],
  partly: 'yellow',
  differs: 'magenta',
  left: 'blue',
  new: 'cyan',
  quiet: 'gray',
  strong: 'bold',
  warning: 'yellow',
  damage: ['red', 'bold'],
};

/** Signs of the matrix and the lists, each one column wide. */
export interface Signs {
  readonly carried: string;
  readonly partly: string;
  readonly differs: string;
  readonly notCompared: string;
  readonly left: string;
  readonly new: string;
  readonly none: string;
  readonly unseen: string;
  readonly dot: string;
  readonly rule: string;
  readonly more: string;
  readonly arrow: string;
}

const UNICODE_SIGNS: Signs = {
  carried: '●',
  partly: '◐',
  differs: '×',
  notCompared: '~',
  left: '○',
  new: '+',
  none: '·',
  unseen: '?',
  dot: '·',
  rule: '─',
  more: '…',
  arrow: '→',
};

const ASCII_SIGNS: Signs = {
  carried: '#',
  partly: '/',
  differs: 'x',
  notCompared: '~',
  left: 'o',
  new: '+',
  none: '.',
  unseen: '?',
  dot: '-',
  rule: '-',
  more: '...',
  arrow: '->',
};

const BEYOND_ASCII = /[^\x20-\x7e]/gu;

/** What the parts of a text rendering draw with. */
export interface Page {
  readonly width: number;
  readonly signs: Signs;
  /** Colours a text that has its final width; as it is where colour is off. */
  ink(ink: Ink, text: string): string;
  /** Evidence or a sentence, safe to print on this terminal. */
  text(text: string): string;
}

export function page(options: TextOptions): Page {
  const ascii = (character: string): string => {
    if (character === '→') return '->';
    if (character === '…') return '...';
    if (character === '·' || character === '─') return '-';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`;
  };
  return {
    width: Math.min(WIDEST, Math.max(NARROWEST, options.width)),
    signs: options.unicode ? UNICODE_SIGNS : ASCII_SIGNS,
    ink: (ink, text) => (options.color && text !== '' ? styleText(INKS[ink], text, UNCHECKED) : text),
    text: options.unicode ? printable : (text) => printable(text).replace(BEYOND_ASCII, ascii),
  };
}

/** Whether colour is wanted was decided by the caller: styleText is not to look at stdout itself. */
const UNCHECKED = { validateStream: false } as const;

/**
 * Whether to colour: `--color` decides; on `auto`, NO_COLOR (no-color.org) and FORCE_COLOR, then whether the output
 * is a terminal that can.
 */
export function wantsColor(
  choice: 'auto' | 'always' | 'never',
  terminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  if (choice !== 'auto') return choice === 'always';
  if ((environment['NO_COLOR'] ?? '') !== '') return false;
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0';
  return terminal && environment['TERM'] !== 'dumb';
}

/** Whether the terminal shows more than ASCII, by its locale; on Windows, where it says that it is a modern one. */
export function wantsUnicode(
  environment: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (platform === 'win32') return environment['WT_SESSION'] !== undefined || environment['TERM_PROGRAM'] !== undefined;
  const locale = environment['LC_ALL'] || environment['LC_CTYPE'] || environment['LANG'] || '';
  return environment['TERM'] !== 'linux' && /utf-?8/i.test(locale);
}
