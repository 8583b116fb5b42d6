import { type BlockOutput, blockOutput } from '../output.ts';
import { type DiffReport, type FileView, SIDE_NAMES } from '../result.ts';
import { printable } from '../text/escape.ts';
import { INTEROP_WORDS } from '../words/interop.ts';
import type { Output, Writer } from '../writer.ts';

/** Digital Forensics XML: schema 2.0.0-beta.0 of the DFXML working group, and the annotations of its `idifference`. */
const NAMESPACES = {
  xmlns: 'http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:delta': 'http://www.forensicswiki.org/wiki/Forensic_Disk_Differencing',
  'xmlns:co': 'urn:carryover:dfxml',
} as const;
const VERSION = '2.0.0-beta.0';
const NAME_TYPES: Readonly<Record<FileView['type'], string>> = {
  file: 'r',
  directory: 'd',
  symlink: 'l',
  special: '-',
};
/** Years that xs:dateTime and its readers agree on. */
const DATE = /^\d{4}-/;

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text of XML 1.0, which has no control characters: those are shown as `\xHH`, as everything hostile. */
export function xmlText(text: string): string {
  return printable(text)
    .replace(/[\ufffe\uffff]/g, (char) => `\\u{${char.charCodeAt(0).toString(16).toUpperCase()}}`)
    .replace(/[&<>"]/g, (char) => ESCAPES[char] as string);
}

function attributes(all: Readonly<Record<string, string | number | null>>): string {
  return Object.entries(all)
    .filter(([, value]) => value !== null)
    .map(([name, value]) => ` ${name}="${xmlText(String(value))}"`)
    .join('');
}

/** What of a file may differ, in the order that the schema fixes. */
const PROPERTIES = ['filesize', 'mode', 'uid', 'gid', 'mtime', 'link_target', 'hashdigest'] as const;
type Property = (typeof PROPERTIES)[number];

function propertiesOf(file: FileView): Readonly<Record<Property, string | null>> {
  const { bytes, mode, uid, gid, modified, link, sha256 } = file;
  const text = (value: number | null): string | null => (value === null ? null : String(value));
  return {
    filesize: file.type === 'file' ? text(bytes) : null,
    mode: text(mode),
    uid: text(uid),
    gid: text(gid),
    mtime: modified !== null && DATE.test(modified) ? modified : null,
    link_target: link ?? null,
    hashdigest: sha256,
  };
}

/** What one has that the other has not, or has otherwise. What one side does not say is no difference. */
function differing(one: FileView, other: FileView): ReadonlySet<Property> {
  const [a, b] = [propertiesOf(one), propertiesOf(other)];
  return new Set(PROPERTIES.filter((name) => a[name] !== null && b[name] !== null && a[name] !== b[name]));
}

function body(file: FileView, changed: ReadonlySet<Property>, indent: string): string {
  const values = propertiesOf(file);
  const lines = [
    `<filename>${xmlText(file.devicePath.slice(1))}</filename>`,
    `<name_type>${NAME_TYPES[file.type]}</name_type>`,
  ];
  for (const name of PROPERTIES) {
    const value = values[name];
    if (value === null) continue;
    const own = name === 'hashdigest' ? ' type="sha256"' : name === 'mtime' && !value.includes('.') ? ' prec="1"' : '';
    lines.push(`<${name}${own}${changed.has(name) ? ' delta:changed_property="1"' : ''}>${xmlText(value)}</${name}>`);
    if (name === 'filesize') lines.push('<alloc>1</alloc>');
  }
  return lines.map((line) => `${indent}${line}\n`).join('');
}

const NONE: ReadonlySet<Property> = new Set();

/** A file of one side with what the comparison says of it; `original`: what it was on the source. */
function fileobject(
  file: FileView,
  original: FileView | null,
  delta: Readonly<Record<string, 1>>,
  changed: ReadonlySet<Property> = NONE,
): string {
  const own = {
    'co:side': file.side,
    'co:package': file.package,
    'co:user': file.user,
    'co:domain': file.domain,
    'co:at': file.at,
  };
  const before =
    original === null
      ? ''
      : `    <delta:original_fileobject>\n${body(original, changed, '      ')}    </delta:original_fileobject>\n`;
  return `  <fileobject${attributes({ ...delta, ...own })}>\n${body(file, changed, '    ')}${before}  </fileobject>\n`;
}

/** Of files that lie elsewhere on the target: where, by where they lay. Only what is the same byte for byte. */
function movedFiles(report: DiffReport): ReadonlyMap<string, string> {
  const moved = new Map<string, string>();
  const add = (artifacts: Iterable<{ devicePath: string; moved: { devicePath: string; basis: string } | null }>) => {
    for (const { devicePath, moved: to } of artifacts)
      if (to !== null && to.basis === 'bytes') moved.set(devicePath, to.devicePath);
  };
  for (const { artifacts } of report.apps()) add(artifacts());
  add(report.shared());
  return moved;
}

/** The files of source and target at one place, or of one that moved. */
function annotated(source: FileView | null, target: FileView | null, renamed: boolean): string {
  if (source !== null && target !== null) {
    const changed = differing(source, target);
    if (renamed) return fileobject(target, source, { 'delta:renamed_file': 1 }, changed);
    if (changed.size === 0) return fileobject(target, null, { 'delta:matched': 1 });
    const modified = changed.has('hashdigest') || changed.has('filesize');
    const delta = modified
      ? ({ 'delta:modified_file': 1, 'delta:changed_file': 1 } as const)
      : ({ 'delta:changed_file': 1 } as const);
    return fileobject(target, source, delta, changed);
  }
  const file = (source ?? target) as FileView;
  if (file.other !== 'absent') return fileobject(file, null, { 'co:unseen': 1 });
  if (source === null) return fileobject(file, null, { 'delta:new_file': 1 });
  return fileobject(file, file, { 'delta:deleted_file': 1 });
}

/**
 * The files of the two phones as one differential listing. What the other side could not have shown is neither new nor
 * deleted: it is marked `co:unseen`. The bundle is named as a source of the comparison; its members are not listed.
 */
export async function writeDfxml(report: DiffReport, to: Output): Promise<void> {
  const out = blockOutput(to);
  await putHead(report, out);
  const moved = movedFiles(report);
  const arrivals = new Set(moved.values());
  const movedRows = new Map<string, FileView>();
  if (moved.size > 0) {
    for (const file of report.files?.() ?? [])
      if (file.side === 'source' && moved.has(file.devicePath)) movedRows.set(moved.get(file.devicePath) ?? '', file);
  }
  let source: FileView | null = null;
  const put = (from: FileView | null, file: FileView | null): Promise<void> | undefined => {
    const came =
      file !== null && from === null && arrivals.has(file.devicePath) ? movedRows.get(file.devicePath) : null;
    if (file === null && from !== null && moved.has(from.devicePath)) return undefined;
    return out.put(annotated(came ?? from, file, came != null));
  };
  for (const file of report.files?.() ?? []) {
    if (file.shadowed || file.side === 'bundle') continue;
    if (file.side === 'target') {
      const twin: FileView | null = source?.devicePath === file.devicePath ? source : null;
      if (source !== null && twin === null) await put(source, null);
      source = null;
      await put(twin, file);
      continue;
    }
    if (source !== null) await put(source, null);
    source = file;
  }
  if (source !== null) await put(source, null);
  await out.put('</dfxml>\n');
  await out.flush();
}

async function putHead({ run, evidence }: DiffReport, out: BlockOutput): Promise<void> {
  await out.put('<?xml version="1.0" encoding="UTF-8"?>\n');
  await out.put(`<dfxml${attributes({ ...NAMESPACES, version: VERSION })}>\n`);
  await out.put(`  <metadata><dc:type>${xmlText(INTEROP_WORDS.dfxmlType)}</dc:type></metadata>\n`);
  const command = xmlText([run.tool, ...run.argv].join(' '));
  await out.put(
    `  <creator><program>${run.tool}</program><version>${xmlText(run.version)}</version><execution_environment>` +
      `<command_line>${command}</command_line><start_time>${run.started}</start_time></execution_environment></creator>\n`,
  );
  const images = SIDE_NAMES.flatMap((name) => {
    const side = evidence[name];
    return side === null ? [] : [`<image_filename>${xmlText(side.label)}</image_filename>`];
  });
  await out.put(`  <source>${images.join('')}</source>\n  <!-- ${INTEROP_WORDS.dfxmlAbout} -->\n`);
}

export const dfxmlWriter: Writer = { id: 'dfxml', extension: '.dfxml', needs: 'files', write: writeDfxml };
