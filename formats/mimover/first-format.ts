import { coversOnlyWhatItHolds } from '../../src/android/coverage.ts';
import { type Location, location } from '../../src/android/location.ts';
import { isPackageName } from '../../src/android/package-name.ts';
import { notice } from '../../src/base/notice.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input, TreeInput } from '../../src/vfs/member.ts';
import { INDEX_NAME, leafOf } from './names.ts';

/**
 * A .bak of MIUI V4 and V5: a zip of descript.xml and the stores of one app (com.miui.backup, what its converter to the
 * second format looks for). No file of that age is public.
 */

/** Element of its index that no later one has. */
export const FIRST_MARK = 'appPackage';
const STORE = /\.store$/;
const ATTACHMENT = /^(?:note|mms)_attach\//;
/** Bytes of the index that are looked at. */
const REACH = 1 << 16;

/** Whether names and the head of the index are those of the first format. */
export function isFirstFormat(paths: Iterable<string>, index: Uint8Array | null): boolean {
  if (index === null || !textOf(index).includes(FIRST_MARK)) return false;
  for (const path of paths) if (STORE.test(path) || ATTACHMENT.test(path)) return true;
  return false;
}

/** The input as one of the first format; null where it is something else. */
export function firstFormat(input: Input): TreeInput | null {
  if (input.kind !== 'tree') return null;
  const index = input.find(INDEX_NAME)?.content() ?? null;
  return isFirstFormat(input.paths(), index instanceof Uint8Array ? index : null) ? input : null;
}

function textOf(index: Uint8Array): string {
  return Buffer.from(index.subarray(0, REACH)).toString('utf8');
}

/** The app that its index names: as an element or as an attribute. */
function packageOf(input: TreeInput): string | null {
  const index = input.find(INDEX_NAME)?.content() ?? null;
  if (!(index instanceof Uint8Array)) return null;
  const [, element, attribute] =
    /<appPackage>\s{0,64}([\w.]{1,256})|appPackage\s{0,64}=\s{0,64}["']([\w.]{1,256})/.exec(textOf(index)) ?? [];
  const name = element ?? attribute ?? '';
  return isPackageName(name) ? name : null;
}

/** What one of the first format has given. */
export interface FoundFirst {
  readonly package: string | null;
  readonly privateEntries: number;
}

/** Its stores as what the app's agent wrote, its attachments beside them. Returns the app and how many entries it has. */
export async function* decodeFirst(input: TreeInput, kit: DecodeKit, folder = ''): AsyncGenerator<Decoded, FoundFirst> {
  const name = packageOf(input);
  yield* input.notices;
  let privateEntries = 0;
  for (const member of input.members()) {
    kit.checkpoint();
    const { path } = member;
    const place = member.kind === 'file' && name !== null ? placeOf(path, name) : null;
    if (place !== null) privateEntries++;
    const shown = place === null && folder !== '' ? { ...member, path: `${folder}/${path}` } : member;
    yield { type: 'entry', member: { ...shown, content: () => member.content() }, location: place, proof: null };
  }
  if (name !== null) {
    yield {
      type: 'package',
      package: name,
      user: 0,
      versionCode: null,
      installer: null,
      sdk: null,
      signers: [],
      apkIncluded: null,
      label: null,
      more: { bakFormat: 1 },
    };
  }
  yield notice('unknown-version', 'miui.v1', 'doubt', input.citation, { file: leafOf(input.name), package: name });
  return { package: name, privateEntries };
}

function placeOf(path: string, name: string): Location | null {
  if (STORE.test(path)) return location(0, name, 'archive', 'agent', `miui_bak/${path}`);
  return ATTACHMENT.test(path) ? location(0, name, 'archive', 'agent', `miui_att/${path}`) : null;
}

/** A whole piece of evidence of the first format. */
export async function* decodeFirstAlone(input: TreeInput, kit: DecodeKit): AsyncGenerator<Decoded> {
  const { package: name } = yield* decodeFirst(input, kit);
  yield notice('manifest', 'ab.made-by', 'info', input.citation, { maker: 'miui', signs: 'miui-stores' });
  yield coversOnlyWhatItHolds([], name === null ? [] : [name]);
}
