#!/usr/bin/env node
// Answers --version before anything is loaded; everything else is in the built main.
import { readFileSync, writeSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

const STDOUT = 1;
const NOT_BUILT = 3;

/** The command line as it was built; null, and a line on stderr, where a file of the build is missing. */
async function load() {
  try {
    return (await import('../dist/src/cli/main.js')).main;
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    process.stderr.write(
      'carryover: engine missing (engine.missing): carryover is not built here, or not whole; run npm ci in the folder of carryover\n',
    );
    return null;
  }
}

if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  const facts = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  try {
    writeSync(STDOUT, `${facts.version}\n`);
  } catch {
    // The main says in its words why stdout does not take it.
    await run();
  }
} else {
  await run();
}

async function run() {
  // A run lasts seconds: the optimising compiler would cost more than it gives before code has run ten times as long.
  // V8 11 (Node 20) and 12 (Node 22) count it each in its own way, and say so on stderr where they do not know a flag.
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1500000');
  if (process.versions.v8.startsWith('12.')) setFlagsFromString('--invocation-count-for-turbofan=10000');
  // Most of what is collected are bodies outside the heap, which is small: marking it at once costs less than by steps.
  setFlagsFromString('--no-incremental-marking');
  const main = await load();
  // As the fault engine.missing, whose words are in the build too: 3 is its exit code.
  process.exitCode = main === null ? NOT_BUILT : await main(process.argv.slice(2));
}
