/** Java's modified UTF-8: NUL as two bytes, each half of a surrogate pair as three (java.io.DataInput). Damage gives wrong characters. */
export function modifiedUtf8(bytes: Buffer): string {
  let out = '';
  let plain = 0;
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] as number;
    if (lead < 0x80) {
      at += 1;
      continue;
    }
    out += bytes.toString('latin1', plain, at);
    const second = (bytes[at + 1] ?? 0) & 0x3f;
    if (lead >= 0xf0) {
      // Newer versions write UTF-8 proper.
      out += bytes.toString('utf8', at, at + 4);
      at += 4;
    } else if (lead >= 0xe0) {
      out += String.fromCharCode(((lead & 0x0f) << 12) | (second << 6) | ((bytes[at + 2] ?? 0) & 0x3f));
      at += 3;
    } else {
      out += String.fromCharCode(((lead & 0x1f) << 6) | second);
      at += 2;
    }
    plain = at;
  }
  return out + bytes.toString('latin1', plain);
}
