import type { Args } from '../../base/args.ts';
import { ContentFault, type ContentNotice, type Counts, type Document, type Parts } from '../reader.ts';
import { type BoundedView, viewOf } from './bounded-view.ts';
import { newClaims } from './claims.ts';
import { looksRandom } from './entropy.ts';
import { type DatabaseHeader, HEADER_BYTES, hasMagic, readHeader, readPageSize } from './header.ts';
import { onlyInLogNotice, rowsOnlyInLog } from './only-in-log.ts';
import { type Overlays, readOverlays } from './overlays.ts';
import { layPages, type Pages } from './pages.ts';
import { type PagesThatMatter, pagesThatMatter } from './pages-that-matter.ts';
import type { OpenDatabase } from './past/holdings.ts';
import { pastRecords } from './past/index.ts';
import { type Opened, openSealed } from './sealed-parts.ts';
import { skipEqualPages, unskip } from './skip-equal.ts';
import { surveyTables } from './survey-tables.ts';
import { type Ground, sectionOf } from './table.ts';
import { openTreePage } from './tree.ts';
import { pastOfVirtual, readVirtual } from './virtual-tables.ts';

const ENCRYPTED = 'sqlite.encrypted';
const SMALLEST_PAGE = 512;
const SAMPLE_BYTES = 65536;

/** What `skipEqual` must know of the other document. */
type Inside = OpenDatabase & { readonly thatMatter: PagesThatMatter };

const insides = new WeakMap<Document, Inside>();

/**
 * Reads a database with its log and journal. Everything but the values is looked at here, so that counts, keys and
 * notices are final. Throws ContentFault `sqlite.not-a-database`, `sqlite.encrypted`; Fault `engine.missing`.
 */
export function readDatabase(parts: Parts, poll: () => void, keys: readonly string[] = []): Document {
  try {
    return readClear(parts, poll, null);
  } catch (error) {
    if (!(error instanceof ContentFault) || error.detail !== ENCRYPTED || keys.length === 0) throw error;
    const opened = openSealed(viewOf(parts, 'main'), parts, keys, poll);
    if (opened === null) throw new ContentFault(ENCRYPTED, { ...error.args, keys: keys.length });
    return readClear(opened.parts, poll, opened);
  }
}

/** `opened`: the database was sealed, and this is what is in it. */
function readClear(parts: Parts, poll: () => void, opened: Opened | null): Document {
  const main = viewOf(parts, 'main');
  const overlays = readOverlays(main, viewOf(parts, 'wal'), viewOf(parts, 'journal'), poll);
  if (main.size === 0 && overlays.wal === null) return emptyDocument(overlays);
  const size = overlays.hot?.read.pageSize ?? overlays.wal?.read.pageSize ?? readPageSize(main.at(0, HEADER_BYTES));
  const pages = size === null ? null : layPages(main, size, overlays.wal, overlays.hot);
  const header = pages === null ? null : readHeader(pages.page(1) ?? Buffer.alloc(0));
  if (pages === null || header === null || header.pageSize !== size) throw notADatabase(main);
  const ground: Ground = {
    pages,
    usable: header.pageSize - header.reserved,
    encoding: header.encoding,
    claims: newClaims(pages.present),
    poll,
  };
  if (openTreePage(pages, ground.usable, 1, 'rowid') === null) throw notADatabase(main);
  return documentOf(header, ground, main, overlays, opened);
}

/** Cipher text has no magic, whole pages and nothing but noise; some ciphers leave the first bytes in the clear. */
function notADatabase(main: BoundedView): ContentFault {
  const clear = hasMagic(main.at(0, HEADER_BYTES)) ? SMALLEST_PAGE : 0;
  const encrypted = main.size % SMALLEST_PAGE === 0 && looksRandom(main.at(clear, SAMPLE_BYTES));
  return new ContentFault(encrypted ? ENCRYPTED : 'sqlite.not-a-database', { bytes: main.size });
}

function emptyDocument(overlays: Overlays): Document {
  return {
    reader: 'sqlite',
    sections: [],
    notices: overlays.notices,
    facts: overlays.facts,
    counts: () => ({ records: 0, telling: 0 }),
    [Symbol.dispose]: () => undefined,
  };
}

