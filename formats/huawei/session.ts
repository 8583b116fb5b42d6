import { Fault } from '../../src/base/fault.ts';
import { walkXml } from '../../src/bytes/xml.ts';
import { wholeBody } from '../../src/vfs/body.ts';
import { endsAll } from '../../src/vfs/decode-part.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';
import { type InfoIndex, readInfoXml } from './info-xml.ts';
import { INDEX_NAME, type Role, roleOf, sessionFolder } from './names.ts';

/** A folder with an index of its own: the session, or its media on a card. */
export interface Session {
  readonly folder: string;
  /** Null where info.xml is missing or cannot be read: then nothing can be decrypted. */
  readonly index: InfoIndex | null;
  /** Vectors of media by their path below the category, `/` for `\`, without a leading slash. */
  readonly vectors: ReadonlyMap<string, Uint8Array>;
}

/** A stored file, and what it is. */
export interface StoredFile {
  readonly member: Member;
  readonly session: Session;
  readonly role: Role;
}

const MOST_INDEX_BYTES = 64 << 20;
const CATEGORY_INDEX = /^(?:picture|photo|audio|video|document|doc|soundrecorder)s?\.xml$/i;
const VECTOR = /^[0-9a-fA-F]{32}$/;

/** Tables that an info.xml has rows of. */
const INDEX_ROWS = /<row\s+table\s*=\s*["'](?:HeaderInfo|BackupFile\w*Info|BackupFilesTypeInfo)/;

/**
 * Paths of the files that say where a session lies. Many programs have an info.xml, and a user's own may lie among the
 * media: where one is an index by what it holds, those that are none say nothing.
 */
export async function marksOf(tree: TreeInput): Promise<ReadonlySet<string>> {
  const named: string[] = [];
  const proven: string[] = [];
  for (const path of tree.paths()) {
    if (sessionFolder(path) === null) continue;
    named.push(path);
    const isIndex = leafOf(path).toLowerCase() === INDEX_NAME;
    if (isIndex && INDEX_ROWS.test((await readText(tree.find(path))) ?? '')) proven.push(path);
  }
  if (proven.length === 0) return new Set(named);
  return new Set([...proven, ...named.filter((path) => leafOf(path).toLowerCase() !== INDEX_NAME)]);
}

/** Reads every index of the tree; files that lie in no session belong to the first. `marks` as `marksOf` gives them. */
export async function readSessions(tree: TreeInput, marks: ReadonlySet<string>): Promise<readonly Session[]> {
  const folders = new Set<string>();
  for (const path of marks) folders.add(folderOf(path));
  const sessions: Session[] = [];
  for (const folder of folders) {
    let index: InfoIndex | null = null;
    const vectors = new Map<string, Uint8Array>();
    for (const path of tree.paths()) {
      if (folderOf(path) !== folder) continue;
      const leaf = leafOf(path);
      if (leaf.toLowerCase() === INDEX_NAME) {
        const text = await readText(tree.find(path));
        index = text === null || !text.includes('<row') ? null : readInfoXml(text);
      } else if (CATEGORY_INDEX.test(leaf)) readVectors((await readText(tree.find(path))) ?? '', vectors);
    }
    sessions.push({ folder, index, vectors });
  }
  return sessions;
}

/** The session that a file lies in, and its role there. */
export function storedFile(member: Member, sessions: readonly Session[]): StoredFile | null {
  let session: Session | null = null;
  for (const each of sessions) {
    const inside = each.folder === '' || member.path.startsWith(`${each.folder}/`);
    if (inside && (session === null || each.folder.length > session.folder.length)) session = each;
  }
  if (session === null || member.kind !== 'file') return null;
  const path = session.folder === '' ? member.path : member.path.slice(session.folder.length + 1);
  return { member, session, role: roleOf(path) };
}

async function readText(member: Member | null): Promise<string | null> {
  const bytes = await readBytes(member);
  return bytes === null ? null : Buffer.from(bytes).toString('utf8');
}

/** A small file whole. Null where it cannot be read: that is told where the file itself is read. */
export async function readBytes(member: Member | null): Promise<Uint8Array | null> {
  try {
    const body = member?.content() ?? null;
    return body === null ? null : await wholeBody(body, MOST_INDEX_BYTES);
  } catch (error) {
    if (error instanceof Fault && !endsAll(error)) return null;
    throw error;
  }
}

/** `Multimedia/File/{Path,Iv}` of a category's index. */
function readVectors(text: string, vectors: Map<string, Uint8Array>): void {
  const walk = walkXml(text.replace(/^\ufeff/, ''));
  let element = '';
  let path: string | null = null;
  for (let token = walk.next(); token !== null; token = walk.next()) {
    if (token.kind === 'open') element = token.name;
    else if (token.kind === 'close') element = '';
    else if (token.kind === 'text' && element === 'Path') path = token.text.replaceAll('\\', '/').replace(/^\/+/, '');
    else if (token.kind === 'text' && element === 'Iv' && path !== null && VECTOR.test(token.text)) {
      vectors.set(path, Uint8Array.from(Buffer.from(token.text, 'hex')));
    }
  }
}
