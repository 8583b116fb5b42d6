import { isPackageName } from '../../src/android/package-name.ts';
import type { PackageFact } from '../../src/vfs/entry.ts';

const UTF16_MARK = 0xfeff;

/** What backupinfo.ini says of each app (UTF-16LE with its mark, sections by package). Never throws. */
export function readAppList(bytes: Uint8Array): readonly PackageFact[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const wide = buffer.length >= 2 && buffer.readUInt16LE(0) === UTF16_MARK;
  const text = buffer.toString(wide ? 'utf16le' : 'utf8').replace(/^\ufeff/, '');
  const facts: PackageFact[] = [];
  for (const section of text.split(/^\[/m).slice(1)) {
    const end = section.indexOf(']');
    const name = section.slice(0, Math.max(0, end));
    if (!isPackageName(name)) continue;
    const values = new Map<string, string>();
    for (const line of section.slice(end + 1).split(/\r?\n/)) {
      const at = line.indexOf('=');
      if (at > 0) values.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
    }
    const version = values.get('version_code') ?? '';
    facts.push({
      type: 'package',
      package: name,
      user: 0,
      label: values.get('app_name') || null,
      versionCode: /^\d{1,19}$/.test(version) ? version : null,
      installer: null,
      sdk: null,
      signers: [],
      apkIncluded: null,
      more: { versionName: values.get('version_name') ?? null },
    });
  }
  return facts;
}
