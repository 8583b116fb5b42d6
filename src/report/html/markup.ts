import { printable } from '../text/escape.ts';

/** Markup that is ready to be written. Only `html` makes it, so that no text of the evidence becomes markup. */
export interface Markup {
  readonly markup: string;
}

export type Piece = string | number | null | Markup | readonly Piece[];

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it stands in an element or a quoted attribute: control and bidirectional characters are spelt out. */
export function escaped(text: string): string {
  return printable(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

function pieceText(piece: Piece): string {
  if (piece === null) return '';
  if (typeof piece === 'object') return 'markup' in piece ? piece.markup : piece.map(pieceText).join('');
  return escaped(String(piece));
}

/** A template whose values are escaped, unless they are markup themselves. */
export function html(strings: TemplateStringsArray, ...values: readonly Piece[]): Markup {
  let out = strings[0] ?? '';
  for (const [at, value] of values.entries()) out += pieceText(value) + (strings[at + 1] ?? '');
  return { markup: out };
}

/** The fragment that leads to a place on a device: stable, and the same in every report. */
export function placeAnchor(devicePath: string): string {
  return encodeURI(printable(devicePath)).replaceAll('#', '%23');
}
