import { createCipheriv, hash } from 'node:crypto';
import { concat, u32be, utf8 } from '../encode/bytes.ts';
import { seeded } from '../encode/seed.ts';
import type { CorpusFile } from '../file.ts';
import { ROOT_APP, ROOT_OTHER, rootApk } from './root-app.ts';

const SECRET = 'cd562f61-5399-3978-ac76-7c54b0508010';

const u64be = (value: number): Uint8Array => concat([u32be(Math.floor(value / 2 ** 32)), u32be(value % 2 ** 32)]);

interface LgItem {
  readonly category: string;
  readonly package?: string;
  readonly file: string;
  readonly body: Uint8Array;
}

/** `.lbf` of the newer kind: front, data as it is, encrypted XML, trailer. */
function lbf(items: readonly LgItem[]): Uint8Array {
  const front = 13;
  let at = front;
  const lines = items.map((item) => {
    const where = `StartOffset="${at}" DataSize="${item.body.length}"`;
    at += item.body.length;
    const inner =
      item.package === undefined ? '' : `<APPLICATION Name="${item.package}" FileName="${item.file}" ${where}/>`;
    return `<BackupItem Category="${item.category}" FileName="${item.package === undefined ? item.file : ''}" ${where}>${inner}</BackupItem>`;
  });
  const xml = utf8(
    `<?xml version="1.0" encoding="UTF-8"?><LGBackup><Common Attr="IsNew"/>${lines.join('')}&#5;</LGBackup>`,
  );
  const cipher = createCipheriv('aes-256-ecb', Buffer.from(hash('sha256', SECRET, 'hex'), 'hex'), null);
  const sealed = new Uint8Array(Buffer.concat([cipher.update(xml), cipher.final()]));
  const place = concat([u64be(at), u32be(sealed.length)]);
  return concat([
    Uint8Array.of(0),
    u32be(sealed.length),
    u64be(at),
    ...items.map(({ body }) => body),
    sealed,
    new Uint8Array(20),
    place,
    Uint8Array.of(0),
  ]);
}

/** A backup of LG's own program, and one whose header points past its end. */
export function* lgBackupCases(): Iterable<CorpusFile> {
  const items: LgItem[] = [
    { category: 'APPLICATION', package: ROOT_APP, file: `${ROOT_APP}.apk`, body: rootApk() },
    {
      category: 'APPLICATION',
      package: ROOT_OTHER,
      file: `${ROOT_OTHER}.dat`,
      body: utf8('of a layout that is not known'),
    },
    { category: 'CONTACT', file: 'contact.vcf', body: utf8('BEGIN:VCARD\nEND:VCARD\n') },
  ];
  yield {
    path: 'lg-backup/ok/phone.lbf',
    bytes: lbf(items),
    description: 'LG Backup: an APK, an app of unknown layout, contacts',
  };
  // Large enough that each part has something of its own.
  const long = lbf([
    ...items,
    { category: 'VIDEO', file: 'clip.mp4', body: seeded('lg parts').bytes(3000) },
    { category: 'MEMO', file: 'memo.dat', body: utf8('the last item') },
  ]);
  const cuts = [0, 1500, 3000, long.length];
  const parts = ['phone.lbf0', 'phone.lbf1', 'phone.lbf'].map(
    (name, i) => [name, long.subarray(cuts[i], cuts[i + 1])] as const,
  );
  for (const [name, bytes] of parts) {
    yield { path: `lg-backup/ok/parts/${name}`, bytes, description: 'LG Backup in three parts' };
    if (name !== 'phone.lbf0')
      yield {
        path: `lg-backup/broken/first-part-missing/${name}`,
        bytes,
        description: 'LG Backup in three parts, the first one missing',
      };
    if (name === 'phone.lbf1') continue;
    yield {
      path: `lg-backup/broken/part-missing/${name}`,
      bytes,
      description: 'LG Backup in three parts, the middle one missing',
    };
  }
  const broken = lbf([items[0] as LgItem, { ...(items[2] as LgItem), body: new Uint8Array(5000) }]);
  // The item is still listed with its length, and the bytes before the list are fewer.
  const front = Buffer.from(broken);
  const at = Number(front.readBigUInt64BE(5));
  const cut = Buffer.concat([front.subarray(0, at - 4000), front.subarray(at)]);
  cut.writeBigUInt64BE(BigInt(at - 4000), 5);
  yield {
    path: 'lg-backup/broken/short.lbf',
    bytes: new Uint8Array(cut),
    description: 'LG Backup: the last item is shorter than listed',
  };
}
