import type { Format } from '../../src/vfs/format.ts';
import { bundle } from './bundle.ts';

/** What "Backup & Restore" of OPPO, realme and OnePlus phones leaves: plain tars, and lists under a key beside them. */
export const coloros: Format = {
  id: 'coloros',
  title: 'ColorOS / OxygenOS / realme UI backup',
  validated: 'synthetic',
  bundle,
};
