import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect } from 'vitest';
import { seeded } from '../../corpus/encode/seed.ts';
import { type Builder, database } from '../../corpus/encode/sqlite.ts';
import { type WarmCli, warmCli } from './warm-cli.ts';

/** The built command on small evidence made for one sentence of the contract, and its result as JSON. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where the built command is, if not here. */
const BUILT = process.env['CARRYOVER_ROOT'] ?? ROOT;
export const built = existsSync(join(BUILT, 'dist/src/cli/main.js'));
if (!built) process.stderr.write('contract: skipped, dist/ is not built (npm run build)\n');

export const AT = '2024-01-03T00:00:00Z';
/** Modification time of all files that tests make, seconds since 1970. */
export const MTIME = Date.UTC(2023, 5, 1) / 1000;
/** A command that hangs is a failure, not a wait. */
const LONGEST_MS = 300_000;

export type Bytes = Uint8Array | string;
export type Tree = Record<string, Bytes>;

export interface Records {
  readonly same: number;
  readonly changed: number;
  readonly sourceOnly: number;
  readonly targetOnly: number;
  readonly telling: number;
}

export interface Artifact {
  readonly devicePath: string;
  readonly storage: string | null;
  readonly domain: string | null;
  readonly path: string;
  readonly kind: string;
  readonly verdict: string;
  readonly likeness: string | null;
  readonly route: string | null;
  readonly compared?: string;
  readonly moved: { devicePath: string; user: number; basis: string; share: number } | null;
  readonly schemaChanged: boolean;
  readonly similarity?: number;
  readonly copies?: readonly { devicePath: string; user: number; basis: string; package?: string | null }[];
  readonly similar?: readonly { devicePath: string; user: number; basis: string; share: number }[];
  readonly reason?: { side: string; code: string; at: string | null };
  readonly source: { entry: string; parts: readonly { role: string }[] } | null;
  readonly target: { entry: string; parts: readonly { role: string }[] } | null;
  readonly records: Records | null;
}

export interface App {
  readonly package: string;
  readonly user: number;
  readonly verdict: string;
  readonly because: readonly string[];
  readonly coverage: string;
  readonly versionCode: { source: string | null; target: string | null };
  readonly movedTo?: { user: number };
  readonly artifacts: readonly Artifact[];
}

export interface Finding {
  readonly id: string;
  readonly package: string | null;
  readonly user: number;
  readonly devicePath: string;
  readonly where: string | null;
  readonly status: string;
  readonly portability: string;
  readonly expiry: string;
  readonly certainty: string;
  readonly secret: {
    shape: string;
    length: number;
    preview: string | null;
    fingerprint: string | null;
    value?: unknown;
  };
  readonly target?: { devicePath: string; where: string | null };
  readonly targetSecret?: { fingerprint: string | null };
}

export interface Result {
  readonly run: Record<string, unknown>;
  readonly evidence: Record<string, Record<string, unknown>>;
  readonly summary: {
    apps: Record<string, number>;
    artifacts: Record<string, number>;
    credentials: Record<string, number>;
  };
  readonly apps: readonly App[];
  readonly shared: readonly Artifact[];
  readonly findings: readonly Finding[];
  readonly notices: readonly {
    side: string;
    code: string;
    gravity: string;
    detail: string;
    args: Readonly<Record<string, unknown>>;
  }[];
}

/** A folder for the evidence of one test file, removed afterwards, and the command run in it. */
export interface Workspace {
  readonly path: (name: string) => string;
  put(path: string, bytes: Bytes): string;
  /** A folder with these files. */
  folder(name: string, files: Tree): string;
  carryover(args: readonly string[], env?: Readonly<Record<string, string>>): Ran;
  /** The result of a comparison that ends with one of the given exit codes. */
  diff(source: string, target: string, more?: readonly string[], exits?: readonly number[]): Result;
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function workspace(): Workspace {
  const temp = mkdtempSync(join(tmpdir(), 'contract-'));
  afterAll(() => rmSync(temp, { recursive: true, force: true }));
  const path = (name: string): string => join(temp, name);
  const put = (name: string, bytes: Bytes): string => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), bytes);
    utimesSync(path(name), MTIME, MTIME);
    return path(name);
  };
  let warm: WarmCli | null = null;
  const carryover: Workspace['carryover'] = (args, env = {}) => {
    warm ??= warmCli(BUILT, { ...process.env, SOURCE_DATE_EPOCH: '' }, LONGEST_MS);
    const { status, stdout, stderr } = warm.run(args, temp, env);
    return { status, stdout, stderr };
  };
  return {
    path,
    put,
    carryover,
    folder(name, files) {
      for (const [file, bytes] of Object.entries(files)) put(`${name}/${file}`, bytes);
      return path(name);
    },
    diff(source, target, more = [], exits = [0]) {
      const run = carryover(['diff', source, target, '--at', AT, '--format', 'json', ...more]);
      expect(exits, run.stderr).toContain(run.status);
      return JSON.parse(run.stdout) as Result;
    },
  };
}

export const appOf = (result: Result, name: string, user = 0): App => {
  const app = result.apps.find((one) => one.package === name && one.user === user);
  if (app === undefined) throw new Error(`no app ${name} of user ${user}`);
  return app;
};

export function artifactOf(result: Result, devicePath: string): Artifact {
  const all = [...result.apps.flatMap((app) => app.artifacts), ...result.shared];
  const found = all.find((one) => one.devicePath === devicePath);
  if (found === undefined) throw new Error(`no artifact ${devicePath}`);
  return found;
}

/** Noise that compresses and reads as nothing. */
export const noise = (seed: string, bytes: number): Uint8Array => seeded(seed).bytes(bytes);
export const db = (build: (db: Builder) => void): Uint8Array => database({}, build);
export const notes = (rows: readonly (readonly [number, string])[], more = ''): Uint8Array =>
  db((it) => {
    it.run(`CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT${more})`);
    it.insert(
      'note',
      rows.map((row) => (more === '' ? row : [...row, null])),
    );
  });
export const TEN = Array.from({ length: 10 }, (_, i) => [i + 1, `the body of note ${i + 1}`] as const);
