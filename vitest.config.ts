import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], timeout = 60_000) => ({
  test: { name, include, testTimeout: timeout, hookTimeout: timeout, environment: 'node' },
});

export default defineConfig({
  test: {
    projects: [
      project('architecture', ['test/architecture.test.ts']),
      project('unit', ['test/unit/**/*.test.ts']),
      project('conformance', ['test/conformance/**/*.test.ts'], 120_000),
      project('golden', ['test/golden/**/*.test.ts'], 120_000),
      project('property', ['test/property/**/*.test.ts'], 120_000),
    ],
    coverage: { provider: 'v8', include: ['src/**', 'formats/**'] },
  },
});
