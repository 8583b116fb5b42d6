/**
 * Certificates of a PKCS#7 SignedData (RFC 2315, section 9; X.690 for DER), as META-INF/*.RSA, *.DSA and *.EC hold one.
 * Only what DER allows: no length is left open.
 */
const TAG = { integer: 0x02, oid: 0x06, sequence: 0x30, set: 0x31, first: 0xa0 } as const;
const MOST_CHILDREN = 64;

interface Node {
  readonly tag: number;
  /** With tag and length. */
  readonly whole: Buffer;
  readonly body: Buffer;
}

/** The certificates (DER) that its signers name; all that it holds where none is named. Never throws. */
export function signersOfPkcs7(bytes: Buffer): Buffer[] {
  const [content] = nodesIn(bytes);
  const explicit = childrenOf(content).find(({ tag }) => tag === TAG.first);
  const signed = childrenOf(childrenOf(explicit)[0]);
  const certificates = childrenOf(signed.find(({ tag }) => tag === TAG.first)).filter(
    ({ tag }) => tag === TAG.sequence,
  );
  const infos = signed.at(-1);
  const named = infos?.tag === TAG.set ? childrenOf(infos).map(issuerAndSerial) : [];
  const signers = certificates.filter((each) => {
    const own = nameOf(each);
    return own !== null && named.some((one) => one?.equals(own) === true);
  });
  return (signers.length > 0 ? signers : certificates).map(({ whole }) => whole);
}

/** Issuer and serial number of a SignerInfo, as they are encoded. */
function issuerAndSerial(info: Node): Buffer | null {
  const both = childrenOf(info)[1];
  return both?.tag === TAG.sequence ? both.body : null;
}

/** The same of a certificate (RFC 5280, section 4.1): version if it is not the first, serial, algorithm, issuer. */
function nameOf(certificate: Node): Buffer | null {
  const fields = childrenOf(childrenOf(certificate)[0]).filter(({ tag }) => tag !== TAG.first);
  const [serial, , issuer] = fields;
  if (serial?.tag !== TAG.integer || issuer?.tag !== TAG.sequence) return null;
  return Buffer.concat([issuer.whole, serial.whole]);
}

const childrenOf = (node: Node | undefined): Node[] => (node === undefined ? [] : nodesIn(node.body));

function nodesIn(bytes: Buffer): Node[] {
  const out: Node[] = [];
  for (let at = 0; at + 2 <= bytes.length && out.length < MOST_CHILDREN; ) {
    const first = bytes[at + 1] as number;
    const more = first < 0x80 ? 0 : first & 0x7f;
    const start = at + 2 + more;
    if (first === 0x80 || more > 4 || start > bytes.length) break;
    const length = more === 0 ? first : bytes.readUIntBE(at + 2, more);
    if (length > bytes.length - start) break;
    const end = start + length;
    out.push({ tag: bytes[at] as number, whole: bytes.subarray(at, end), body: bytes.subarray(start, end) });
    at = end;
  }
  return out;
}
