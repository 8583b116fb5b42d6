import { Fault } from '../../src/base/fault.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { TreeInput } from '../../src/vfs/member.ts';
import type { InfoIndex } from './info-xml.ts';
import { type Base, basesOf, hasOracle, ROUNDS, type Variant } from './keys.ts';
import { headOf, isKnown, opens, reopener } from './payload.ts';
import type { StoredFile } from './session.ts';

/** What a password came to. */
export interface Unlocked {
  readonly password: string;
  readonly base: Base;
  /** Null where the password is right and nothing that is known opens the modules. */
  readonly variant: Variant | null;
  /** Variants tried until then. */
  readonly tried: number;
}

interface Probe {
  readonly open: () => ByteSource;
  readonly seed: Uint8Array;
}

/** Payloads that a variant is tried on; the smallest first, because one of them may be damaged. */
const MOST_PROBES = 3;

/**
 * Finds the password and the way in which a session is encrypted: every base it may stand for, 5000 and 10,000 rounds,
 * GCM and CTR. Throws Fault `evidence.locked` (`no-password`, `wrong-password`, `huawei.cannot-tell`).
 */
export async function unlock(
  index: InfoIndex,
  sealed: readonly StoredFile[],
  tree: TreeInput,
  kit: DecodeKit,
): Promise<Unlocked> {
  const probes = await probesOf(index, sealed);
  let given = 0;
  let tried = 0;
  for (const password of kit.passwords(tree.name)) {
    given += 1;
    const bases = basesOf(index, password);
    for (const base of bases) {
      for (const probe of probes) {
        for (const rounds of ROUNDS) {
          for (const cipher of ['gcm', 'ctr'] as const) {
            kit.checkpoint();
            tried += 1;
            const variant: Variant = { base, rounds, cipher };
            if (await opens(probe.open, variant, probe.seed)) return { password, base, variant, tried };
          }
        }
      }
    }
    const base = bases.find(({ proven }) => proven);
    if (base !== undefined) return { password, base, variant: null, tried };
  }
  const args = { name: tree.name, tried: given };
  if (given === 0) throw new Fault('evidence.locked', 'no-password', tree.citation, args);
  throw new Fault('evidence.locked', hasOracle(index) ? 'wrong-password' : 'huawei.cannot-tell', tree.citation, args);
}

async function probesOf(index: InfoIndex, sealed: readonly StoredFile[]): Promise<readonly Probe[]> {
  const probes: Probe[] = [];
  const bySize = [...sealed].sort((a, b) => (a.member.size ?? Infinity) - (b.member.size ?? Infinity));
  for (const { member, role } of bySize) {
    if (probes.length >= MOST_PROBES) break;
    const seeds = 'module' in role ? (index.modules.get(role.module)?.seeds ?? []) : [];
    if (seeds.length === 0) continue;
    const open = await reopener(member);
    if (open === null || isKnown(await headOf(open()))) continue;
    for (const seed of seeds) probes.push({ open, seed });
  }
  return probes;
}
