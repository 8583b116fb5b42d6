import { createCipheriv, createHmac } from 'node:crypto';
import { concat, utf8 } from './bytes.ts';
import { database } from './sqlite.ts';

/** Backups of ColorOS (reference: formats/coloros/README.md). */

export interface ColorosSecret {
  /** 32 letters and digits. */
  readonly random: string;
  /** Decimal text of a signed 64-bit number. */
  readonly iv: string;
}

/** backup_config_new.db with one row for each secret. */
export const configDatabase = (secrets: readonly ColorosSecret[]): Uint8Array =>
  database({ userVersion: 1 }, (db) => {
    db.run('CREATE TABLE EncryptInfo (_id INTEGER PRIMARY KEY, random TEXT, iv TEXT)');
    db.insert(
      'EncryptInfo',
      secrets.map(({ random, iv }, i) => [i + 1, random, iv]),
    );
  });

/** A list as the program encrypts it. */
export function sealedList(plain: Uint8Array, { random, iv }: ColorosSecret): Uint8Array {
  const digest = createHmac('sha256', random).update('rTMVTmZYZVMTTEGt-Backup_Restore-').digest('hex');
  const key = [...digest].filter((_, i) => i % 2 === 0).join('');
  const engine = createCipheriv('aes-256-cbc', utf8(key), utf8(iv.slice(0, 16)));
  return concat([engine.update(plain), engine.final()]);
}
