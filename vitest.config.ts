import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// As src/content/sqlite/engine.ts chooses: the classic better-sqlite3 cannot be used under Node 24.
const alias = Number(process.versions['napi']) >= 10 ? { 'better-sqlite3': 'better-sqlite3-node-api' } : {};

// Generous, for machines shared with others: what hangs is ended by the tests' own limits on commands.
const project = (name: string, include: string[], timeout = 240_000) => ({
  resolve: { alias },
  test: { name, include, testTimeout: timeout, hookTimeout: timeout, environment: 'node' },
});

export default defineConfig({
  test: {
    // By itself vitest leaves one processor free: of two, half.
    maxWorkers: availableParallelism(),
    projects: [
      project('architecture', ['test/architecture.test.ts']),
      project('unit', ['test/unit/**/*.test.ts']),
      project('conformance', ['test/conformance/**/*.test.ts'], 600_000),
      project('golden', ['test/golden/**/*.test.ts'], 600_000),
      project('browser', ['test/browser/**/*.test.ts'], 120_000),
      project('property', ['test/property/**/*.test.ts'], 600_000),
    ],
    coverage: { provider: 'v8', include: ['src/**', 'formats/**'] },
  },
});
