import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Fault, faultOfSystemError } from '../base/fault.ts';
import { globPattern } from '../base/glob.ts';
import { printable } from '../report/text/escape.ts';

/** Where passwords may come from. Never an argument: arguments are seen by every user of the machine. */
export interface PasswordSources {
  readonly files: readonly string[];
  readonly keychains: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** Passwords for a piece of evidence, most specific first: keychain, files, environment. */
export type PasswordBook = (label: string) => readonly string[];

const ENV_NAME = 'CARRYOVER_PASSWORD';

/** Reads all sources once. Throws Fault `usage.invalid` when one cannot be read. */
export function readPasswords(sources: PasswordSources): PasswordBook {
  const lines = sources.files.flatMap((path) => linesOf(read(path, '--password-file')));
  const entries = sources.keychains.flatMap((path) => keychainEntries(read(path, '--keychain'), path));
  const own = sources.env[ENV_NAME];
  const general = [...lines, ...(own === undefined ? [] : [own])];
  return (label) => {
    const name = basename(label);
    const special = entries
      .filter(({ pattern }) => pattern.test(label) || pattern.test(name))
      .map((each) => each.password);
    return [...new Set([...special, ...general])];
  };
}

function read(path: string, option: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const fault = faultOfSystemError(error, path);
    throw new Fault('usage.invalid', 'password-source', path, { option, reason: fault.detail });
  }
}

/** One password a line. Only the final newline is dropped: a trailing space may belong to the password. */
function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

interface KeychainEntry {
  readonly pattern: RegExp;
  readonly password: string;
}

/** CSV of evidence pattern (`*` and `?` stand for what they do in a shell) and password; quotes as in RFC 4180. */
function keychainEntries(text: string, path: string): KeychainEntry[] {
  const entries: KeychainEntry[] = [];
  for (const [index, line] of linesOf(text).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const fields = csvFields(line);
    const [pattern, password] = fields;
    if (pattern === undefined || password === undefined) {
      throw new Fault('usage.invalid', 'keychain-line', path, { line: index + 1 });
    }
    entries.push({ pattern: globPattern(pattern.trim()), password });
  }
  return entries;
}

function csvFields(line: string): string[] {
  const fields: string[] = [];
  const field = /(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g;
  for (const match of line.matchAll(field)) fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
  return fields;
}

/** Signals that end the question as they end the run. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The question on the terminal: sides are read at the same time, and asked about one after the other. */
let asking: Promise<unknown> = Promise.resolve();

/**
 * Asks on the terminal without showing what is typed. Null when there is no terminal, or the person gave nothing.
 * Throws Fault `interrupted` on Ctrl-C, which a terminal that hides what is typed hands on as a character.
 */
export function askPassword(label: string): Promise<string | null> {
  const answer = asking.then(() => ask(label));
  // Who was interrupted is not asked again; the one who waits for this answer hears of it.
  answer.catch(() => undefined);
  asking = answer;
  return answer;
}

async function ask(label: string): Promise<string | null> {
  const { stdin, stderr } = process;
  if (stdin.isTTY !== true || stderr.isTTY !== true) return null;
  // Hidden first, then asked: whoever answers at once must neither be seen nor be taken for a signal.
  stdin.setRawMode(true);
  stdin.resume();
  stdin.setEncoding('utf8');
  stderr.write(`password for ${printable(label)}: `);
  let typed = '';
  let stop = (): void => undefined;
  try {
    return await new Promise<string | null>((resolve, reject) => {
      stop = () => reject(new Fault('interrupted', 'signal'));
      for (const signal of STOP_SIGNALS) process.once(signal, stop);
      const onData = (text: string): void => {
        for (const char of text) {
          if (char === '\r' || char === '\n') resolve(typed === '' ? null : typed);
          else if (char === '\u0003') reject(new Fault('interrupted', 'signal'));
          else if (char === '\u0004') resolve(null);
          else if (char === '\u007f' || char === '\b') typed = [...typed].slice(0, -1).join('');
          else if (char >= ' ') typed += char;
        }
      };
      stdin.on('data', onData);
    });
  } finally {
    for (const signal of STOP_SIGNALS) process.off(signal, stop);
    stdin.removeAllListeners('data');
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}
