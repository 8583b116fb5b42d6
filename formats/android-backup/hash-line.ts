import { cite } from '../../src/base/citation.ts';
import { type Header, readHeader } from './header.ts';

/**
 * The line that john (androidbackup) and hashcat (mode 18900) take:
 * `$ab$<version>*<cipher>*<rounds>*<user salt>*<checksum salt>*<user IV>*<master key blob>`, hex in lower case, cipher 0
 * for AES-256 (androidbackup2john.py). Null where nothing is encrypted. Throws Fault as readHeader does.
 */
export function hashLine(head: Uint8Array, name: string): string | null {
  const { version, keys }: Header = readHeader(head, cite(name));
  if (keys === null) return null;
  const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
  const { rounds, userSalt, checksumSalt, userIv, masterKeyBlob } = keys;
  return `$ab$${version}*0*${rounds}*${[userSalt, checksumSalt, userIv, masterKeyBlob].map(hex).join('*')}`;
}
