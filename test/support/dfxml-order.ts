/** Children of a fileobject in the order that the schema of the DFXML working group fixes (dfxml.xsd, `fileobject`). */
export const DFXML_ORDER: readonly string[] = [
  'parent_object filename partition id name_type filesize unalloc alloc used unused orphan compressed inode meta_type mode',
  'nlink uid gid mtime ctime atime crtime seq dtime bkup_time link_target libmagic byte_runs hashdigest',
  'delta:original_fileobject',
].flatMap((line) => line.split(' '));

/** The names of the children of each fileobject of a listing, originals apart. Throws where tags do not pair. */
export function childrenInOrder(xml: string): string[][] {
  const out: string[][] = [];
  const open: { readonly name: string; readonly children: string[] }[] = [];
  for (const [, closing, name, selfClosing] of xml.matchAll(/<(\/?)([a-z][\w:]*)[^<>]*?(\/?)>/g)) {
    if (name === undefined) continue;
    if (closing === '/') {
      const last = open.pop();
      if (last?.name !== name) throw new Error(`${name} ends where ${last?.name} is open`);
      if (/(?:^|_)fileobject$/.test(name)) out.push(last.children);
      continue;
    }
    open.at(-1)?.children.push(name);
    if (selfClosing !== '/') open.push({ name, children: [] });
  }
  if (open.length > 0) throw new Error(`${open.at(-1)?.name} is not closed`);
  return out;
}
