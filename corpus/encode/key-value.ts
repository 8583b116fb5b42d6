import { concat, u32le, utf8 } from './bytes.ts';

/** One entity of a key/value stream; null data is a deletion. */
export interface Entity {
  readonly key: string;
  readonly data: Uint8Array | null;
}

const FILLER = 0xbc;
const DELETED = -1;
const FILE_HEADER_BYTES = 16;

/** BackupData (AOSP libs/androidfw/BackupData.cpp): padded with 0xBC to a multiple of 4, the last entity unpadded. */
export function backupData(entities: readonly Entity[]): Uint8Array {
  const parts: Uint8Array[] = [];
  let size = 0;
  const push = (bytes: Uint8Array) => {
    parts.push(bytes);
    size += bytes.length;
  };
  const align = () => {
    if (size % 4 !== 0) push(new Uint8Array(4 - (size % 4)).fill(FILLER));
  };
  for (const { key, data } of entities) {
    align();
    const name = utf8(key);
    push(
      concat([utf8('Data'), u32le(name.length), u32le(data === null ? DELETED : data.length), name, Uint8Array.of(0)]),
    );
    align();
    if (data !== null) push(data);
  }
  return concat(parts);
}

/** The 16 bytes before a file's content in FileBackupHelper and SharedPreferencesBackupHelper: version 1, mode, zeros. */
export function helperFile(mode: number, content: Uint8Array): Uint8Array {
  const head = new Uint8Array(FILE_HEADER_BYTES);
  const view = new DataView(head.buffer);
  view.setInt32(0, 1, true);
  view.setInt32(4, mode, true);
  return concat([head, content]);
}
