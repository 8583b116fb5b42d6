import { inflateWhole } from '../../bytes/inflate-whole.ts';
import type { DirectorySink } from './directory.ts';
import { type StatedCertificate, statedCertificates } from './signing.ts';
import { collectTail, END_BYTES } from './tail.ts';

/** Packed bytes of an APK's member that were kept as it passed. */
export interface KeptMember {
  readonly name: string;
  /** Of its local header, from the beginning of the APK. */
  readonly offset: number;
  readonly method: number;
  readonly packed: Uint8Array;
}

/** Takes the bytes of an APK as they pass, and keeps those of the members that say something of backups or signers. */
export interface MemberCollector {
  add(bytes: Uint8Array): void;
  /** Members of that name, first the one that the central directory names. */
  named(name: string): readonly KeptMember[];
  /** No compiled XML and no table of resources is needed any more. */
  dropResources(): void;
  /** The central directory was reached: what is missing is not in this APK. */
  readonly complete: boolean;
  /** After the last bytes: whether the end record names the directory that was taken. */
  finish(): boolean;
  /** After `finish`: a signing block ends before the directory, and could not be read. */
  hasBrokenBlock(): boolean;
  /** After `finish`: the certificates that the signing block and META-INF state. */
  certificates(): readonly StatedCertificate[];
}

export const MANIFEST_NAME = 'AndroidManifest.xml';
export const TABLE_NAME = 'resources.arsc';

/** Bounds on what is kept of one APK, in packed bytes. */
const MOST_MANIFEST_BYTES = 8 * 2 ** 20;
const MOST_MANIFESTS = 4;
const MOST_TABLE_BYTES = 32 * 2 ** 20;
const MOST_TABLES = 2;
const MOST_XML_BYTES = 32 * 1024;
const MOST_SIGNATURE_BYTES = 64 * 1024;
const MOST_SIGNATURES = 8;
const MOST_XML_BYTES_TOGETHER = 4 * 2 ** 20;
/** Bounds on what they unpack to. */
export const MOST_UNPACKED_TABLE_BYTES = 128 * 2 ** 20;
export const MOST_UNPACKED_XML_BYTES = 16 * 2 ** 20;
const MOST_UNPACKED_SIGNATURE_BYTES = 256 * 1024;

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const DESCRIPTOR = 0x08074b50;
const END = 0x06054b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const DESCRIPTOR_BYTES = 16;
const FLAG_DESCRIPTOR = 8;
const METHOD_DEFLATED = 8;
const MARK = Buffer.from('PK', 'latin1');
const MOST_CENTRAL = 1_000_000;
/** PKCS#7 of the JAR signature: all that v1 says of the signer. */
const SIGNATURE = /^META-INF\/[^/]+\.(?:RSA|DSA|EC)$/i;

interface Open {
  readonly name: string;
  readonly offset: number;
  readonly method: number;
  /** Bytes to come; null where only a descriptor will tell. */
  left: number | null;
  /** Data bytes so far. */
  seen: number;
  kept: Uint8Array[] | null;
  keptBytes: number;
  readonly most: number;
}

