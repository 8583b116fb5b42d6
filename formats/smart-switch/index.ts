import type { Format } from '../../src/vfs/format.ts';
import { bundle } from './bundle.ts';

/** What Samsung Smart Switch leaves on a PC or a card: app data, APKs and items under a secret that lies beside them. */
export const smartSwitch: Format = {
  id: 'smart-switch',
  title: 'Samsung Smart Switch backup',
  validated: 'synthetic',
  bundle,
};
