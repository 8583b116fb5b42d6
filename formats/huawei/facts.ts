import type { BundleFacts } from '../../src/vfs/entry.ts';
import type { InfoIndex } from './info-xml.ts';
import { hasOracle, type Variant } from './keys.ts';

/** How a session is sealed, as far as its index says: rounds and cipher are found by trying (README, "Keys"). */
export function sealFacts(index: InfoIndex): BundleFacts {
  const wrapped = index.perBackupKey !== null;
  return {
    type: 'facts',
    version: index.header.backupVersionName,
    encryption: 'AES-256',
    more: {
      keys: wrapped ? 'a key of the backup, under the password (version 4)' : 'the password itself (version 3)',
      kdf: 'PBKDF2-HMAC-SHA256',
      passwordProvenBy: wrapped ? 'tag' : hasOracle(index) ? 'digest' : 'content alone',
    },
  };
}

/** What opened it. */
export function variantFacts({ rounds, cipher }: Variant): BundleFacts {
  const more = {
    cipher: `AES-256-${cipher.toUpperCase()}`,
    rounds,
    provenBy: cipher === 'gcm' ? 'tag' : 'magic or HMAC',
  };
  return { type: 'facts', version: null, encryption: null, more };
}

/** `dateTime` is in milliseconds since 1970. */
export function dateOf(text: string | null): string | null {
  if (text === null || !/^\d{12,14}$/.test(text)) return null;
  return new Date(Number(text)).toISOString();
}
