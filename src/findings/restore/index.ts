import { devicePath } from '../../android/device-path.ts';
import { location } from '../../android/location.ts';
import { SIDE_NAMES, type SideName } from '../../device/side-name.ts';
import { findingId } from '../credential.ts';
import type { ExaminedApp } from '../examined.ts';
import type { RestoreTraceFinding } from '../finding-view.ts';
import { filePairs, maskedModes, secondsAsMilliseconds, type Trace, writtenAtOnce } from './file-traces.ts';
import { installedByMover, installedTogether } from './install-traces.ts';

/** Marks that restoring leaves on an app's files, or in the device's list of apps: side by side, in a stable order. */
export function* restoreTraces(app: ExaminedApp): Generator<RestoreTraceFinding> {
  const { package: owner, user } = app;
  if (owner === null) return;
  const path = devicePath(location(user, owner, 'ce', 'root', ''));
  for (const side of SIDE_NAMES) {
    for (const trace of tracesOn(app, side)) {
      const id = findingId('restore-trace', app, path, `${side} ${trace.trace}`);
      yield { id, rule: 'restore-trace', package: owner, user, devicePath: path, side, ...trace };
    }
  }
}

function tracesOn(app: ExaminedApp, side: SideName): Trace[] {
  const pairs = filePairs(app, side);
  const found = [secondsAsMilliseconds(pairs), maskedModes(pairs), writtenAtOnce(pairs)];
  const installation = pairs.length === 0 ? null : app.installed(side);
  if (installation !== null) {
    found.push(installedByMover(installation));
    const other = app.installed(side === 'target' ? 'source' : 'target');
    if (app.compared) found.push(installedTogether(installation, other));
  }
  return found.filter((trace) => trace !== null);
}
