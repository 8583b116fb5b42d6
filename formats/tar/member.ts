import type { Citation } from '../../src/base/citation.ts';
import { linkText } from '../../src/vfs/link-text.ts';
import type { Body, Member, MemberKind } from '../../src/vfs/member.ts';
import { type LegalPath, legalPath } from '../../src/vfs/path.ts';
import type { Header } from './header.ts';
import type { PaxRecords } from './pax.ts';

/** What stands before a header and changes it. */
export interface Extensions {
  readonly pax: PaxRecords | null;
  readonly longName: Uint8Array | null;
  readonly longLink: Uint8Array | null;
}

/** A header with its extensions applied. */
export interface Described {
  readonly name: LegalPath;
  readonly stored: Uint8Array;
  readonly kind: MemberKind;
  /** Bytes of body; null where no field gives a number. */
  readonly size: number | null;
  readonly header: Header;
  readonly extensions: Extensions;
  /** The body is a sparse file's data without its holes. */
  readonly sparse: boolean;
}

const SLASH = 0x2f;
const PERMISSIONS = 0o7777;

/** Types of POSIX.1-2001, with old tar's NUL as `0`, and GNU's directory with a list (`D`). */
const KINDS: Readonly<Record<string, MemberKind>> = {
  '0': 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'special',
  '4': 'special',
  '5': 'directory',
  '6': 'special',
  '7': 'file',
  D: 'directory',
  S: 'file',
};

/** Whether the type is one of those above. Others are read as files, as POSIX says. */
export function isKnownType(type: string): boolean {
  return Object.hasOwn(KINDS, type);
}

/** Applies extensions, the nearest first: pax, GNU long names, global pax, the header's own fields. */
export function describe(header: Header, own: Extensions, global: PaxRecords | null): Described {
  const stored = own.pax?.path ?? own.longName ?? global?.path ?? header.name;
  let kind: MemberKind = KINDS[header.type] ?? 'file';
  // Tar of 1979 had no directories: their names end in a slash.
  if (kind === 'file' && header.dialect === 'v7' && stored[stored.length - 1] === SLASH) kind = 'directory';
  const size = own.pax?.size ?? global?.size ?? header.size;
  // Only pax archives store a body with a hard link; elsewhere the size is that of the file linked to (libarchive).
  const body = kind === 'hardlink' && own.pax === null && global === null ? 0 : size;
  return {
    name: legalPath(stored),
    stored,
    kind,
    size: body === null || body < 0 ? null : body,
    header,
    extensions: own,
    sparse: header.type === 'S' || own.pax?.sparse === true,
  };
}

export function makeMember(
  described: Described,
  global: PaxRecords | null,
  citation: Citation,
  content: () => Body | null,
): Member {
  const { header, extensions, kind } = described;
  const pax = extensions.pax;
  const linked = kind === 'symlink' || kind === 'hardlink';
  const target = linked ? (pax?.linkpath ?? extensions.longLink ?? header.link) : null;
  const seconds = header.modified === null ? null : header.modified * 1000;
  return {
    path: described.name.path,
    stored: described.stored,
    kind,
    size: described.sparse ? (pax?.realSize ?? null) : described.size,
    modified: pax?.modified ?? global?.modified ?? seconds,
    mode: header.mode === null ? null : header.mode & PERMISSIONS,
    uid: pax?.uid ?? global?.uid ?? header.uid,
    gid: pax?.gid ?? global?.gid ?? header.gid,
    // A hard link names a member, so it is spelled like one.
    link: target === null ? null : kind === 'symlink' ? linkText(target) : legalPath(target).path,
    citation,
    content,
  };
}
