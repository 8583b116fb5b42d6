/** bzip2 (Joe Tsai, "bzip2 Format Specification"): rotations sorted outright, two equal tables of even lengths. */

const BLOCK_MAGIC = 0x314159265359n;
const END_MAGIC = 0x177245385090n;
const GROUP = 50;

function bitWriter() {
  const bits: number[] = [];
  return {
    put(value: number | bigint, width: number) {
      const wide = BigInt(value);
      for (let bit = width - 1; bit >= 0; bit -= 1) bits.push(Number((wide >> BigInt(bit)) & 1n));
    },
    bytes() {
      const out = new Uint8Array(Math.ceil(bits.length / 8));
      bits.forEach((bit, i) => {
        out[i >> 3] = (out[i >> 3] as number) | (bit << (7 - (i & 7)));
      });
      return out;
    },
  };
}

function crc32Msb(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return ~crc >>> 0;
}

/** Four equal bytes are followed by how many more of them there are. */
function runLengths(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    let end = at;
    while (end < bytes.length && end - at < 259 && bytes[end] === bytes[at]) end += 1;
    const count = end - at;
    for (let i = 0; i < Math.min(4, count); i += 1) out.push(bytes[at] as number);
    if (count >= 4) out.push(count - 4);
    at = end;
  }
  return Uint8Array.from(out);
}

function transform(bytes: Uint8Array): { last: Uint8Array; origin: number } {
  const twice = Buffer.concat([bytes, bytes]);
  const order = Array.from(bytes, (_, i) => i).sort(
    (a, b) => twice.compare(twice, b, b + bytes.length, a, a + bytes.length) || a - b,
  );
  const last = Uint8Array.from(order, (at) => twice[at + bytes.length - 1] as number);
  return { last, origin: order.indexOf(0) };
}

/** Move to front, runs of the front in digits of two kinds, and the end symbol. */
function symbolsOf(last: Uint8Array, alphabet: readonly number[]): number[] {
  const front = [...alphabet];
  const out: number[] = [];
  let run = 0;
  const flush = () => {
    for (; run > 0; run = Math.floor((run - 1) / 2)) out.push(run % 2 === 1 ? 0 : 1);
  };
  for (const byte of last) {
    const place = front.indexOf(byte);
    if (place === 0) {
      run += 1;
      continue;
    }
    flush();
    front.splice(place, 1);
    front.unshift(byte);
    out.push(place + 1);
  }
  flush();
  out.push(alphabet.length + 1);
  return out;
}

/** A stream of one or more blocks. */
export function bzip2(bytes: Uint8Array, blockBytes = 8192): Uint8Array {
  const writer = bitWriter();
  for (const byte of Buffer.from('BZh1', 'latin1')) writer.put(byte, 8);
  let total = 0;
  for (let at = 0; at < bytes.length; at += blockBytes) {
    const plain = bytes.subarray(at, at + blockBytes);
    const crc = crc32Msb(plain);
    total = ((total << 1) | (total >>> 31)) ^ crc;
    const { last, origin } = transform(runLengths(plain));
    const alphabet = [...new Set(last)].sort((a, b) => a - b);
    const symbols = symbolsOf(last, alphabet);
    writer.put(BLOCK_MAGIC, 48);
    writer.put(crc, 32);
    writer.put(0, 1);
    writer.put(origin, 24);
    for (let group = 0; group < 16; group += 1) writer.put(alphabet.some((byte) => byte >> 4 === group) ? 1 : 0, 1);
    for (let group = 0; group < 16; group += 1) {
      if (!alphabet.some((byte) => byte >> 4 === group)) continue;
      for (let i = 0; i < 16; i += 1) writer.put(alphabet.includes(group * 16 + i) ? 1 : 0, 1);
    }
    const count = alphabet.length + 2;
    const width = Math.max(1, Math.ceil(Math.log2(count)));
    const groups = Math.ceil(symbols.length / GROUP);
    writer.put(2, 3);
    writer.put(groups, 15);
    for (let i = 0; i < groups; i += 1) writer.put(0, 1);
    for (let table = 0; table < 2; table += 1) {
      writer.put(width, 5);
      for (let i = 0; i < count; i += 1) writer.put(0, 1);
    }
    for (const symbol of symbols) writer.put(symbol, width);
  }
  writer.put(END_MAGIC, 48);
  writer.put(total >>> 0, 32);
  return writer.bytes();
}
