import type { EntryView, NoticeView } from '../report/result.ts';
import type { CatalogueEntry } from '../vfs/catalogue.ts';
import { addressOf, entriesByPath, entryView } from './entry-view.ts';
import { noticeViews } from './evidence-view.ts';
import type { RunOptions } from './run-options.ts';
import type { EvidenceName } from './side-request.ts';
import { takeOne } from './take.ts';

export interface Listed {
  readonly entries: Iterable<EntryView>;
  readonly notices: readonly NoticeView[];
}

/** The virtual filesystem, by device path. `matches` sees the device path and the stored path. */
export async function list(
  name: EvidenceName,
  options: RunOptions,
  matches: (devicePath: string, stored: string, entry: CatalogueEntry) => boolean,
): Promise<Listed> {
  const { side, store } = await takeOne(name, { kind: 'list' }, options);
  store.close();
  const wanted = entriesByPath(side, (entry) => matches(addressOf(entry), entry.entry, entry));
  return {
    entries: (function* () {
      for (const entry of wanted) yield entryView(entry);
    })(),
    notices: noticeViews('source', side.notices),
  };
}
