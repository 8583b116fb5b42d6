import { findingId } from './credential.ts';
import type { ExaminedApp } from './examined.ts';
import type { DeletedRecordsFinding } from './finding-view.ts';

/** Artifacts of which the target's bytes hold what the source no longer shows. */
export function* deletedRecords(app: ExaminedApp): Generator<DeletedRecordsFinding> {
  const { package: owner, user } = app;
  for (const { devicePath, past } of app.artifacts()) {
    if (past === undefined || past.both + past.live === 0) continue;
    yield {
      id: findingId('deleted-records', app, devicePath, null),
      rule: 'deleted-records',
      package: owner,
      user,
      devicePath,
      records: past.both,
      of: past.source,
      telling: past.telling,
      intact: past.intact,
      liveOnTarget: past.live,
      onTarget: past.target,
      sections: past.sections,
      cut: past.cut,
    };
  }
}
