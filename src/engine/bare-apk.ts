import { makeApkReader } from '../android/apk/facts.ts';
import { MANIFEST_NAME } from '../android/apk/members.ts';
import { Fault } from '../base/fault.ts';
import type { BareApkView } from '../report/result.ts';
import { readCatalogue } from '../vfs/catalogue.ts';
import { openOutside } from '../vfs/evidence.ts';
import { apkView } from './apk-view.ts';
import type { Side } from './side-pass.ts';

/**
 * What an APK that is the evidence itself states; null of any other evidence. As a zip its members were read one by one,
 * and its signers stand between them and their list: it is read once more, from its beginning. Throws Fault.
 */
export async function bareApk(side: Side, signal: AbortSignal): Promise<BareApkView | null> {
  if (side.format !== 'zip' || !holdsManifest(side)) return null;
  const { outside, inner } = openOutside(side.label);
  try {
    const { origin } = outside;
    if (origin.kind !== 'bytes' || inner !== '') return null;
    const reader = makeApkReader();
    for await (const chunk of origin.stream()) {
      if (signal.aborted) throw new Fault('interrupted', 'signal');
      reader.add(chunk);
    }
    const facts = reader.finish();
    return facts === null ? null : { package: facts.package, split: facts.split, ...apkView(facts) };
  } finally {
    outside.close();
  }
}

function holdsManifest(side: Side): boolean {
  for (const { entry } of readCatalogue(side.catalogue).entries()) if (entry === MANIFEST_NAME) return true;
  return false;
}
