// Draws what a terminal shows as an SVG: `script -qc '…' /dev/null | node docs/picture.js > docs/diff.svg`.
import { readFileSync } from 'node:fs';

const LINE = 18;
const CHARACTER = 8.4;
const MARGIN = 16;
const LINES = Number(process.argv[2] ?? 60);
const INKS = {
  30: '#586069',
  31: '#f85149',
  32: '#3fb950',
  33: '#d29922',
  34: '#58a6ff',
  35: '#bc8cff',
  36: '#39c5cf',
  90: '#8b949e',
};
const PAPER = '#0d1117';
const TEXT = '#e6edf3';

const markup = (text) => text.replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);
const lines = readFileSync(0, 'utf8').replaceAll('\r', '').split('\n').slice(0, LINES);
let widest = 0;
const rows = lines.map((line, row) => {
  let ink = TEXT;
  let bold = false;
  let column = 0;
  let out = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
  for (const piece of line.split(/(\u001b\[[0-9;]*[A-Za-z])/)) {
    if (piece.startsWith('\u001b')) {
      if (!piece.endsWith('m')) continue;
      for (const code of piece.slice(2, -1).split(';').map(Number)) {
        if (code === 0 || code === 39) ink = TEXT;
        if (code === 0 || code === 22) bold = false;
        if (code === 1) bold = true;
        if (INKS[code] !== undefined) ink = INKS[code];
      }
      continue;
    }
    if (piece.trim() !== '') {
      const x = (MARGIN + column * CHARACTER).toFixed(1);
      const length = (piece.length * CHARACTER).toFixed(1);
      out += `<text x="${x}" y="${MARGIN + (row + 1) * LINE}" fill="${ink}"${bold ? ' font-weight="bold"' : ''} textLength="${length}" lengthAdjust="spacingAndGlyphs" xml:space="preserve">${markup(piece)}</text>`;
    }
    column += piece.length;
  }
  widest = Math.max(widest, column);
  return out;
});
const width = Math.ceil(2 * MARGIN + widest * CHARACTER);
const height = 2 * MARGIN + (rows.length + 1) * LINE;
process.stdout.write(
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14">` +
    `<title>What carryover diff prints for the corpus pair escan-2017</title>` +
    `<rect width="100%" height="100%" rx="8" fill="${PAPER}"/>\n${rows.filter((row) => row !== '').join('\n')}\n</svg>\n`,
);
