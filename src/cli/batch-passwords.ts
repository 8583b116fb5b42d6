import type { PlannedPair } from '../batch/plan.ts';
import type { RunOptions } from '../engine/run-options.ts';
import { type PasswordBook, readPasswords } from './passwords.ts';

/**
 * Passwords for the evidence of a pair: from the files that its plan names, then those given for all. Each file is
 * read once. Throws Fault `usage.invalid`.
 */
export function batchPasswords(
  run: Pick<RunOptions, 'passwords'>,
): (pair: PlannedPair, path: string) => readonly string[] {
  const books = new Map<string, PasswordBook>();
  return ({ passwordFile, keychain }, path) => {
    if (passwordFile === null && keychain === null) return run.passwords(path);
    const key = JSON.stringify([passwordFile, keychain]);
    let book = books.get(key);
    if (book === undefined) {
      book = readPasswords({
        files: passwordFile === null ? [] : [passwordFile],
        keychains: keychain === null ? [] : [keychain],
        env: {},
      });
      books.set(key, book);
    }
    return [...new Set([...book(path), ...run.passwords(path)])];
  };
}
