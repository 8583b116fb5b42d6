import type { Value } from '../value.ts';

/** One stored network: what its block says, by the names it uses. */
export type Network = ReadonlyMap<string, Value>;

const SSID = /^ssid$/i;
/** Bounded in every repetition: hostile text must not make it look again and again. */
const ELEMENT =
  /<(?:string|boolean|int|long|byte-array|null)\s[^<>]{0,128}?name="([^"<>]{0,128})"(?:[^<>]{0,128}?value="([^"<>]{0,4096})")?[^<>]{0,128}?(?:\/>|>([^<]{0,4096})<)/g;
const NAMED = /^"?([A-Za-z][\w.-]{0,63})"?\s?[=:]/;
const ENTITIES: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>', apos: "'" };

/**
 * Networks of the Settings app's Wi-Fi backup: text in blocks, each with SSID, PreSharedKey and AllowedKeyMgmt. Its exact
 * spelling is known from a description alone, so Android's XML (`<string name="SSID">`), lines `SSID=…` and those of
 * wpa_supplicant are all read; a block begins with its SSID. Empty where none is there.
 */
export function readNetworks(text: string): readonly Network[] {
  const networks: Map<string, Value>[] = [];
  let before: [string, Value][] = [];
  const take = (name: string, value: Value): void => {
    const present = networks.at(-1);
    if (SSID.test(name)) {
      networks.push(new Map([...before, [name, value]]));
      before = [];
    } else if (present === undefined || before.length > 0) before.push([name, value]);
    else if (present.has(name)) before.push([name, value]);
    else present.set(name, value);
  };
  if (text.includes('<')) {
    for (const [, name = '', attribute, content] of text.matchAll(ELEMENT)) {
      take(name, unescaped(attribute ?? content ?? '') || null);
    }
  } else {
    for (const line of text.split('\n')) {
      const own = line.trim();
      const [start = '', name] = NAMED.exec(own) ?? [];
      const rest = own.slice(start.length).trim();
      const value = rest.endsWith(',') ? rest.slice(0, -1).trimEnd() : rest;
      if (name !== undefined && value !== '{') take(name, value === '' ? null : value);
    }
  }
  return networks;
}

function unescaped(text: string): string {
  return text.replace(/&(quot|amp|lt|gt|apos);/g, (_, name: string) => ENTITIES[name] ?? '');
}
