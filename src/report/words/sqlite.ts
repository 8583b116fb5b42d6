import { CARRIED_MEANS } from './verdicts.ts';

/** Said of the SQLite output and its tables. */
export const SQLITE_WORDS = {
  title: 'carryover: what went across',
  about: `${CARRIED_MEANS}; via-bundle = consistent with the bundle; session-carried = usable-looking credential on both sides; acceptance by the server not tested; valid = not expired by its own claim at the run’s reference time`,
  tables: {
    run: 'the run that made this result: versions, reference time, command line',
    evidence: 'what was compared, with hashes',
    app: 'one row a package of one user, with its verdict',
    artifact: 'one row an artifact: a database, a preferences file, a folder of a store, else one file',
    change: 'differences of records, where they were listed (--changes)',
    finding: 'credentials and other findings; values are not in here unless they were asked for',
    notice: 'what was damaged, odd or left out',
    claim: 'claims of a profile, judged on this evidence alone (--profile)',
    profiled_app: 'apps as the profile sorts them, with what its claims rest on',
    matrix: 'apps by domains and verdicts',
    flow: 'routes through the bundle',
    credentials: 'findings of the rule credential',
    sessions_carried: 'credentials that session-carried rests on',
    bindings:
      'What the use of a value hangs on (a marker of restores, an id of the device, a keyset), and what became of that',
    shared_fingerprints: 'values found in more than one place',
    private_on_both: 'private artifacts of which records are on both sides',
    unseen: 'what could not be seen or compared, by reason',
  },
  queries: {
    who_crossed: 'Apps by verdict',
    matrix_of_app: 'Domains and verdicts of one app',
    sessions: 'Usable-looking credentials on both sides (acceptance by the server not tested)',
    left_behind: 'What stayed on the source, heaviest first',
    not_seen: 'What could not be seen, and why',
    claims: 'What of the profile’s claims this evidence supports, and what it cannot show',
    by_hash: 'Where a hash is found',
    differences: 'Differences of records of one app',
  },
} as const;
