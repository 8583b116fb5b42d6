/** Names of the files that LevelDB keeps in a store's folder (leveldb/db/filename.cc). */
const LEVEL_FILE = /^(?:CURRENT|LOCK|LOG(?:\.old)?|MANIFEST-\d{1,20}|\d{1,20}\.(?:log|ldb|sst|dbtmp))$/;
const LEVEL_MANIFEST = /^MANIFEST-\d{1,20}$/;
const LEVEL_DATA = /^\d{1,20}\.(?:log|ldb|sst)$/;
/** MMKV's own folder, where an app chooses no other (MMKV.java, initialize: filesDir + "/mmkv"). */
const MMKV_FOLDER = /(?:^|\/)mmkv\//;
const META_SUFFIX = '.crc';
/** MMKV meta files are one memory page of the device that made them, or some (MMKV_IO.cpp). */
const MEMORY_PAGE = 4096;
/** One name alone is chance (`LOG`, `1.log`): two kinds of files must be there. */
const KINDS_WANTED = 2;

export function isLevelFile(name: string): boolean {
  return LEVEL_FILE.test(name);
}

/** Whether names found in one folder make it a LevelDB store: two of a CURRENT, a manifest, and data. */
export function isLevelFolder(names: readonly string[]): boolean {
  const kinds = [
    names.includes('CURRENT'),
    names.some((name) => LEVEL_MANIFEST.test(name)),
    names.some((name) => LEVEL_DATA.test(name)),
  ];
  return kinds.filter(Boolean).length >= KINDS_WANTED;
}

/** Whether a file is named as a log or table: of a store without its manifest nothing else is left (arrange.ts). */
export function isLevelData(name: string): boolean {
  return LEVEL_DATA.test(name);
}

/** The store that a file is the meta file of, as far as its name and size say it; null for any other. */
export function metaBase(path: string, bytes: number | null): string | null {
  if (!path.endsWith(META_SUFFIX) || bytes === null || bytes === 0 || bytes % MEMORY_PAGE !== 0) return null;
  return path.slice(0, -META_SUFFIX.length);
}

/** Whether a file is, by its name and folder alone, part of a store that is read whole, however its bytes look. */
export function isStorePart(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return isLevelFile(name) || MMKV_FOLDER.test(path) || name.endsWith(META_SUFFIX);
}

/** The agent that writes each call as an entity of its own, by the call's number (AOSP CallLogBackupAgent). */
const CALL_LOG_AGENT = 'com.android.calllogbackup';

/** Whether a key is one call of many that one agent keeps: together they are one store. */
export function isCallEntity(packageName: string | null, key: string): boolean {
  return packageName === CALL_LOG_AGENT && /^\d{1,19}$/.test(key);
}
