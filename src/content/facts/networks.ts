import { readNetworks } from '../miui-agent/networks.ts';
import { decodeText } from '../text.ts';
import type { Value } from '../value.ts';
import type { FactList, FactSource } from './fact-list.ts';

const TEXT_LIMIT = 16 * 1024 * 1024;

/** Networks that a phone remembers, of WifiConfigStore.xml, wpa_supplicant.conf, or a backup of either. */
export function readKnownNetworks({ parts }: FactSource): FactList | null {
  const main = parts.get('main');
  const text = main === undefined || main.size > TEXT_LIMIT ? undefined : decodeText(main.whole())?.text;
  const networks = text === undefined ? [] : readNetworks(text);
  if (networks.length === 0) return null;
  const rows = networks.map((network) => {
    const by = new Map([...network].map(([name, value]) => [name.toLowerCase(), value]));
    return [bare(by.get('ssid')), bare(by.get('presharedkey') ?? by.get('psk'))];
  });
  return { columns: ['ssid', 'presharedkey'], rows, beyond: 0 };
}

/** Names and keys that are text stand in quotes; one in hexadecimal digits does not. */
function bare(value: Value | undefined): Value {
  if (typeof value !== 'string' || value === '') return null;
  return /^".*"$/s.test(value) ? value.slice(1, -1) : value;
}
