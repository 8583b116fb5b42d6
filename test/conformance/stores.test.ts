import { describe, expect, it } from 'vitest';
import { storeExamples } from '../../corpus/credentials/stores.ts';
import { rowOf } from '../../src/findings/credentials/catalogue.ts';
import { built, carryover } from '../support/cli.ts';

/** Every store of the catalogue in one device, `corpus/stores`, as the commands find them. */

interface Found {
  readonly rule: string;
  readonly package: string | null;
  readonly devicePath: string;
  readonly where: string | null;
  readonly portability: string;
  readonly service: string | null;
  readonly secret: { readonly shape: string; readonly value?: unknown };
}

describe.skipIf(!built)('stores that the catalogue knows', () => {
  it('are found on a device, each with its service', { timeout: 60_000 }, () => {
    const run = carryover(['audit', 'corpus/stores', '--format', 'json']);
    expect(run.status, run.stderr).toBe(0);
    const { findings } = JSON.parse(run.stdout) as { readonly findings: readonly Found[] };
    const missing = storeExamples().flatMap(({ row, devicePath, finds }) =>
      finds
        .filter(
          ({ where, is, portability }) =>
            !findings.some(
              (found) =>
                found.devicePath === devicePath &&
                found.secret.shape === is &&
                found.portability === portability &&
                (where === null ? found.where === null : (found.where ?? '').includes(where)) &&
                found.service === rowOf(row)?.service,
            ),
        )
        .map(({ where, is }) => `${row} ${where} ${is}`),
    );
    expect(missing).toEqual([]);
    expect(findings.every(({ secret }) => secret.value === undefined)).toBe(true);
  });
});
