import { gzipSync } from 'fflate';
import type { AppArea, AppFile } from '../cases/root-app.ts';
import { type TarItem, tar } from './tar.ts';

/** The tar of one area of an app, as root tools pack it; `folder` is put before every name (`./`, `P/`). */
export function areaTar(
  files: readonly AppFile[],
  area: AppArea,
  folder: string,
  more: readonly TarItem[] = [],
): Uint8Array {
  const own = files
    .filter((each) => each.area === area)
    .map(({ path, body, mtime, uid }): TarItem => ({ path: `${folder}${path}`, body, mtime, uid }));
  return tar([...more, ...own], 'gnu');
}

export const gz = (bytes: Uint8Array): Uint8Array => gzipSync(bytes, { level: 9, mtime: 0 });
