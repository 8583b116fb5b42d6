/** Takes the records of a central directory (PKWARE APPNOTE 4.3.12) as they pass. */
export interface DirectorySink {
  /** A directory begins: what was taken before was none. */
  restart(): void;
  /** One whole record, in memory that is used again. */
  take(record: Buffer): void;
}

/** What a central directory states of its members, as far as two of them are compared. Plain data: it crosses threads. */
export interface MemberPrints {
  readonly count: number;
  /** Four words a member: two of a hash of its name, CRC-32, bytes; null where there are too many to be kept. */
  readonly prints: Uint32Array | null;
}

/** What two APKs have in common, member by member, by the names, lengths and checksums that they state. */
export interface MemberCounts {
  readonly same: number;
  readonly changed: number;
  readonly sourceOnly: number;
  readonly targetOnly: number;
  /** No member differs but those of META-INF that sign the others. */
  readonly signatureOnly: boolean;
}

const RECORD = { method: 10, crc: 16, packed: 20, bytes: 24, nameLength: 28 } as const;
const RECORD_BYTES = 46;
/** What a zip without Zip64 can hold. */
const MOST_MEMBERS = 65_535;
const FIRST_MEMBERS = 1024;
const WORDS = 4;
const SIGNATURE = /^META-INF\/(?:MANIFEST\.MF|[^/]+\.(?:SF|RSA|DSA|EC))$/i;
const META_INF = 'M'.charCodeAt(0);

/** A member as the directory states it. */
export interface ListedMember {
  readonly name: string;
  readonly bytes: number;
  readonly packed: number;
  readonly crc32: number;
  readonly method: number;
}

export function listedMember(record: Buffer): ListedMember {
  return {
    name: nameIn(record).toString('utf8'),
    bytes: record.readUInt32LE(RECORD.bytes),
    packed: record.readUInt32LE(RECORD.packed),
    crc32: record.readUInt32LE(RECORD.crc),
    method: record.readUInt16LE(RECORD.method),
  };
}

const nameIn = (record: Buffer): Buffer =>
  record.subarray(RECORD_BYTES, RECORD_BYTES + record.readUInt16LE(RECORD.nameLength));

/** Keeps 16 bytes a member: names are told apart by 63 bits of a hash, which nobody is kept from forging. */
export function collectPrints(): DirectorySink & { finish(): MemberPrints } {
  let prints = new Uint32Array(0);
  let count = 0;
  return {
    restart() {
      count = 0;
    },
    take(record) {
      const at = count++ * WORDS;
      if (count > MOST_MEMBERS) return;
      if (at + WORDS > prints.length) {
        const wider = new Uint32Array(Math.max(FIRST_MEMBERS * WORDS, prints.length * 2));
        wider.set(prints);
        prints = wider;
      }
      const name = nameIn(record);
      let [one, two] = [0x811c9dc5, 0x9747b28c];
      for (let i = 0; i < name.length; i++) {
        const byte = name[i] as number;
        one = Math.imul(one ^ byte, 0x01000193);
        two = Math.imul((two << 5) | (two >>> 27), 0x85ebca6b) ^ byte;
      }
      const signs = name[0] === META_INF && SIGNATURE.test(name.toString('latin1'));
      prints[at] = one;
      prints[at + 1] = (two & ~1) | (signs ? 1 : 0);
      prints[at + 2] = record.readUInt32LE(RECORD.crc);
      prints[at + 3] = record.readUInt32LE(RECORD.bytes);
    },
    finish: () => ({ count, prints: count > MOST_MEMBERS ? null : prints.slice(0, count * WORDS) }),
  };
}

/** Of a name that is there twice the last one counts. Null where the members of one were not kept. */
export function compareMembers(source: MemberPrints, target: MemberPrints): MemberCounts | null {
  if (source.prints === null || target.prints === null) return null;
  const [one, two] = [placesIn(source.prints), placesIn(target.prints)];
  let [same, changed, sourceOnly, others] = [0, 0, 0, 0];
  for (const [key, at] of one) {
    const other = two.get(key);
    const equal =
      other !== undefined &&
      source.prints[at + 2] === target.prints[other + 2] &&
      source.prints[at + 3] === target.prints[other + 3];
    if (equal) same += 1;
    else {
      if (other === undefined) sourceOnly += 1;
      else changed += 1;
      if (!signsOthers(source.prints, at)) others += 1;
    }
  }
  for (const [key, at] of two) if (!one.has(key) && !signsOthers(target.prints, at)) others += 1;
  const targetOnly = two.size - same - changed;
  return { same, changed, sourceOnly, targetOnly, signatureOnly: others === 0 };
}

const signsOthers = (prints: Uint32Array, at: number): boolean => ((prints[at + 1] as number) & 1) === 1;

function placesIn(prints: Uint32Array): Map<bigint, number> {
  const places = new Map<bigint, number>();
  for (let at = 0; at < prints.length; at += WORDS)
    places.set((BigInt(prints[at] as number) << 32n) | BigInt(prints[at + 1] as number), at);
  return places;
}
