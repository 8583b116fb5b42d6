import { Fault } from '../../src/base/fault.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { TreeInput } from '../../src/vfs/member.ts';
import type { InfoIndex } from './info-xml.ts';
import { type Base, basesOf, hasOracle, ROUNDS, type Variant } from './keys.ts';
import { headOf, isKnown, opens, reopener, seemsToOpen } from './payload.ts';
import type { StoredFile } from './session.ts';

/** What a password came to. */
export interface Unlocked {
  readonly password: string;
  readonly base: Base;
  /** Null where the password is right and nothing that is known opens the modules. */
  readonly variant: Variant | null;
  /** The payload whose tag was found right with it; null where none has a tag. */
  readonly opened: Probe | null;
  /** Variants tried until then. */
  readonly tried: number;
}

/** A payload that variants are tried on. */
interface Probe {
  /** Of the stored file. */
  readonly path: string;
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
  let tried = 0;
  const found = (password: string, attempt: Attempt): Unlocked => {
    const { variant, probe } = attempt;
    return { password, base: variant.base, variant, opened: variant.cipher === 'gcm' ? probe : null, tried };
  };
  const given: { readonly password: string; readonly attempts: readonly Attempt[] }[] = [];
  for (const password of kit.passwords(tree.name)) {
    const bases = basesOf(index, password);
    const attempts = attemptsOf(bases, probes);
    for (const attempt of attempts) {
      kit.checkpoint();
      tried += 1;
      if ((await seems(attempt)) && (await holds(attempt))) return found(password, attempt);
    }
    const base = bases.find(({ proven }) => proven);
    if (base !== undefined) {
      const unseen = await firstThatHolds(attempts, kit);
      return unseen === null ? { password, base, variant: null, opened: null, tried } : found(password, unseen);
    }
    given.push({ password, attempts });
  }
  for (const { password, attempts } of given) {
    const unseen = await firstThatHolds(attempts, kit);
    if (unseen !== null) return found(password, unseen);
  }
  const args = { name: tree.name, tried: given.length };
  if (given.length === 0) throw new Fault('evidence.locked', 'no-password', tree.citation, args);
  throw new Fault('evidence.locked', hasOracle(index) ? 'wrong-password' : 'huawei.cannot-tell', tree.citation, args);
}

interface Attempt {
  readonly variant: Variant;
  readonly probe: Probe;
}

function attemptsOf(bases: readonly Base[], probes: readonly Probe[]): readonly Attempt[] {
  const ciphers = ['gcm', 'ctr'] as const;
  return bases.flatMap((base) =>
    probes.flatMap((probe) =>
      ROUNDS.flatMap((rounds) => ciphers.map((cipher) => ({ variant: { base, rounds, cipher }, probe }))),
    ),
  );
}

const seems = ({ probe, variant }: Attempt): Promise<boolean> => seemsToOpen(probe.open, variant, probe.seed);
const holds = ({ probe, variant }: Attempt): Promise<boolean> => opens(probe.open, variant, probe.seed);

/** What begins as nothing known is found by its tag alone, which takes a read of all of it for each attempt. */
async function firstThatHolds(attempts: readonly Attempt[], kit: DecodeKit): Promise<Attempt | null> {
  for (const attempt of attempts) {
    kit.checkpoint();
    if (attempt.variant.cipher === 'gcm' && (await holds(attempt))) return attempt;
  }
  return null;
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
    for (const seed of seeds) probes.push({ path: member.path, open, seed });
  }
  return probes;
}
