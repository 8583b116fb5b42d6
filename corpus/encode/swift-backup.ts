/** The `.xml` of Swift Backup: an account's id and JSON, turned round, each UTF-16 unit with its place added. */
export function swiftManifest(fields: Readonly<Record<string, unknown>>, account = 'a'.repeat(28)): Uint8Array {
  const turned = [...(account + JSON.stringify(fields)).split('')].reverse();
  return new TextEncoder().encode(
    turned.map((unit, at) => String.fromCharCode((unit.charCodeAt(0) + at) % 0x10000)).join(''),
  );
}
