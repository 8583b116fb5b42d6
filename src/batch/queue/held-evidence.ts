import type { Side } from '../../engine/side-pass.ts';
import type { EvidenceName } from '../../engine/side-request.ts';
import { heldBytes, letGo, type Unit } from '../units.ts';

/** A piece of evidence in use: it is not let go before `release`. */
export interface InUse {
  readonly unit: Unit;
  /** It was decoded for this use. */
  readonly decoded: boolean;
  release(): void;
}

export interface HeldEvidence {
  /** Evidence held already, or taken now. `sha256`: what it must have, null where it is not known. Throws Fault. */
  use(
    name: EvidenceName,
    passwords: readonly string[],
    sha256: string | null,
    take: (unit: Unit) => Promise<Side>,
  ): Promise<InUse>;
  close(): void;
}

/** Evidence that a worker holds between jobs, up to `cacheBytes`: the least recently used gives way. */
export function holdEvidence(cacheBytes: number): HeldEvidence {
  const held = new Map<string, { readonly unit: Unit; readonly taken: Promise<void> }>();
  let clock = 0;
  /** Bytes of all units in `held` that are taken. */
  let total = 0;
  const forget = (key: string): void => {
    const own = held.get(key);
    if (own === undefined) return;
    held.delete(key);
    total -= heldBytes(own.unit);
  };
  const drop = (key: string, unit: Unit): void => {
    if (held.get(key)?.unit === unit) forget(key);
    if (unit.busy === 0 && unit.side !== null) letGo(unit);
  };
  const makeRoom = (): void => {
    if (total <= cacheBytes) return;
    const idle = [...held].filter(([, { unit }]) => unit.busy === 0).sort(([, a], [, b]) => a.unit.used - b.unit.used);
    for (const [key, { unit }] of idle) {
      if (total <= cacheBytes) return;
      drop(key, unit);
    }
  };
  return {
    async use(name, passwords, sha256, take) {
      const key = JSON.stringify([name.path, name.as, passwords]);
      for (;;) {
        let own = held.get(key);
        const isNew = own === undefined;
        if (own === undefined) {
          const unit: Unit = { ...{ name, passwords, bytes: 0, uses: 0, busy: 0, used: 0 }, ...NOT_TAKEN };
          const taken = take(unit).then((side) => {
            unit.side = side;
            unit.state = 'held';
            if (held.get(key)?.unit === unit) total += heldBytes(unit);
          });
          own = { unit, taken };
          held.set(key, own);
        }
        const { unit, taken } = own;
        unit.busy += 1;
        unit.used = ++clock;
        const release = (): void => {
          unit.busy -= 1;
          if (held.get(key)?.unit === unit) makeRoom();
          else drop(key, unit);
        };
        try {
          await taken;
        } catch (error) {
          forget(key);
          release();
          throw error;
        }
        // Held from an earlier batch, the file may be another one by now.
        if (isNew || sha256 === null || unit.side?.sha256 === sha256) {
          makeRoom();
          return { unit, decoded: isNew, release };
        }
        forget(key);
        release();
      }
    },
    close() {
      for (const [key, { unit }] of held) drop(key, unit);
    },
  };
}

const NOT_TAKEN = { state: 'waiting', side: null, failure: null } as const;
