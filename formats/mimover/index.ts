import type { Format } from '../../src/vfs/format.ts';
import { bundle } from './bundle.ts';
import { container } from './container.ts';

/** MIUI's local backup, which Mi Mover uses too: one .bak per app and feature, sets of them with descript.xml. */
export const mimover: Format = {
  id: 'mimover',
  title: 'MIUI / HyperOS backup and Mi Mover (.bak, sets with descript.xml)',
  validated: 'synthetic',
  container,
  bundle,
};
