import type { Label } from '../../corpus/credentials/unknown-apps.ts';

/** One value that a method gave out as a credential. */
export interface Found {
  readonly package: string;
  readonly value: string;
  /** How sure it was, or what found it. */
  readonly tier: string;
}

export interface Share {
  readonly hits: number;
  readonly of: number;
}

export interface Score {
  readonly recall: Share;
  readonly precision: Share;
  readonly byKind: ReadonlyMap<string, Share>;
  readonly byLayout: ReadonlyMap<string, Share>;
  /** Of what each tier gave out, how much was a credential. */
  readonly byTier: ReadonlyMap<string, Share>;
  readonly missed: readonly Label[];
  /** Values given out that are none: of a look-alike, or of nothing that was labelled. */
  readonly wrong: readonly (Found & { readonly label: Label | null })[];
}

const add = (shares: Map<string, Share>, key: string, hit: boolean): void => {
  const { hits, of } = shares.get(key) ?? { hits: 0, of: 0 };
  shares.set(key, { hits: hits + (hit ? 1 : 0), of: of + 1 });
};

/** Compares what was given out with what was planted: by value within a package. A value counts once. */
export function scoreOf(labels: readonly Label[], found: readonly Found[]): Score {
  const planted = labels.filter(({ credential }) => credential);
  const given = new Map<string, Found>();
  for (const one of found) given.set(`${one.package}\0${one.value}`, one);
  const byKind = new Map<string, Share>();
  const byLayout = new Map<string, Share>();
  const byTier = new Map<string, Share>();
  const missed: Label[] = [];
  const right = new Set<string>();
  for (const label of planted) {
    const keys = label.accepted.map((value) => `${label.package}\0${value}`);
    const hit = keys.some((key) => given.has(key));
    for (const key of keys) right.add(key);
    add(byKind, label.kind, hit);
    add(byLayout, label.layout, hit);
    if (!hit) missed.push(label);
  }
  const wrong: (Found & { label: Label | null })[] = [];
  for (const [key, one] of given) {
    const good = right.has(key);
    add(byTier, one.tier, good);
    if (good) continue;
    const label = labels.find((each) => each.package === one.package && each.accepted.includes(one.value)) ?? null;
    wrong.push({ ...one, label });
  }
  return {
    recall: { hits: planted.length - missed.length, of: planted.length },
    precision: { hits: given.size - wrong.length, of: given.size },
    byKind,
    byLayout,
    byTier,
    missed,
    wrong,
  };
}

const Z95 = 1.96;

/** Wilson's interval at 95 %: fair for shares near 1. */
export function interval({ hits, of }: Share): readonly [number, number] {
  if (of === 0) return [0, 1];
  const share = hits / of;
  const square = (Z95 * Z95) / of;
  const middle = share + square / 2;
  const reach = Z95 * Math.sqrt((share * (1 - share)) / of + square / (4 * of));
  return [(middle - reach) / (1 + square), (middle + reach) / (1 + square)];
}
