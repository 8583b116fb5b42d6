import type { ApkFacts } from './encode/apk.ts';

/**
 * Backup policies as real apps have them, by their rules alone: rewritten from the manifests and rule files of their
 * public repositories, under names of our own. Nothing else of those apps is here.
 */
export type PolicyFacts = Omit<ApkFacts, 'package' | 'label' | 'versionCode' | 'versionName'>;

const ALL_CE = ['file', 'database', 'sharedpref', 'external', 'root'];
const ALL_DE = ['device_sharedpref', 'device_file', 'device_database', 'device_root'];
const without = (domains: readonly string[]) => domains.map((domain) => ({ exclude: domain, path: '.' }));

export const REAL_POLICIES = {
  /** As of Tusky, Thunderbird, WireGuard, Fenix, Session, Google Authenticator. */
  flagOnly: { targetSdk: 34, allowBackup: false },
  /** As of DuckDuckGo: nothing of the device-encrypted storage is named. */
  excludesCredentialStorage: {
    targetSdk: 34,
    allowBackup: false,
    fullBackupContent: without(ALL_CE),
    dataExtractionRules: { cloud: without(ALL_CE), transfer: without(ALL_CE) },
  },
  /** As of Bitwarden. */
  excludesEverything: {
    targetSdk: 34,
    allowBackup: false,
    fullBackupContent: without([...ALL_CE, ...ALL_DE]),
    dataExtractionRules: { cloud: without([...ALL_CE, ...ALL_DE]), transfer: without([...ALL_CE, ...ALL_DE]) },
  },
  /** As of Nextcloud: no section for a device transfer. */
  cloudSectionOnly: {
    targetSdk: 34,
    allowBackup: false,
    dataExtractionRules: { needsEncryption: true, cloud: without(['file']) },
  },
  /** As of Home Assistant. */
  includesDatabaseAndPreferences: {
    targetSdk: 34,
    allowBackup: true,
    dataExtractionRules: {
      cloud: [
        { include: 'database', path: '.' },
        { include: 'sharedpref', path: '.' },
        { exclude: 'sharedpref', path: 'session_0.xml' },
      ],
      transfer: [
        { include: 'database', path: '.' },
        { include: 'sharedpref', path: '.' },
        { exclude: 'sharedpref', path: 'session_0.xml' },
      ],
    },
  },
  /** As of Aegis: an agent that lets full backups be taken. */
  includesOneVault: {
    targetSdk: 34,
    allowBackup: true,
    backupAgent: '.VaultBackupAgent',
    fullBackupOnly: true,
    fullBackupContent: [
      { include: 'sharedpref', path: '.' },
      { include: 'file', path: 'backup/vault.json' },
    ],
    dataExtractionRules: {
      cloud: [
        { include: 'sharedpref', path: '.' },
        { include: 'file', path: 'backup/vault.json' },
      ],
      transfer: [
        { include: 'sharedpref', path: '.' },
        { include: 'file', path: 'backup/vault.json' },
      ],
    },
  },
  /** As of FreeOTP. */
  includesOnePreferencesFile: {
    targetSdk: 33,
    allowBackup: true,
    backupAgent: '.TokenBackup',
    fullBackupOnly: true,
    fullBackupContent: [{ include: 'sharedpref', path: 'tokenBackup.xml' }],
    dataExtractionRules: {
      cloud: [{ include: 'sharedpref', path: 'tokenBackup.xml' }],
      transfer: [{ include: 'sharedpref', path: 'tokenBackup.xml' }],
    },
  },
  /** As of Bitwarden Authenticator. */
  includesOneFileAndDatabases: {
    targetSdk: 34,
    allowBackup: true,
    fullBackupContent: [
      { include: 'sharedpref', path: 'settings.xml' },
      { include: 'database', path: '.' },
    ],
    dataExtractionRules: {
      cloud: [
        { include: 'sharedpref', path: 'settings.xml' },
        { include: 'database', path: '.' },
      ],
      transfer: [
        { include: 'sharedpref', path: 'settings.xml' },
        { include: 'database', path: '.' },
      ],
    },
  },
  /** As of Signal: keys and values only. */
  keyValueAgent: { targetSdk: 34, allowBackup: true, fullBackupOnly: false, backupAgent: '.NotesAgent' },
  /** As merged in from the Okta SDK: -shm must be named by hand. */
  excludesLibraryStore: {
    targetSdk: 34,
    allowBackup: true,
    fullBackupContent: [
      { exclude: 'database', path: 'token_database' },
      { exclude: 'database', path: 'token_database-wal' },
      { exclude: 'database', path: 'token_database-shm' },
      { exclude: 'file', path: 'datastore/tokens.preferences_pb' },
    ],
    dataExtractionRules: {
      cloud: [{ exclude: 'database', path: 'token_database' }],
      transfer: [
        { exclude: 'database', path: 'token_database' },
        { exclude: 'file', path: 'datastore/tokens.preferences_pb' },
      ],
    },
  },
  /** As of AnkiDroid. */
  saysNothing: { targetSdk: 34 },
  /** Flags of the transport are asked for. */
  includesWithFlags: {
    targetSdk: 30,
    allowBackup: true,
    fullBackupContent: [
      { include: 'file', path: 'sealed', requireFlags: 'clientSideEncryption' },
      { include: 'file', path: 'moved', requireFlags: 'deviceToDeviceTransfer' },
      { include: 'file', path: 'both', requireFlags: 'clientSideEncryption|deviceToDeviceTransfer' },
      { include: 'file', path: 'plain' },
    ],
  },
} as const satisfies Readonly<Record<string, PolicyFacts>>;