/** The members of a zip as a stream (PKWARE APPNOTE): local headers tell what passes, the directory what counts. */
export function collectMembers(onManifest: (member: KeptMember) => void, directory: DirectorySink): MemberCollector {
  const kept: KeptMember[] = [];
  const tail = collectTail(directory);
  const central = new Map<string, number[]>();
  let window: Buffer = Buffer.alloc(0);
  let base = 0;
  let open: Open | null = null;
  let complete = false;
  let resources = true;
  let xmlBytes = 0;
  let records = 0;

  const mostOf = (name: string): number => {
    const count = kept.filter((member) => member.name === name).length;
    if (name === MANIFEST_NAME) return count < MOST_MANIFESTS ? MOST_MANIFEST_BYTES : 0;
    if (SIGNATURE.test(name))
      return kept.filter((member) => SIGNATURE.test(member.name)).length < MOST_SIGNATURES ? MOST_SIGNATURE_BYTES : 0;
    if (!resources) return 0;
    if (name === TABLE_NAME) return count < MOST_TABLES ? MOST_TABLE_BYTES : 0;
    const mayBeXml = name.endsWith('.xml') || (name.startsWith('res/') && !/\.[a-z0-9]{2,5}$/i.test(name));
    return mayBeXml ? Math.min(MOST_XML_BYTES, MOST_XML_BYTES_TOGETHER - xmlBytes) : 0;
  };
  const keep = (member: Open, bytes: Uint8Array): void => {
    if (member.kept === null) return;
    member.keptBytes += bytes.length;
    if (member.keptBytes > member.most) member.kept = null;
    else member.kept.push(Uint8Array.from(bytes));
  };
  const close = (member: Open): void => {
    open = null;
    if (member.kept === null) return;
    const whole = { ...member, packed: Buffer.concat(member.kept, member.keptBytes) };
    const { name, offset, method, packed } = whole;
    kept.push({ name, offset, method, packed });
    if (name === MANIFEST_NAME) onManifest({ name, offset, method, packed });
    else if (name !== TABLE_NAME && !SIGNATURE.test(name)) xmlBytes += packed.length;
  };

  /** The data of the open member in the window; gives the bytes used, or null where more are needed first. */
  const data = (member: Open): number | null => {
    if (member.left !== null) {
      const take = Math.min(member.left, window.length);
      keep(member, window.subarray(0, take));
      member.left -= take;
      if (member.left === 0) close(member);
      return take;
    }
    // No length: the descriptor that follows the data states as many bytes as went by.
    for (let at = window.indexOf(MARK); at >= 0; at = window.indexOf(MARK, at + 1)) {
      if (at + DESCRIPTOR_BYTES > window.length) break;
      const mark = window.readUInt32LE(at);
      const plain = mark === DESCRIPTOR && window.readUInt32LE(at + 8) === member.seen + at;
      const bare =
        (mark === LOCAL || mark === CENTRAL) && at >= 12 && window.readUInt32LE(at - 8) === member.seen + at - 12;
      if (!plain && !bare) continue;
      const length = plain ? at : at - 12;
      keep(member, window.subarray(0, length));
      close(member);
      return plain ? at + DESCRIPTOR_BYTES : at;
    }
    const take = window.length - 2 * DESCRIPTOR_BYTES;
    if (take <= 0) return null;
    keep(member, window.subarray(0, take));
    member.seen += take;
    return take;
  };

  /** A record at the beginning of the window, or what lies between records. */
  const record = (): number | null => {
    if (window.length < LOCAL_BYTES) return null;
    const mark = window.readUInt32LE(0);
    if (mark === LOCAL) {
      const nameEnd = LOCAL_BYTES + window.readUInt16LE(26);
      const end = nameEnd + window.readUInt16LE(28);
      if (window.length < end) return null;
      const name = window.toString('utf8', LOCAL_BYTES, nameEnd);
      const packed = window.readUInt32LE(18);
      const unknown = (window.readUInt16LE(6) & FLAG_DESCRIPTOR) !== 0 && packed === 0;
      const most = mostOf(name);
      const wanted = most > 0 && (unknown || packed <= most);
      open = {
        name,
        offset: base,
        method: window.readUInt16LE(8),
        left: unknown ? null : packed,
        seen: 0,
        kept: wanted ? [] : null,
        keptBytes: 0,
        most,
      };
      if (open.left === 0) close(open);
      tail.local();
      return end;
    }
    if (mark === CENTRAL) {
      if (window.length < CENTRAL_BYTES) return null;
      const nameEnd = CENTRAL_BYTES + window.readUInt16LE(28);
      const end = nameEnd + window.readUInt16LE(30) + window.readUInt16LE(32);
      if (window.length < end) return null;
      complete = true;
      tail.central(window.subarray(0, end), base);
      const name = window.toString('utf8', CENTRAL_BYTES, nameEnd);
      if (records++ < MOST_CENTRAL && kept.some((member) => member.name === name))
        central.set(name, [...(central.get(name) ?? []), window.readUInt32LE(42)]);
      return end;
    }
    if (mark === END) tail.end(window);
    // The signing block, or padding.
    const next = window.indexOf(MARK, 1);
    const length = next < 0 ? window.length - 1 : next;
    tail.between(window.subarray(0, length));
    return length;
  };

  return {
    add(bytes) {
      window =
        window.length === 0
          ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
          : Buffer.concat([window, bytes]);
      for (;;) {
        if (window.length === 0) return;
        const used = open === null ? record() : data(open);
        if (used === null) break;
        base += used;
        window = window.subarray(used);
      }
      // The source reuses its chunk.
      window = Buffer.from(window);
    },
    named(name) {
      const places = central.get(name) ?? [];
      const rank = (member: KeptMember): number => -places.lastIndexOf(member.offset);
      return kept.filter((member) => member.name === name).sort((a, b) => rank(a) - rank(b));
    },
    dropResources() {
      resources = false;
      const stays = ({ name }: KeptMember): boolean => name === MANIFEST_NAME || SIGNATURE.test(name);
      for (let i = kept.length - 1; i >= 0; i--) if (!stays(kept[i] as KeptMember)) kept.splice(i, 1);
    },
    finish() {
      // An end record without a comment is shorter than what a record is looked for in.
      if (open === null && window.length >= END_BYTES && window.readUInt32LE(0) === END) tail.end(window);
      return tail.found;
    },
    hasBrokenBlock: () => tail.found && tail.block === 'broken',
    certificates() {
      const files = kept.filter(({ name, offset }) => SIGNATURE.test(name) && central.get(name)?.at(-1) === offset);
      const unpacked = files.flatMap((file) => unpackMember(file, MOST_UNPACKED_SIGNATURE_BYTES) ?? []);
      return statedCertificates(tail.block, unpacked);
    },
    get complete() {
      return complete;
    },
  };
}

/** The bytes of a member, at most `limit` of them. What is neither deflated nor stored, Android reads as stored. */
export function unpackMember({ method, packed }: KeptMember, limit: number): Uint8Array | null {
  if (method === METHOD_DEFLATED) return inflateWhole(packed, limit);
  return packed.length <= limit ? packed : null;
}
