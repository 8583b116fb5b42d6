import type { EvidenceView, NoticeView, SideName } from '../report/result.ts';
import { noticeMessage } from '../report/words/notices.ts';
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

export function evidenceView(side: Side, notices: readonly { readonly gravity: string }[]): EvidenceView {
  return {
    label: side.label,
    format: side.format,
    formatVersion: side.formatVersion,
    encryption: side.encryption,
    bytes: side.bytes,
    sha256: side.sha256,
    ...(side.sha256After === null ? {} : { sha256After: side.sha256After }),
    declared: side.declared,
    entries: side.entries,
    apps: side.apps,
    notExamined: side.notExamined,
    partial: isPartial(notices),
    newest: utc(side.newest),
    because: side.because,
  };
}

/** That a backup looks as every other: `info` says so, elsewhere it is no news. */
function isNews({ detail, args }: PlainNotice): boolean {
  return detail !== 'ab.made-by' || args['maker'] !== 'stock';
}

export function noticeViews(side: SideName, notices: readonly PlainNotice[]): NoticeView[] {
  return everyNoticeView(side, notices.filter(isNews));
}

export function everyNoticeView(side: SideName, notices: readonly PlainNotice[]): NoticeView[] {
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
