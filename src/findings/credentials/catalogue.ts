import apps from './catalogue/apps.json' with { type: 'json' };
import browsers from './catalogue/browsers.json' with { type: 'json' };
import identifiers from './catalogue/identifiers.json' with { type: 'json' };
import keepers from './catalogue/keepers.json' with { type: 'json' };
import kinds from './catalogue/kinds.json' with { type: 'json' };
import messengers from './catalogue/messengers.json' with { type: 'json' };
import sdks from './catalogue/sdks.json' with { type: 'json' };
import sealed from './catalogue/sealed.json' with { type: 'json' };
import system from './catalogue/system.json' with { type: 'json' };
import { type CatalogueRow, type Place, storePath } from './row.ts';
import { type Kinds, rowsOf, type StoreFile } from './store-data.ts';

/** Rows of apps come first: they know more than the libraries inside them. */
const FILES = [apps, messengers, keepers, browsers, system, sealed, sdks, identifiers] as const;

/** Every store that is known by its place. */
export const CATALOGUE: readonly CatalogueRow[] = FILES.flatMap((file) => rowsOf(file as StoreFile, kinds as Kinds));

const byId = new Map(CATALOGUE.map((row) => [row.id, row]));
const placed = CATALOGUE.filter(({ path }) => path !== null);
const anywhere = CATALOGUE.filter(({ path, items }) => path === null && items.length > 0);
/** One expression for each case rule, so that most paths cost two tests. */
const anyPlace = [false, true].map((ignoring) => {
  const sources = placed.filter(({ path }) => path?.ignoreCase === ignoring).map(({ path }) => `(?:${path?.source})`);
  return new RegExp(sources.length === 0 ? '(?!)' : sources.join('|'), ignoring ? 'i' : '');
});

/** Rows that know this very place. */
export function rowsAt(place: Place): readonly CatalogueRow[] {
  const path = storePath(place);
  if (!anyPlace.some((places) => places.test(path))) return [];
  return placed.filter(
    (row) => row.path?.test(path) === true && (row.package === null || row.package.test(place.package ?? '')),
  );
}

/** Rows that are known by their locators, wherever they lie. */
export function rowsAnywhere(): readonly CatalogueRow[] {
  return anywhere;
}

/** The row of that id; null where the catalogue has none. */
export function rowOf(id: string | null): CatalogueRow | null {
  return id === null ? null : (byId.get(id) ?? null);
}

/** Rows of the libraries that seal stores, by what their structure shows. */
const SEALING = { androidx: 'androidx-encrypted', keyset: 'tink-keyset' } as const;

/** Of those that know a place, the row that is known to keep a store so sealed there; else that of the sealing library. */
export function sealingRow(
  rows: readonly CatalogueRow[],
  structure: keyof typeof SEALING,
  where: string | null,
): CatalogueRow | null {
  // A file of keysets may hold others than the row knows.
  const known = (row: CatalogueRow): boolean =>
    structure === 'androidx' || row.items.some((item) => where !== null && item.where.test(where));
  return rows.find((row) => row.structure === structure && known(row)) ?? rowOf(SEALING[structure]);
}
