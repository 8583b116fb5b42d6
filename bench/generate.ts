import { existsSync, mkdirSync, statSync } from 'node:fs';
import { DAMAGES, writeDamaged } from './damaged.ts';
import { DATA } from './data.ts';
import { changeOneRow, writeKeyless, writeMessages } from './databases.ts';
import { writeEncrypted } from './encrypted.ts';
import { writeLarge } from './large.ts';
import { writePairSide } from './pair.ts';
import { writeTar } from './tars.ts';
import { writeTrees } from './trees.ts';

/**
 * Makes the data that is measured on: `node dist/bench/generate.js [pair] [tars] [million] [large] [databases] [damaged] [trees] [encrypted]` (default: pair).
 * Files that are there already are kept. All of it is a function of the seeds: two runs give the same bytes.
 */

const GIGABYTE = 1e9;
const LARGE_FILES = 5800;
const KEYLESS_ROWS = 100_000;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

async function once(name: string, write: (path: string) => unknown): Promise<void> {
  const path = `${DATA}/${name}`;
  if (existsSync(path)) return say(`${path}: there already, ${statSync(path).size} bytes`);
  const started = performance.now();
  const facts = await write(path);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  say(`${path}: ${statSync(path).size} bytes in ${seconds} s${facts === undefined ? '' : ` ${JSON.stringify(facts)}`}`);
}

const SETS: Readonly<Record<string, () => Promise<void>>> = {
  async pair() {
    await once('source.ab', (path) => writePairSide(path, 'source'));
    await once('target.ab', (path) => writePairSide(path, 'target'));
  },
  async damaged() {
    await once('source.ab', (path) => writePairSide(path, 'source'));
    for (const how of DAMAGES) await once(`${how}.ab`, (path) => writeDamaged(`${DATA}/source.ab`, path, how));
  },
  async trees() {
    await once('trees', writeTrees);
  },
  async encrypted() {
    await once('encrypted', writeEncrypted);
  },
  async tars() {
    await once('source-200k.tar', (path) => writeTar(path, 200_000, 'source'));
    await once('target-200k.tar', (path) => writeTar(path, 200_000, 'target'));
  },
  async million() {
    await once('source-1m.tar', (path) => writeTar(path, 1_000_000, 'source'));
    await once('target-1m.tar', (path) => writeTar(path, 1_000_000, 'target'));
  },
  async large() {
    await once('large.ab', (path) => writeLarge(path, 10 * GIGABYTE, LARGE_FILES));
  },
  async databases() {
    await once('messages.db', (path) => writeMessages(path, 2 * GIGABYTE));
    await once('messages-changed.db', (path) => changeOneRow(`${DATA}/messages.db`, path));
    await once('shuffled-source.db', (path) => writeKeyless(path, KEYLESS_ROWS, false));
    await once('shuffled-target.db', (path) => writeKeyless(path, KEYLESS_ROWS, true));
  },
};

async function main(names: readonly string[]): Promise<void> {
  mkdirSync(DATA, { recursive: true });
  for (const name of names.length > 0 ? names : ['pair']) {
    const make = SETS[name];
    if (make === undefined) throw new Error(`no such set: ${name} (there are ${Object.keys(SETS).join(', ')})`);
    await make();
  }
}

await main(process.argv.slice(2));
