import type { Gravity, NoticeCode } from '../base/notice.ts';
import { mainPart } from '../device/artifact.ts';
import type { SectionRecords } from '../diff/change.ts';
import type { NoticeView } from '../report/result.ts';
import { SIDE_NAMES } from '../report/result.ts';
import { noticeMessage } from '../report/words/notices.ts';
import type { JobResult } from './job.ts';
import type { Unit } from './unit.ts';

const TABLES_NAMED = 8;

/** Content that is sealed or of a kind not read yet is no damage; content that is broken is. */
function weigh(detail: string): { code: NoticeCode; gravity: Gravity } {
  if (/encrypted|sealed/.test(detail)) return { code: 'unsupported', gravity: 'info' };
  if (/abx|unsupported|too-large/.test(detail)) return { code: 'unsupported', gravity: 'info' };
  if (detail === 'engine-missing') return { code: 'unsupported', gravity: 'damage' };
  return { code: 'content-malformed', gravity: 'damage' };
}

/** How many, and in which tables: the first by number, the others counted. */
function sumOf(all: readonly SectionRecords[]): NoticeView['args'] {
  const most = [...all].sort((a, b) => b.records - a.records || (a.section < b.section ? -1 : 1));
  const tables = most
    .slice(0, TABLES_NAMED)
    .map(({ section, records }) => `${section === '' ? 'content' : section} ${records}`);
  const more = most.length > TABLES_NAMED ? [`${most.length - TABLES_NAMED} tables more`] : [];
  const records = all.reduce((sum, one) => sum + one.records, 0);
  return { records, tables: [...tables, ...more].join(', ') };
}

/** What the readers noticed in one artifact, as notices of the run. Equal sides were read once and tell once. */
export function contentNotices(unit: Unit, result: JobResult | null): NoticeView[] {
  if (result === null) return [];
  const views: NoticeView[] = [];
  for (const side of SIDE_NAMES) {
    const artifact = unit[side];
    const reading = result[side];
    if (artifact === null || reading === null) continue;
    const main = mainPart(artifact);
    const tell = (code: NoticeCode, gravity: Gravity, detail: string, args: NoticeView['args']): void => {
      const more = { ...args, path: artifact.entry };
      views.push({ side, code, gravity, at: main.at, message: noticeMessage(code, detail, more), detail, args: more });
    };
    if (reading.fault !== null) {
      const { code, gravity } = weigh(reading.fault.detail);
      tell(code, gravity, reading.fault.detail, reading.fault.args);
    }
    for (const { detail, code, lost, args } of reading.notices)
      tell(code ?? 'content-malformed', code !== undefined ? 'info' : lost ? 'damage' : 'doubt', detail, args);
    const { rekeyed, rewritten } = (side === 'target' ? (result.sourceTarget ?? result.bundleTarget) : null) ?? {};
    if (rekeyed !== undefined) tell('other-ids', 'info', 'records', sumOf(rekeyed));
    if (rewritten !== undefined) tell('rewritten', 'info', 'records', sumOf(rewritten));
  }
  return views;
}
