import type { Citation } from '../base/citation.ts';
import { type Notice, notice } from '../base/notice.ts';
import type { LegalPath } from './path.ts';

/** What is worth telling about the names of one container, name by name. */
export type NameWatch = (name: LegalPath, at: Citation) => readonly Notice[];

const NONE: readonly Notice[] = [];

/**
 * Names that climb or hold NUL are told each (`unsafe-name`, doubt); a container whose names are absolute is told once
 * (info: extraction tools write such); a name that is not UTF-8 is told each (`name-not-utf8`, info).
 */
export function watchNames(): NameWatch {
  let absoluteTold = false;
  return (name, at) => {
    if (!name.unsafe && !name.notUtf8) return NONE;
    const told: Notice[] = [];
    if (name.unsafe) {
      const args = { path: name.path };
      const hostile = name.path.includes('\\x00') || /(?:^|\/)\\\.\.(?:\/|$)/.test(name.path);
      if (hostile) told.push(notice('unsafe-name', 'climbs-or-nul', 'doubt', at, args));
      else if (!absoluteTold) {
        absoluteTold = true;
        told.push(notice('unsafe-name', 'absolute', 'info', at, args));
      }
    }
    if (name.notUtf8) told.push(notice('name-not-utf8', 'member', 'info', at, { path: name.path }));
    return told;
  };
}
