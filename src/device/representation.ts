import type { Location } from '../android/location.ts';

/** What several stores keep in shapes of their own: the phone in a database, a backup's agent in a file it makes. */
export const FACT_KINDS = ['sms', 'calls', 'contacts', 'networks'] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/** Where a kind of facts lies: `package` and `domain` of the place, or null for what has no place on a device. */
interface Lodging {
  readonly kind: FactKind;
  readonly package: string | null;
  readonly domain: Location['domain'] | null;
  readonly feature?: string;
  readonly path: RegExp;
}

/**
 * The table of equivalences: what lies at two of these places, of one kind, says the same in two shapes. Sources:
 * AOSP (TelephonyProvider, ContactsProvider, TelephonyBackupAgent, CallLogBackupAgent, SettingsBackupAgent,
 * WifiConfigStore), formats/mimover/README.md "Payloads", formats/coloros/README.md, formats/huawei/README.md.
 */
const LODGINGS: readonly Lodging[] = [
  { kind: 'sms', package: 'com.android.providers.telephony', domain: 'database', path: /^mmssms\.db$/ },
  { kind: 'sms', package: 'com.android.providers.telephony', domain: 'files', path: /^\d{6}_sms_backup$/ },
  { kind: 'sms', package: 'com.android.mms', domain: 'agent', feature: '1', path: /^miui_bak\/_tmp_bak$/ },
  { kind: 'sms', package: null, domain: null, path: /(?:^|\/)(?:sms\.vmsg|sms\.db|mmssms\.db)$/i },
  { kind: 'calls', package: 'com.android.providers.contacts', domain: 'database', path: /^calllog\.db$/ },
  { kind: 'calls', package: 'com.android.calllogbackup', domain: 'kv', path: /^$/ },
  { kind: 'calls', package: 'com.android.contacts', domain: 'agent', feature: '1', path: /^miui_bak\/_tmp_bak$/ },
  { kind: 'calls', package: null, domain: null, path: /(?:^|\/)(?:callrecord_backup\.xml|calllog\.db)$/i },
  { kind: 'contacts', package: 'com.android.providers.contacts', domain: 'database', path: /^contacts2\.db$/ },
  { kind: 'contacts', package: 'com.android.contacts', domain: 'agent', feature: '2', path: /^miui_bak\/_tmp_bak$/ },
  { kind: 'contacts', package: null, domain: null, path: /(?:^|\/)contacts?\.vcf$/i },
  {
    kind: 'networks',
    package: null,
    domain: 'system',
    path: /^data\/misc(?:_ce\/\d+)?\/(?:apexdata\/com\.android\.wifi|wifi)\/(?:WifiConfigStore\.xml|wpa_supplicant\.conf)$/,
  },
  { kind: 'networks', package: 'com.android.settings', domain: 'agent', feature: '2', path: /^miui_bak\/_tmp_bak$/ },
  { kind: 'networks', package: 'com.android.providers.settings', domain: 'kv', path: /^wifi_new_config$/ },
];

/** Packages that facts lie in. */
export const FACT_PACKAGES: ReadonlySet<string> = new Set(
  LODGINGS.flatMap((lodging) => (lodging.package === null ? [] : [lodging.package])),
);

/** What kind of facts lies at a place, as far as the place alone says it; null for any other. */
export function factKindAt(place: Location | null, entry: string): FactKind | null {
  const found = LODGINGS.find(
    (lodging) =>
      lodging.domain === (place?.domain ?? null) &&
      lodging.package === (place?.package ?? null) &&
      (lodging.feature === undefined || lodging.feature === (place?.feature ?? null)) &&
      lodging.path.test(place?.path ?? entry),
  );
  return found?.kind ?? null;
}
