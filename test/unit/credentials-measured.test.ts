import { describe, expect, it } from 'vitest';
import { audit, scanner } from '../../bench/credentials/methods.ts';
import { type Share, scoreOf } from '../../bench/credentials/score.ts';
import { unknownApps } from '../../corpus/credentials/unknown-apps.ts';

const part = ({ hits, of }: Share): number => hits / of;

describe('credentials in apps that no catalogue knows', () => {
  it.each(['open', 'blind'] as const)('are found: %s half', async (half) => {
    const { files, labels } = unknownApps(half);
    const planted = labels.filter(({ credential }) => credential).length;
    expect(planted).toBeGreaterThanOrEqual(150);
    expect(labels.length - planted).toBeGreaterThanOrEqual(150);
    const score = scoreOf(labels, await audit(files));
    expect(part(score.recall)).toBeGreaterThanOrEqual(0.97);
    expect(part(score.precision)).toBeGreaterThanOrEqual(0.97);
    const baseline = scoreOf(labels, await scanner(files));
    expect(part(baseline.recall)).toBeLessThan(part(score.recall));
  });
});
