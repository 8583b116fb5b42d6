import { isNamedSystemStore } from '../android/layouts.ts';
import { NO_PACKAGE, NO_PLACE, readCatalogue } from '../vfs/catalogue.ts';
import { noticeMessage } from '../report/words/notices.ts';
import type { EvidenceView, NoticeView, SideName } from '../report/result.ts';
import type { PlainNotice, Side } from './side-pass.ts';

/** A time as every output writes it: UTC with Z, without a fraction that was not there. */
export function utc(milliseconds: number | null): string | null {
  if (milliseconds === null) return null;
  const time = new Date(milliseconds);
  if (Number.isNaN(time.getTime())) return null;
  return time.toISOString().replace(/\.000Z$/, 'Z');
}

export function isPartial(notices: readonly { readonly gravity: string }[]): boolean {
  return notices.some((notice) => notice.gravity === 'damage');
}

/** What of a side is counted: apps are packages of one user that have a file. */
interface Tally {
  readonly apps: number;
  readonly notExamined: number;
}

export function tallySide(side: Side): Tally {
  const catalogue = readCatalogue(side.catalogue);
  const apps = new Set<string>();
  let notExamined = 0;
  for (let i = 0; i < catalogue.count; i++) {
    const group = catalogue.group(i);
    if (group === NO_PLACE) continue;
    const { location, type } = catalogue.entry(i);
    if (location === null) continue;
    if (group === NO_PACKAGE) {
      if (type === 'file' && location.storage === 'system' && !isNamedSystemStore(location)) notExamined += 1;
    } else apps.add(`${location.user}/${group}`);
  }
  return { apps: apps.size, notExamined };
}

export function evidenceView(side: Side, tally: Tally, notices: readonly { readonly gravity: string }[]): EvidenceView {
  return {
    label: side.label,
    format: side.format,
    formatVersion: side.formatVersion,
    encryption: side.encryption,
    bytes: side.bytes,
    sha256: side.sha256,
    ...(side.sha256After === null ? {} : { sha256After: side.sha256After }),
    declared: [],
    entries: side.entries,
    apps: tally.apps,
    notExamined: tally.notExamined,
    partial: isPartial(notices),
    newest: utc(side.newest),
    because: side.because,
  };
}

export function noticeViews(side: SideName, notices: readonly PlainNotice[]): NoticeView[] {
  return notices.map((each) => ({
    side,
    code: each.code,
    gravity: each.gravity,
    at: each.at,
    message: noticeMessage(each.code, each.detail, each.args),
    detail: each.detail,
    args: each.args,
  }));
}
