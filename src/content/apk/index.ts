import { X509Certificate } from 'node:crypto';
import { readAxml } from '../../android/apk/axml.ts';
import { type DirectorySink, type ListedMember, listedMember } from '../../android/apk/directory.ts';
import { attributeName } from '../../android/apk/manifest.ts';
import {
  collectMembers,
  type KeptMember,
  MANIFEST_NAME,
  MOST_UNPACKED_XML_BYTES,
  unpackMember,
} from '../../android/apk/members.ts';
import type { StatedCertificate } from '../../android/apk/signing.ts';
import type { TypedValue } from '../../android/apk/typed-value.ts';
import { sha256 } from '../../bytes/digest.ts';
import { ContentFault, type ContentNotice, type Document, type Parts, type Reader, type Sighting } from '../reader.ts';
import { rowsDocument } from '../rows.ts';
import type { Row, Value } from '../value.ts';

const READER = 'apk';
const MAGIC = Buffer.from('PK\x03\x04', 'latin1');
const MAGIC_BITS = 32;
const NAME = /\.apk$/i;
const NAME_BITS = 8;
const CHUNK_BYTES = 1 << 20;

/** Bounds on what is listed: characters of names and values, and rows. */
const MOST_CHARACTERS = 16 * 2 ** 20;
const MOST_MEMBERS = 65_535;
const MOST_ATTRIBUTES = 50_000;

const METHODS: ReadonlyMap<number, string> = new Map([
  [0, 'stored'],
  [8, 'deflated'],
]);

/**
 * APKs, as they state themselves: the attributes of the manifest, the certificates, the members of the central
 * directory. Only to be shown: an artifact that is an APK is compared by its bytes.
 */
export const apkReader: Reader = {
  id: READER,
  title: 'Android packages (APK): manifest, signers, members',

  bid: ({ name, head }: Sighting): number =>
    NAME.test(name) && MAGIC.equals(head.subarray(0, MAGIC.length)) ? MAGIC_BITS + NAME_BITS : 0,

  read(parts: Parts, poll: () => void): Document {
    const main = parts.get('main');
    if (main === undefined) throw new ContentFault('apk.no-content');
    const listed = listMembers();
    const members = collectMembers(() => undefined, listed.sink);
    members.dropResources();
    for (let at = 0; at < main.size; at += CHUNK_BYTES) {
      poll();
      members.add(main.read(at, Math.min(CHUNK_BYTES, main.size - at)));
    }
    const found = members.finish();
    const manifest = attributesOf(members.named(MANIFEST_NAME));
    if (!found && manifest === null) throw new ContentFault('apk.malformed');
    const rows = found ? [...listed.members.values()].map(memberRow) : [];
    const notices: ContentNotice[] = [];
    const tell = (detail: string, args: ContentNotice['args'] = {}): void =>
      void notices.push({ detail, lost: true, args });
    if (!found) tell('apk.no-directory');
    if (manifest === null) tell('apk.no-manifest');
    if (members.hasBrokenBlock()) tell('apk.signing-block');
    const cut = [...(found && listed.isCut() ? ['members'] : []), ...(manifest?.cut === true ? ['manifest'] : [])];
    if (cut.length > 0) notices.push({ detail: 'apk.cut', code: 'limit', lost: false, args: { what: cut.join(', ') } });
    const signers = certificateRows(members.certificates());
    return rowsDocument(
      READER,
      [
        list('manifest', ['element', 'attribute', 'value'], [0, 1], manifest?.rows ?? []),
        list('signers', ['scheme', 'sha256', 'role', 'subject', 'issuer', 'from', 'until'], [0, 1], signers),
        list('members', ['name', 'bytes', 'packed', 'crc32', 'method'], [0], rows),
      ],
      notices,
      { members: rows.length, signers: signers.length },
    );
  },
};

const list = (name: string, columns: readonly string[], key: readonly number[], rows: readonly Row[]) => ({
  name,
  columns,
  keys: [key],
  address: key,
  records: () => rows,
});

