import { chanceBits } from './randomness.ts';

export const UUID = /^\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?$/i;

/** Chance in a dotted text: below it, its parts are words. */
const CHANCE_BITS = 6;

/** Names with dots: classes, packages, actions. */
function isDotted(value: string): boolean {
  return /^[A-Za-z_$][A-Za-z0-9_$-]*(?:\.[A-Za-z_$][A-Za-z0-9_$-]*)+$/.test(value) && chanceBits(value) < CHANCE_BITS;
}

/** Things that are long and look like nothing, and are no secrets. */
export function isOrdinary(value: string): boolean {
  return (
    UUID.test(value) ||
    /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(value) ||
    /^(?:\/|\.\/|~\/|content:|file:|data:|android\.resource:|urn:|res\/|@)/.test(value) ||
    /^\d{4}-\d\d-\d\d(?:[T ]|$)/.test(value) ||
    isDotted(value) ||
    /^[^@]+@[^@]+\.[a-z]{2,}$/i.test(value) ||
    /^v?\d+(?:\.\d+){1,4}(?:[-+.][A-Za-z0-9.-]+)?$/.test(value) ||
    /^(?:#|0x)[0-9a-f]{6,8}$/i.test(value) ||
    /^0x[0-9a-f]{40}$/i.test(value) ||
    /^(?:sha(?:1|256|384|512)|md5)[-:/]/i.test(value) ||
    isPublicPart(value) ||
    /\.(?:jpe?g|png|webp|gif|mp[34]|json|xml|db|html?|js|css|apk|zip|txt|pdf|so|dex|ttf)$/i.test(value)
  );
}

/** Base64 of a certificate or a public key (SEQUENCE in SEQUENCE), of a picture, of an archive. */
function isPublicPart(value: string): boolean {
  return (
    /^MI(?:I[A-Za-z0-9+/]{3}(?:MII|CCB|CBq|CBj|jAN)|[GI][A-Za-z0-9+/]{0,2}MA0G|IBIjANBg|GfMA0G|ICIjANBg)/.test(value) ||
    /^(?:MFkwEwYHKoZIzj0|MFYwEAYHKoZIzj0|MCowBQYDK2V|iVBORw0KGgo|\/9j\/|R0lGOD|UklGR|UEsDB|JVBERi)/.test(value)
  );
}

export function isResource(text: string): boolean {
  return (
    /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(text) ||
    /^(?:@|content:|file:|res\/)[a-z]/.test(text) ||
    /^\d{4}-\d\d-\d\d(?:T|$)/.test(text) ||
    /^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*){2,}$/.test(text) ||
    /^[a-z]+(?:_[a-z]+)+$/.test(text) ||
    /^[A-Z]+(?:_[A-Z]+)+$/.test(text) ||
    UUID.test(text)
  );
}
