/** Android's layouts: where a location is on a device, and which location a device path or a backup token means. */
export { devicePath } from './device-path.ts';
export {
  locateBackupMember,
  locateBackupToken,
  locateManifest,
  locateSharedToken,
} from './full-backup.ts';
export { type Located, locateDevicePath } from './locate-device-path.ts';
export { isPackageName } from './package-name.ts';
export { isNamedSystemStore, type SystemStore, systemStore } from './system-stores.ts';
