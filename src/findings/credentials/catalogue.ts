import { APP_ROWS } from './catalogue-apps.ts';
import { BROWSER_ROWS } from './catalogue-browsers.ts';
import { KEEPER_ROWS } from './catalogue-keepers.ts';
import { LIBRARY_ROWS } from './catalogue-libraries.ts';
import { LOGIN_ROWS } from './catalogue-logins.ts';
import { type CatalogueRow, type Place, storePath } from './row.ts';

/** Every store that is known by its place. Rows of apps come first: they know more than the libraries inside them. */
export const CATALOGUE: readonly CatalogueRow[] = [
  ...APP_ROWS,
  ...KEEPER_ROWS,
  ...BROWSER_ROWS,
  ...LOGIN_ROWS,
  ...LIBRARY_ROWS,
];

const placed = CATALOGUE.filter(({ path }) => path !== null);
const anywhere = CATALOGUE.filter(({ path }) => path === null);
/** One expression for all, so that most paths cost one test. */
const anyPlace = new RegExp(placed.map(({ path }) => `(?:${path?.source})`).join('|'));

/** Rows that know this very place. */
export function rowsAt(place: Place): readonly CatalogueRow[] {
  const path = storePath(place);
  if (!anyPlace.test(path)) return [];
  return placed.filter(
    (row) => row.path?.test(path) === true && (row.package === null || row.package.test(place.package ?? '')),
  );
}

/** Rows that are known by their locators, wherever they lie. */
export function rowsAnywhere(): readonly CatalogueRow[] {
  return anywhere;
}