/** Of a name that is there twice the last one counts. */
function listMembers(): { sink: DirectorySink; members: ReadonlyMap<string, ListedMember>; isCut(): boolean } {
  const members = new Map<string, ListedMember>();
  let characters = 0;
  let cut = false;
  return {
    sink: {
      restart() {
        members.clear();
        characters = 0;
        cut = false;
      },
      take(record) {
        const member = listedMember(record);
        characters += member.name.length;
        if (members.size >= MOST_MEMBERS || characters > MOST_CHARACTERS) cut = true;
        else members.set(member.name, member);
      },
    },
    members,
    isCut: () => cut,
  };
}

const memberRow = ({ name, bytes, packed, crc32, method }: ListedMember): Row => [
  name,
  bytes,
  packed,
  crc32.toString(16).padStart(8, '0'),
  METHODS.get(method) ?? `method ${method}`,
];

/** Attributes of every element, by the place of the element; null where no manifest can be read. */
function attributesOf(found: readonly KeptMember[]): { readonly rows: readonly Row[]; readonly cut: boolean } | null {
  for (const member of found) {
    for (const method of [member.method, 0, 8]) {
      const bytes = unpackMember({ ...member, method }, MOST_UNPACKED_XML_BYTES);
      const read = bytes === null ? null : attributesIn(bytes);
      if (read !== null) return read;
    }
  }
  return null;
}

function attributesIn(bytes: Uint8Array): { readonly rows: readonly Row[]; readonly cut: boolean } | null {
  const rows = new Map<string, Row>();
  /** Place of each open element, and how often each name was below it. */
  const open: { place: string; below: Map<string, number> }[] = [];
  let characters = 0;
  for (const { name, depth, attributes } of readAxml(bytes)) {
    if (depth === 0 && name !== 'manifest') return null;
    open.length = Math.min(open.length, depth);
    const parent = open.at(-1);
    const number = (parent?.below.get(name) ?? 0) + 1;
    parent?.below.set(name, number);
    const place = `${parent === undefined ? '' : `${parent.place}/`}${name}${number > 1 ? `[${number}]` : ''}`;
    open.push({ place, below: new Map() });
    for (const { id, name: stored, value } of attributes) {
      const attribute = attributeName(id) ?? stored;
      const shown = shownValue(value);
      characters += place.length + attribute.length + (typeof shown === 'string' ? shown.length : 0);
      if (rows.size >= MOST_ATTRIBUTES || characters > MOST_CHARACTERS) return { rows: [...rows.values()], cut: true };
      const key = `${place} ${attribute}`;
      // The first one counts, as for Android.
      if (!rows.has(key)) rows.set(key, [place, attribute, shown]);
    }
  }
  return open.length === 0 ? null : { rows: [...rows.values()], cut: false };
}

/** A resource is shown by its id: `@7f010000`. */
function shownValue(value: TypedValue): Value {
  switch (value.kind) {
    case 'text':
      return value.text;
    case 'number':
    case 'boolean':
      return value.value;
    case 'reference':
      return `@${value.id.toString(16).padStart(8, '0')}`;
    case 'other':
      return null;
  }
}

function certificateRows(certificates: readonly StatedCertificate[]): Row[] {
  const rows = new Map<string, Row>();
  for (const { scheme, certificate, former } of certificates) {
    const hash = sha256(certificate);
    const row = [scheme, hash, former ? 'former' : 'signer', ...stated(certificate)];
    if (!rows.has(`${scheme} ${hash}`)) rows.set(`${scheme} ${hash}`, row);
  }
  return [...rows.values()];
}

/** Subject, issuer, and the times between which it holds (UTC); all null where it is no certificate. */
function stated(certificate: Uint8Array): readonly (string | null)[] {
  try {
    const { subject, issuer, validFrom, validTo } = new X509Certificate(certificate);
    return [inOneLine(subject), inOneLine(issuer), time(validFrom), time(validTo)];
  } catch {
    return [null, null, null, null];
  }
}

const inOneLine = (name: string): string => name.replaceAll('\n', ', ');

function time(text: string): string | null {
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : new Date(at).toISOString().replace('.000Z', 'Z');
}
