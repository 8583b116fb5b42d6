/** `<package>-<date>-<time>.properties`. */
export const MANIFEST_NAME = /^(.+)-(\d{8}-\d{6})\.properties$/;
/** What is packed beside it under the same name. */
export const DATA_NAME = /^(.+-\d{8}-\d{6})\.tar(?:\.(?:gz|bz2|lzop))?$/;
/** `<package>-<MD5>.apk`, packed or not. */
export const APK_NAME = /^(.+)-([0-9a-f]{32})\.apk(?:\.(?:gz|bz2|lzop))?$/;
