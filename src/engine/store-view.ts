import type { ChromiumFacts } from '../content/chromium/store.ts';
import type { StoreView } from '../report/result.ts';

const MILLISECONDS = 1000;

/** A store that is known by its tables, as results show it. `at`: the run's reference time, milliseconds since 1970. */
export function storeView(facts: ChromiumFacts, at: number): StoreView {
  const { store, version, rows, sealed, prefixes, session, partitioned, blocked, ends } = facts;
  const own =
    store === 'chromium-logins'
      ? { blocked }
      : { session, partitioned, expired: ends === null ? null : ends.filter((end) => end * MILLISECONDS <= at).length };
  return { kind: store, version, rows, sealed, prefixes, ...own };
}
