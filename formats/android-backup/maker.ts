import type { Citation } from '../../src/base/citation.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import type { ContainerFacts } from '../../src/vfs/member.ts';
import type { Manifest } from './manifest.ts';

/** What AOSP's deflater begins with at its level 9; other levels have another second byte (RFC 1950). */
const AOSP_ZLIB = '78da';
const SAMSUNG_TOKEN = 'ef_s';

/** Gathers what tells one writer from another. */
export interface MakerWatch {
  saw(packageName: string, token: string): void;
  manifest(manifest: Manifest): void;
  /** What no device stores, as a code of report/words: folders above a domain, members of a cache … */
  strange(sign: string): void;
  /** Who probably made the archive, and by which signs. */
  made(at: Citation): Notice;
}

/** Signs, as codes of report/words; more of one kind outweigh nothing: a single one of repacking is enough. */
export function watchMaker(facts: ContainerFacts): MakerWatch {
  const repacked = new Set<string>();
  const samsung = new Set<string>();
  const { tar, zlib } = facts.more;
  if (tar === 'gnu' || tar === 'v7') repacked.add(`tar-${tar}`);
  if (typeof zlib === 'string' && zlib !== AOSP_ZLIB) repacked.add('zlib-level');
  let present = '';
  let first = true;
  return {
    saw(packageName, token) {
      if (packageName !== present) {
        present = packageName;
        first = true;
      }
      if (token === '') return;
      if (first && packageName !== '' && token !== '_manifest' && token !== 'k') repacked.add('manifest-not-first');
      first = false;
      if (token.startsWith(SAMSUNG_TOKEN)) samsung.add('samsung-token');
    },
    manifest(manifest) {
      if (manifest.splits !== null) samsung.add('samsung-splits');
    },
    strange(sign) {
      repacked.add(sign);
    },
    made(at) {
      const [maker, signs] =
        repacked.size > 0 ? ['repacked', repacked] : samsung.size > 0 ? ['samsung', samsung] : ['stock', new Set()];
      const args = { maker: String(maker), signs: [...signs].sort().join(',') };
      return notice('manifest', 'ab.made-by', 'info', at, args);
    },
  };
}
