/** The legal path of a name in a folder; the folder may be the root, which is empty. */
export function inFolder(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
