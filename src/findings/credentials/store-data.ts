import type { Portability } from '../finding.ts';
import {
  chromiumPassword,
  javaByteArray,
  megaText,
  rot13,
  sealedFile,
  telegramKeys,
  wholeBytes,
} from './binary-stores.ts';
import type { Field } from './field.ts';
import type { CatalogueRow, DeviceTie, Item, StoreClass } from './row.ts';

/** The catalogue's files as they are written: facts without code (catalogue/schema.json). Expressions are texts; `(?i)` first ignores case. */
export interface StoreFile {
  readonly class: StoreClass;
  readonly stores: readonly StoreData[];
}

/** What a kind of credential is, unless an item says otherwise. */
interface KindData {
  readonly session: boolean;
  readonly portability: Portability;
  readonly value?: string;
  readonly guessable?: true;
}

export type Kinds = Readonly<Record<string, KindData>>;

interface ItemData extends Partial<KindData> {
  readonly where: string;
  readonly is: string;
  readonly expiry?: readonly string[];
  /** Names that the outermost object must hold: all of these, or any of those; and what must not be empty beside it. */
  readonly given?: {
    readonly all?: readonly string[];
    readonly any?: readonly string[];
    readonly beside?: readonly string[];
  };
  readonly decode?: keyof typeof DECODERS;
}

interface StoreData {
  readonly id: string;
  readonly service: string;
  readonly package: string | null;
  readonly path: string | null;
  readonly holds: string;
  readonly versions: string | null;
  readonly grade: 'A' | 'B';
  readonly source: string;
  readonly sealed?: string;
  readonly shapes?: true;
  readonly bytes?: keyof typeof EXTRACTORS;
  readonly open?: string;
  readonly marker?: { readonly path: string; readonly named: string };
  readonly device?: DeviceTie;
  readonly items: readonly ItemData[];
}

/** Ways to open what a static key, or none at all, hides; `bytes` takes a value only where it is no text. */
const DECODERS = { 'chromium-v10': chromiumPassword, mega: megaText, rot13, bytes: wholeBytes } as const;
const EXTRACTORS = {
  'telegram-keys': telegramKeys,
  'java-byte-array': javaByteArray,
  'sealed-file': sealedFile,
} as const;
const STRUCTURES: ReadonlySet<string> = new Set(['androidx', 'keyset']);

const IGNORING_CASE = '(?i)';

function pattern(text: string): RegExp {
  return text.startsWith(IGNORING_CASE) ? new RegExp(text.slice(IGNORING_CASE.length), 'i') : new RegExp(text);
}

function given({ all = [], any = [], beside = [] }: NonNullable<ItemData['given']>): (field: Field) => boolean {
  return ({ root, sibling }) => {
    if (!beside.every((name) => isFilled(sibling(name)))) return false;
    if (all.length === 0 && any.length === 0) return true;
    return root !== null && all.every((name) => name in root) && (any.length === 0 || any.some((name) => name in root));
  };
}

function isFilled(value: unknown): boolean {
  return (typeof value === 'string' || value instanceof Uint8Array) && value.length > 0;
}

function itemOf(data: ItemData, kinds: Kinds, id: string): Item {
  const kind = { ...kinds[data.is], ...data };
  if (kind.session === undefined || kind.portability === undefined)
    throw new TypeError(`catalogue: ${id} says neither session nor portability of its ${data.is}, and no kind does`);
  return {
    where: pattern(data.where),
    shape: data.is,
    session: kind.session,
    portability: kind.portability,
    ...(kind.value === undefined ? {} : { value: pattern(kind.value) }),
    ...(data.expiry === undefined ? {} : { expiry: data.expiry }),
    ...(data.given === undefined ? {} : { given: given(data.given) }),
    ...(data.decode === undefined ? {} : { decode: DECODERS[data.decode] }),
    ...(kind.guessable === true ? { guessable: true } : {}),
  };
}

/** The rows that a file tells. Throws TypeError or SyntaxError where it breaks the schema: a fault of the build. */
export function rowsOf(file: StoreFile, kinds: Kinds): CatalogueRow[] {
  return file.stores.map(({ items, package: owner, path, sealed, bytes, marker, ...facts }) => ({
    ...facts,
    class: file.class,
    package: owner === null ? null : pattern(owner),
    path: path === null ? null : pattern(path),
    items: items.map((item) => itemOf(item, kinds, facts.id)),
    ...(sealed === undefined
      ? {}
      : STRUCTURES.has(sealed)
        ? { structure: sealed as 'androidx' | 'keyset' }
        : { sealed: pattern(sealed) }),
    ...(bytes === undefined ? {} : { bytes: EXTRACTORS[bytes] }),
    ...(marker === undefined ? {} : { marker: { path: pattern(marker.path), named: marker.named } }),
  }));
}
