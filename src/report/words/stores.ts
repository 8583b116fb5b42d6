import { counted, grouped } from '../numbers.ts';
import type { StoreView } from '../result.ts';

/** What a store that is known by its tables holds. `at`: the run's reference time. */
export function storeSentence(store: StoreView, at: string): string {
  const { kind, version, rows, sealed, prefixes, session, partitioned, expired, blocked } = store;
  const cookies = kind === 'chromium-cookies';
  const told = [
    counted(rows, cookies ? 'cookie' : 'login'),
    session === undefined ? '' : `${grouped(session)} of a session (no expiry)`,
    expired === undefined ? '' : expired === null ? '' : `${grouped(expired)} expired by ${at}`,
    partitioned === undefined || partitioned === 0 ? '' : `${grouped(partitioned)} partitioned`,
    blocked === undefined || blocked === 0 ? '' : `${grouped(blocked)} never to be saved`,
    sealed === 0
      ? 'none sealed'
      : `${grouped(sealed)} sealed${prefixes.length === 0 ? '' : ` (${prefixes.join(', ')})`}`,
  ].filter((part) => part !== '');
  const schema = version === null ? 'no schema version' : `schema version ${version}`;
  return `${cookies ? 'cookies' : 'logins'} as Chromium keeps them, ${schema}: ${told.join(', ')}`;
}
