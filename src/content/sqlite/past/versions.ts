import { hash } from 'node:crypto';
import type { PastRecord } from '../../reader.ts';
import type { BoundedView } from '../bounded-view.ts';
import { type Claims, newClaims } from '../claims.ts';
import { coldRecords } from '../cold-journal.ts';
import type { Pages } from '../pages.ts';
import { type WalFrame, walFrames } from '../wal-frames.ts';
import type { OpenDatabase } from './holdings.ts';

/** A page as it stood at another time than now. */
export interface Version {
  readonly number: number;
  readonly bytes: Buffer;
  readonly state: PastRecord['state'];
  /** Where it lies: `wal @4152`, `journal @516`, `main page 7`. */
  readonly label: string;
  /** The database of that time, as far as it can be had: overflow chains lead through it. */
  readonly chains: { readonly pages: Pages; readonly claims: Claims };
}

/** Hashes of versions seen: a log may hold the same page many times over. */
const MAX_KNOWN_VERSIONS = 262_144;

/** Every older, discarded or unfinished version of a page, each content of a page once, none that is the present one. */
export function* versionsOf(open: OpenDatabase): Generator<Version> {
  const known = new Set<string>();
  for (const version of allVersions(open)) {
    const present = open.ground.pages.page(version.number);
    if (present?.equals(version.bytes) === true) continue;
    const key = `${version.number} ${hash('sha256', version.bytes, 'base64')}`;
    if (known.has(key)) continue;
    if (known.size < MAX_KNOWN_VERSIONS) known.add(key);
    yield version;
  }
}

function* allVersions(open: OpenDatabase): Generator<Version> {
  yield* fromMain(open);
  yield* fromLog(open);
  yield* fromJournal(open);
}

/** Pages of a moment: those laid over the main file, by number, else the main file's. */
function pagesOver(open: OpenDatabase, over: ReadonlyMap<number, number>, source: BoundedView): Pages {
  const { ground, main } = open;
  const { size, count } = ground.pages;
  const most = Math.max(count, Math.ceil(main.size / size));
  const page = (number: number): Buffer | null => {
    if (number < 1 || number > most) return null;
    const at = over.get(number);
    const bytes = at === undefined ? main.at((number - 1) * size, size) : source.at(at, size);
    return bytes.length === 0 ? null : bytes;
  };
  return { size, count: most, present: most, page, glance: page, sifted: null };
}

/** Chains of another time may lead through pages that are something else now. */
const FREE: Claims = newClaims(0);
const NOTHING_OVER: ReadonlyMap<number, number> = new Map();

/** What lies below the log, or below a journal that was rolled back: the main file's own version of such pages. */
function* fromMain(open: OpenDatabase): Generator<Version> {
  const { main, overlays, ground } = open;
  const { size } = ground.pages;
  const chains = { pages: pagesOver(open, NOTHING_OVER, main), claims: FREE };
  const version = (number: number, state: Version['state']): Version => ({
    number,
    bytes: main.at((number - 1) * size, size),
    state,
    label: `main page ${number}`,
    chains,
  });
  const stored = Math.floor(main.size / size);
  for (const number of overlays.wal?.read.pages.keys() ?? []) if (number <= stored) yield version(number, 'superseded');
  for (const number of overlays.hot?.read.pages.keys() ?? [])
    if (number <= stored) yield version(number, 'uncommitted');
}

function* fromLog(open: OpenDatabase): Generator<Version> {
  const { overlays, ground } = open;
  const { log, logRead } = overlays;
  const { size } = ground.pages;
  if (log.size === 0 || (logRead !== null && logRead.pageSize !== size)) return;
  const over = new Map<number, number>();
  const chains = { pages: pagesOver(open, over, log), claims: FREE };
  // Frames of one transaction see each other: they are gathered before the first is given.
  let pending: WalFrame[] = [];
  let salts = '';
  function* settle(): Generator<Version> {
    for (const { page, at } of pending) over.set(page, at);
    for (const { page, at, standing } of pending) {
      yield {
        number: page,
        bytes: log.at(at, size),
        state: standing === 'uncommitted' ? 'uncommitted' : 'superseded',
        label: `wal @${at}`,
        chains,
      };
    }
    pending = [];
  }
  for (const frame of walFrames(log, logRead, size)) {
    ground.poll();
    if (frame.salts !== salts) {
      yield* settle();
      over.clear();
      salts = frame.salts;
    }
    pending.push(frame);
    if (frame.commits) yield* settle();
  }
  yield* settle();
}

function* fromJournal(open: OpenDatabase): Generator<Version> {
  const { overlays, ground, main } = open;
  const { journal, hot } = overlays;
  if (hot !== null || journal.size === 0) return;
  const { size, count } = ground.pages;
  const over = new Map<number, number>();
  const chains = { pages: pagesOver(open, over, journal), claims: FREE };
  const records = [...coldRecords(journal, size, Math.max(count, Math.ceil(main.size / size)), ground.poll)];
  // The first image of a page is the oldest, and what its time saw.
  for (const { page, at } of records) if (!over.has(page)) over.set(page, at);
  for (const { page, at } of records) {
    yield { number: page, bytes: journal.at(at, size), state: 'superseded', label: `journal @${at}`, chains };
  }
}