function documentOf(
  header: DatabaseHeader,
  ground: Ground,
  main: BoundedView,
  overlays: Overlays,
  opened: Opened | null,
): Document {
  const notices: ContentNotice[] = [...overlays.notices];
  const { declaredPages } = header;
  if (declaredPages !== null && declaredPages > ground.pages.count) {
    notices.push({ detail: 'sqlite.cut', lost: false, args: { declared: declaredPages, pages: ground.pages.count } });
  }
  const schemas: Record<string, string> = {};
  const { virtual, ...trees } = surveyTables(ground, notices, schemas);
  const apart = readVirtual(virtual, ground);
  notices.push(...apart.notices);
  const logged = rowsOnlyInLog(header, ground, main, overlays, trees.tables);
  if (logged !== null && logged.count > 0) notices.push(onlyInLogNotice(logged));
  if (opened !== null) notices.push(...sealedNotices(opened));
  const { tables } = trees;
  const counted = [...tables.map((table) => table.counts), ...apart.sections.map((section) => section.counts())];
  const total: Counts = {
    records: counted.reduce((sum, { records }) => sum + records, 0),
    telling: counted.reduce((sum, { telling }) => sum + telling, 0),
  };
  const thatMatter = pagesThatMatter(ground.pages, ground.poll);
  const inside: Inside = { header, ground, main, overlays, thatMatter, ...trees };
  const document: Document = {
    reader: 'sqlite',
    sections: [
      ...tables.map((table) => sectionOf(table, header.encoding === 'utf8' ? thatMatter.which : null)),
      ...apart.sections,
    ],
    notices,
    facts: {
      ...factsOf(header, ground.pages),
      ...overlays.facts,
      ...(opened === null ? {} : { cipher: opened.cipher.name }),
      ...schemas,
    },
    ...(opened === null ? {} : { veiled: true, openedWith: opened.key }),
    ...(apart.unread === undefined ? {} : { unread: apart.unread }),
    counts: () => total,
    skipEqual: (other) => {
      const twin = insides.get(other);
      return twin === undefined ? null : skipEqual(inside, twin);
    },
    besides(other) {
      const twin = insides.get(other);
      if (twin !== undefined && isAlike(twin.header, header)) thatMatter.besides(twin.thatMatter);
    },
    past: () => pastRecords(inside),
    pastNotices: pastOfVirtual(virtual),
    ...(logged === null ? {} : { onlyInLog: () => logged.rows }),
    [Symbol.dispose]: () => void insides.delete(document),
  };
  insides.set(document, inside);
  return document;
}

/** What could not be opened of a database that was sealed. */
function sealedNotices({ broken, tooLong }: Opened): ContentNotice[] {
  const notices: ContentNotice[] = [];
  if (broken.size > 0)
    notices.push({
      detail: 'sqlite.page-unproven',
      lost: true,
      args: { pages: broken.size, first: Math.min(...broken) },
    });
  for (const part of tooLong) notices.push({ detail: 'sqlite.log-too-long', lost: true, args: { part } });
  return notices;
}

function factsOf(header: DatabaseHeader, pages: Pages): Args {
  return {
    pageSize: header.pageSize,
    pages: pages.count,
    reservedBytes: header.reserved,
    encoding: header.encoding,
    journalMode: header.journalMode,
    autoVacuum: header.autoVacuum,
    userVersion: header.userVersion,
    applicationId: header.applicationId,
    schemaCookie: header.schemaCookie,
    changeCounter: header.changeCounter,
    freelistPages: header.freelistPages,
    writtenBy: header.writtenBy,
  };
}

/** Whether equal pages can mean the same in both. */
function isAlike(a: DatabaseHeader, b: DatabaseHeader): boolean {
  return a.pageSize === b.pageSize && a.reserved === b.reserved && a.encoding === b.encoding;
}

/** One pairing at a time: what an earlier one left out of either document comes back first. */
function skipEqual(left: Inside, right: Inside): ReadonlyMap<string, Counts> | null {
  for (const table of [...left.tables, ...right.tables]) unskip(table);
  if (left === right || !isAlike(left.header, right.header)) return null;
  const twins = new Map(right.tables.map((table) => [table.name, table]));
  const skipped = new Map<string, Counts>();
  for (const table of left.tables) {
    const twin = twins.get(table.name);
    const counts = twin === undefined ? null : skipEqualPages(table, twin, left.ground, right.ground);
    if (counts !== null && counts.records > 0) skipped.set(table.name, counts);
  }
  return skipped;
}
