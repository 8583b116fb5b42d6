/**
 * SharedPreferences as Android writes them: XmlUtils.writeMapXml over FastXmlSerializer, which escapes & < > and "
 * and every character below 0x20 as a decimal reference.
 */
export type PrefsValue =
  | string
  | boolean
  | { readonly int: number }
  | { readonly long: number | bigint }
  | { readonly float: string }
  | { readonly set: readonly string[] };

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]|[^ -\uffff]/g, (c) => {
    if (c === '&') return '&amp;';
    if (c === '<') return '&lt;';
    if (c === '>') return '&gt;';
    if (c === '"') return '&quot;';
    return `&#${c.charCodeAt(0)};`;
  });
}

function element(name: string, value: PrefsValue): string {
  const key = escapeXml(name);
  if (typeof value === 'string') return `    <string name="${key}">${escapeXml(value)}</string>`;
  if (typeof value === 'boolean') return `    <boolean name="${key}" value="${value}" />`;
  if ('int' in value) return `    <int name="${key}" value="${value.int}" />`;
  if ('long' in value) return `    <long name="${key}" value="${value.long}" />`;
  if ('float' in value) return `    <float name="${key}" value="${value.float}" />`;
  const members = value.set.map((member) => `        <string>${escapeXml(member)}</string>\n`).join('');
  return `    <set name="${key}">\n${members}    </set>`;
}

/** A whole preferences file. Order is as given: Android's own order is that of a hash map. */
export function prefs(values: Readonly<Record<string, PrefsValue>>): string {
  const lines = Object.entries(values).map(([name, value]) => element(name, value));
  return ["<?xml version='1.0' encoding='utf-8' standalone='yes' ?>", '<map>', ...lines, '</map>', ''].join('\n');
}
