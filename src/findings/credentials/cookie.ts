import { chromiumSeconds, hasNoEnd } from '../../content/chromium/store.ts';
import type { Sightings } from '../sightings.ts';
import { isSessionCookie } from './cookie-names.ts';
import type { CookieFacts, Field } from './field.ts';
import type { CatalogueRow } from './row.ts';
import { seconds, webToken } from './shapes.ts';

/** A value under a cookie's name: of those that sign a person in, tells it. Whether it was one. */
export function tellCookie(field: Field, name: string, rows: readonly CatalogueRow[], out: Sightings): boolean {
  if (typeof field.value !== 'string' || !isSessionCookie(name, field.value)) return false;
  const row = rows[0] ?? null;
  const token = webToken(field.value);
  out.add({
    where: field.where,
    service: row?.service ?? null,
    shape: 'session-cookie',
    value: field.value,
    portability: 'portable',
    certainty: row === null ? 'inferred' : 'observed',
    expires: field.expires ?? token?.expires ?? null,
    issued: field.issued ?? token?.issued ?? null,
    session: true,
    row: row?.id ?? null,
    ...(field.about === undefined ? {} : { cookie: field.about }),
  });
  return true;
}

type Sibling = (name: string) => unknown;

/**
 * Seconds since 1970: Chromium's `expires_utc` and `creation_utc`, Firefox's `expiry` (seconds, or milliseconds from
 * schema 16 on) and `creationTime` (microseconds).
 */
export function cookieTimes(sibling: Sibling): Pick<Field, 'expires' | 'issued'> {
  const end = sibling('expires_utc');
  if (typeof end === 'number' || typeof end === 'bigint')
    return { expires: chromiumSeconds(end), issued: chromiumSeconds(sibling('creation_utc')) };
  const created = sibling('creationTime');
  const issued = typeof created === 'number' || typeof created === 'bigint' ? seconds(Number(created) / 1000) : null;
  return { expires: seconds(sibling('expiry')), issued };
}

/** What a row of Chromium's table of cookies says of the cookie beside its value; the flags had no `is_` up to version 9. */
export function cookieFacts(sibling: Sibling): CookieFacts {
  const text = (name: string): string => {
    const value = sibling(name);
    return typeof value === 'string' ? value : '';
  };
  const isSet = (name: string): boolean => sibling(`is_${name}`) === 1 || sibling(name) === 1;
  return {
    host: text('host_key'),
    name: text('name'),
    path: text('path'),
    partition: text('top_frame_site_key') || null,
    session: hasNoEnd(sibling('expires_utc')),
    secure: isSet('secure'),
    httpOnly: isSet('httponly'),
  };
}
